import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: ./node_modules/valibot/dist/index.mjs
//#region src/storages/globalConfig/globalConfig.ts
let store$4;
const DEFAULT_CONFIG = {
	lang: void 0,
	message: void 0,
	abortEarly: void 0,
	abortPipeEarly: void 0
};
/**
* Sets the global configuration.
*
* @param config The configuration.
*/
function setGlobalConfig(config$1) {
	store$4 = {
		...store$4,
		...config$1
	};
}
/**
* Returns the global configuration.
*
* @param config The config to merge.
*
* @returns The configuration.
*/
/* @__NO_SIDE_EFFECTS__ */
function getGlobalConfig(config$1) {
	if (!config$1 && !store$4) return DEFAULT_CONFIG;
	return {
		lang: config$1?.lang ?? store$4?.lang,
		message: config$1?.message,
		abortEarly: config$1?.abortEarly ?? store$4?.abortEarly,
		abortPipeEarly: config$1?.abortPipeEarly ?? store$4?.abortPipeEarly
	};
}
/**
* Deletes the global configuration.
*/
function deleteGlobalConfig() {
	store$4 = void 0;
}

//#endregion
//#region src/storages/globalMessage/globalMessage.ts
let store$3;
/**
* Sets a global error message.
*
* @param message The error message.
* @param lang The language of the message.
*/
function setGlobalMessage(message$1, lang) {
	if (!store$3) store$3 = /* @__PURE__ */ new Map();
	store$3.set(lang, message$1);
}
/**
* Returns a global error message.
*
* @param lang The language of the message.
*
* @returns The error message.
*/
/* @__NO_SIDE_EFFECTS__ */
function getGlobalMessage(lang) {
	return store$3?.get(lang);
}
/**
* Deletes a global error message.
*
* @param lang The language of the message.
*/
function deleteGlobalMessage(lang) {
	store$3?.delete(lang);
}

//#endregion
//#region src/storages/schemaMessage/schemaMessage.ts
let store$2;
/**
* Sets a schema error message.
*
* @param message The error message.
* @param lang The language of the message.
*/
function setSchemaMessage(message$1, lang) {
	if (!store$2) store$2 = /* @__PURE__ */ new Map();
	store$2.set(lang, message$1);
}
/**
* Returns a schema error message.
*
* @param lang The language of the message.
*
* @returns The error message.
*/
/* @__NO_SIDE_EFFECTS__ */
function getSchemaMessage(lang) {
	return store$2?.get(lang);
}
/**
* Deletes a schema error message.
*
* @param lang The language of the message.
*/
function deleteSchemaMessage(lang) {
	store$2?.delete(lang);
}

//#endregion
//#region src/storages/specificMessage/specificMessage.ts
let store$1;
/**
* Sets a specific error message.
*
* @param reference The identifier reference.
* @param message The error message.
* @param lang The language of the message.
*/
function setSpecificMessage(reference, message$1, lang) {
	if (!store$1) store$1 = /* @__PURE__ */ new Map();
	if (!store$1.get(reference)) store$1.set(reference, /* @__PURE__ */ new Map());
	store$1.get(reference).set(lang, message$1);
}
/**
* Returns a specific error message.
*
* @param reference The identifier reference.
* @param lang The language of the message.
*
* @returns The error message.
*/
/* @__NO_SIDE_EFFECTS__ */
function getSpecificMessage(reference, lang) {
	return store$1?.get(reference)?.get(lang);
}
/**
* Deletes a specific error message.
*
* @param reference The identifier reference.
* @param lang The language of the message.
*/
function deleteSpecificMessage(reference, lang) {
	store$1?.get(reference)?.delete(lang);
}

//#endregion
//#region src/utils/_stringify/_stringify.ts
/**
* Stringifies an unknown input to a literal or type string.
*
* @param input The unknown input.
*
* @returns A literal or type string.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _stringify(input) {
	const type = typeof input;
	if (type === "string") return `"${input}"`;
	if (type === "number" || type === "bigint" || type === "boolean") return `${input}`;
	if (type === "object" || type === "function") return (input && Object.getPrototypeOf(input)?.constructor?.name) ?? "null";
	return type;
}

//#endregion
//#region src/utils/_addIssue/_addIssue.ts
/**
* Adds an issue to the dataset.
*
* @param context The issue context.
* @param label The issue label.
* @param dataset The input dataset.
* @param config The configuration.
* @param other The optional props.
*
* @internal
*/
function _addIssue(context, label, dataset, config$1, other) {
	const input = other && "input" in other ? other.input : dataset.value;
	const expected = other?.expected ?? context.expects ?? null;
	const received = other?.received ?? /* @__PURE__ */ _stringify(input);
	const issue = {
		kind: context.kind,
		type: context.type,
		input,
		expected,
		received,
		message: `Invalid ${label}: ${expected ? `Expected ${expected} but r` : "R"}eceived ${received}`,
		requirement: context.requirement,
		path: other?.path,
		issues: other?.issues,
		lang: config$1.lang,
		abortEarly: config$1.abortEarly,
		abortPipeEarly: config$1.abortPipeEarly
	};
	const isSchema = context.kind === "schema";
	const message$1 = other?.message ?? context.message ?? /* @__PURE__ */ getSpecificMessage(context.reference, issue.lang) ?? (isSchema ? /* @__PURE__ */ getSchemaMessage(issue.lang) : null) ?? config$1.message ?? /* @__PURE__ */ getGlobalMessage(issue.lang);
	if (message$1 !== void 0) issue.message = typeof message$1 === "function" ? message$1(issue) : message$1;
	if (isSchema) dataset.typed = false;
	if (dataset.issues) dataset.issues.push(issue);
	else dataset.issues = [issue];
}

//#endregion
//#region src/utils/_cloneDataset/_cloneDataset.ts
/**
* Creates a shallow copy of a dataset.
*
* Hint: The `value` is copied by reference, but the `issues` array, its issues
* and their `path` arrays are cloned to avoid reusing mutable dataset state
* across multiple runs. Mutating a returned object or array value can
* therefore affect later cache hits that reuse the same cached output.
*
* @param dataset The output dataset.
*
* @returns The copied output dataset.
*/
/* @__NO_SIDE_EFFECTS__ */
function _cloneDataset(dataset) {
	return {
		typed: dataset.typed,
		value: dataset.value,
		issues: dataset.issues?.map((issue) => ({
			...issue,
			path: issue.path && [...issue.path]
		}))
	};
}

//#endregion
//#region src/utils/_formatCase/_formatCase.ts
/**
* Splits a string into lowercase words and rejoins them with the given
* separator and capitalization rules.
*
* Words are separated by `_`, `-` and ASCII whitespace, as well as by case
* and acronym boundaries. Whether the first or subsequent words are
* capitalized is controlled by `capFirst` and `capRest`.
*
* Hint: Implemented in a single pass that emits directly to the result
* string to avoid an intermediate `string[]` allocation. ASCII chars are
* classified via char codes to skip `.toLowerCase()` and `.toUpperCase()`
* method calls in the common case.
*
* Hint: Digits are treated as a separate character class, so `item2Name`
* yields `item2` and `name` rather than `item`, `2` and `name`.
*
* @param input The input string.
* @param separator The string inserted between words.
* @param capFirst Whether to capitalize the first word.
* @param capRest Whether to capitalize subsequent words.
*
* @returns The formatted string.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _formatCase(input, separator, capFirst, capRest) {
	let result = "";
	let firstWord = true;
	let start = 0;
	let prev = 0;
	let prevPrev = 0;
	const flush = (end) => {
		if (end > start) {
			let word = input.slice(start, end).toLowerCase();
			if (firstWord ? capFirst : capRest) {
				const firstCode = word.charCodeAt(0);
				if (firstCode >= 97 && firstCode <= 122) word = String.fromCharCode(firstCode - 32) + word.slice(1);
				else {
					const charLen = firstCode >= 55296 && firstCode <= 56319 ? 2 : 1;
					word = word.slice(0, charLen).toUpperCase() + word.slice(charLen);
				}
			}
			result += firstWord ? word : separator + word;
			firstWord = false;
		}
	};
	for (let index = 0; index < input.length; index++) {
		const code = input.charCodeAt(index);
		let type;
		if (code === 32 || code === 9 || code === 10 || code === 11 || code === 12 || code === 13 || code === 45 || code === 95) {
			flush(index);
			start = index + 1;
			type = 0;
		} else if (code < 128) type = code >= 65 && code <= 90 ? 1 : code >= 97 && code <= 122 ? 2 : 3;
		else {
			const char = input[index];
			const charLower = char.toLowerCase();
			type = charLower === char.toUpperCase() ? 3 : char === charLower ? 2 : 1;
		}
		if (type === 1 && (prev === 2 || prev === 3) && index > start) {
			flush(index);
			start = index;
		} else if (type === 2 && prev === 1 && prevPrev === 1 && index - 1 > start) {
			flush(index - 1);
			start = index - 1;
		}
		prevPrev = prev;
		prev = type;
	}
	flush(input.length);
	return result;
}

//#endregion
//#region src/utils/_getByteCount/_getByteCount.ts
let textEncoder;
/**
* Returns the byte count of the input.
*
* @param input The input to be measured.
*
* @returns The byte count.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _getByteCount(input) {
	if (!textEncoder) textEncoder = new TextEncoder();
	return textEncoder.encode(input).length;
}

//#endregion
//#region src/utils/_getCodePointCount/_getCodePointCount.ts
/**
* Returns the code point count of the input.
*
* @param input The input to be measured.
*
* @returns The code point count.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _getCodePointCount(input) {
	let count = input.length;
	const lengthMinus1 = input.length - 1;
	for (let i = 0; i < lengthMinus1;) if (input.codePointAt(i) <= 65535) i++;
	else {
		i += 2;
		count--;
	}
	return count;
}

//#endregion
//#region src/utils/_getGraphemeCount/_getGraphemeCount.ts
let segmenter;
/**
* Returns the grapheme count of the input.
*
* @param input The input to be measured.
*
* @returns The grapheme count.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _getGraphemeCount(input) {
	if (!segmenter) segmenter = new Intl.Segmenter();
	const segments = segmenter.segment(input);
	let count = 0;
	for (const _ of segments) count++;
	return count;
}

//#endregion
//#region src/utils/_getLastMetadata/_getLastMetadata.ts
/**
* Returns the last top-level value of a given metadata type from a schema
* using a breadth-first search that starts with the last item in the pipeline.
*
* @param schema The schema to search.
* @param type The metadata type.
*
* @returns The value, if any.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _getLastMetadata(schema, type) {
	if ("pipe" in schema) {
		const nestedSchemas = [];
		for (let index = schema.pipe.length - 1; index >= 0; index--) {
			const item = schema.pipe[index];
			if (item.kind === "schema" && "pipe" in item) nestedSchemas.push(item);
			else if (item.kind === "metadata" && item.type === type) return item[type];
		}
		for (const nestedSchema of nestedSchemas) {
			const result = /* @__PURE__ */ _getLastMetadata(nestedSchema, type);
			if (result !== void 0) return result;
		}
	}
}

//#endregion
//#region src/utils/_getWordCount/_getWordCount.ts
let store;
/**
* Returns the word count of the input.
*
* @param locales The locales to be used.
* @param input The input to be measured.
*
* @returns The word count.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _getWordCount(locales, input) {
	if (!store) store = /* @__PURE__ */ new Map();
	const key = String(locales);
	let segmenter$1 = store.get(key);
	if (!segmenter$1) {
		segmenter$1 = new Intl.Segmenter(locales, { granularity: "word" });
		store.set(key, segmenter$1);
	}
	const segments = segmenter$1.segment(input);
	let count = 0;
	for (const segment of segments) if (segment.isWordLike) count++;
	return count;
}

//#endregion
//#region src/utils/_isLuhnAlgo/_isLuhnAlgo.ts
/**
* Non-digit regex.
*/
const NON_DIGIT_REGEX = /\D/gu;
/**
* Checks whether a string with numbers corresponds to the luhn algorithm.
*
* @param input The input to be checked.
*
* @returns Whether input is valid.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _isLuhnAlgo(input) {
	const number$1 = input.replace(NON_DIGIT_REGEX, "");
	let length$1 = number$1.length;
	let bit = 1;
	let sum = 0;
	while (length$1) {
		const value$1 = +number$1[--length$1];
		bit ^= 1;
		sum += bit ? [
			0,
			2,
			4,
			6,
			8,
			1,
			3,
			5,
			7,
			9
		][value$1] : value$1;
	}
	return sum % 10 === 0;
}

//#endregion
//#region src/utils/_isSameValueZero/_isSameValueZero.ts
/**
* Compares two values using the SameValueZero algorithm, which treats `NaN`
* as equal to itself unlike `===`.
*
* @param value1 The first value.
* @param value2 The second value.
*
* @returns Whether the values are equal.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _isSameValueZero(value1, value2) {
	return value1 === value2 || Number.isNaN(value1) && Number.isNaN(value2);
}

//#endregion
//#region src/utils/_isValidObjectKey/_isValidObjectKey.ts
/**
* Disallows inherited object properties and prevents object prototype
* pollution by disallowing certain keys.
*
* @param object The object to check.
* @param key The key to check.
*
* @returns Whether the key is allowed.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _isValidObjectKey(object$1, key) {
	return Object.prototype.hasOwnProperty.call(object$1, key) && key !== "__proto__" && key !== "prototype" && key !== "constructor";
}

//#endregion
//#region src/utils/_isValueMatch/_isValueMatch.ts
/**
* Checks whether a value matches a value action requirement.
*
* @param requirement The value action requirement.
* @param value The value to check.
*
* @returns Whether the value matches the requirement.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _isValueMatch(requirement, value$1) {
	return Number.isNaN(requirement) && Number.isNaN(value$1) || requirement <= value$1 && requirement >= value$1;
}

//#endregion
//#region src/utils/_joinExpects/_joinExpects.ts
/**
* Joins multiple `expects` values with the given separator.
*
* @param values The `expects` values.
* @param separator The separator.
*
* @returns The joined `expects` property.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _joinExpects(values$1, separator) {
	const list = [...new Set(values$1)];
	if (list.length > 1) return `(${list.join(` ${separator} `)})`;
	return list[0] ?? "never";
}

//#endregion
//#region src/utils/_standardSchema/_standardSchema.ts
/**
* Eagerly creates and attaches the Standard Schema properties of a schema.
*
* Hint: The contextual `this` type includes the standard properties that are
* attached before the schema is returned.
*
* @param schema The schema to attach standard properties to.
*
* @returns The schema with standard properties attached.
*
* @internal
*/
function _standardSchema(schema) {
	schema["~standard"] = {
		version: 1,
		vendor: "valibot",
		validate: (value$1) => schema["~run"]({ value: value$1 }, /* @__PURE__ */ getGlobalConfig())
	};
	return schema;
}

//#endregion
//#region src/utils/entriesFromList/entriesFromList.ts
/**
* Creates an object entries definition from a list of keys and a schema.
*
* @param list A list of keys.
* @param schema The schema of the keys.
*
* @returns The object entries.
*/
/* @__NO_SIDE_EFFECTS__ */
function entriesFromList(list, schema) {
	const entries$1 = {};
	for (const key of list) entries$1[key] = schema;
	return entries$1;
}

//#endregion
//#region src/utils/entriesFromObjects/entriesFromObjects.ts
/* @__NO_SIDE_EFFECTS__ */
function entriesFromObjects(schemas) {
	const entries$1 = {};
	for (const schema of schemas) Object.assign(entries$1, schema.entries);
	return entries$1;
}

//#endregion
//#region src/utils/getDotPath/getDotPath.ts
/* @__NO_SIDE_EFFECTS__ */
function getDotPath(issue) {
	if (issue.path) {
		let key = "";
		for (const item of issue.path) if (typeof item.key === "string" || typeof item.key === "number") if (key) key += `.${item.key}`;
		else key += item.key;
		else return null;
		return key;
	}
	return null;
}

//#endregion
//#region src/utils/isOfKind/isOfKind.ts
/**
* A generic type guard to check the kind of an object.
*
* @param kind The kind to check for.
* @param object The object to check.
*
* @returns Whether it matches.
*/
/* @__NO_SIDE_EFFECTS__ */
function isOfKind(kind, object$1) {
	return object$1.kind === kind;
}

//#endregion
//#region src/utils/isOfType/isOfType.ts
/**
* A generic type guard to check the type of an object.
*
* @param type The type to check for.
* @param object The object to check.
*
* @returns Whether it matches.
*/
/* @__NO_SIDE_EFFECTS__ */
function isOfType(type, object$1) {
	return object$1.type === type;
}

//#endregion
//#region src/utils/ValiError/ValiError.ts
/**
* A Valibot error with useful information.
*/
var ValiError = class extends Error {
	/**
	* Creates a Valibot error with useful information.
	*
	* @param issues The error issues.
	*/
	constructor(issues) {
		super(issues[0].message);
		this.name = "ValiError";
		this.issues = issues;
	}
};

//#endregion
//#region src/utils/isValiError/isValiError.ts
/**
* A type guard to check if an error is a ValiError.
*
* @param error The error to check.
*
* @returns Whether its a ValiError.
*/
/* @__NO_SIDE_EFFECTS__ */
function isValiError(error) {
	return error instanceof ValiError;
}

//#endregion
//#region src/actions/args/args.ts
/* @__NO_SIDE_EFFECTS__ */
function args(schema) {
	return {
		kind: "transformation",
		type: "args",
		reference: args,
		async: false,
		schema,
		"~run"(dataset, config$1) {
			const func = dataset.value;
			dataset.value = (...args_) => {
				const argsDataset = this.schema["~run"]({ value: args_ }, config$1);
				if (argsDataset.issues) throw new ValiError(argsDataset.issues);
				return func(...argsDataset.value);
			};
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/args/argsAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function argsAsync(schema) {
	return {
		kind: "transformation",
		type: "args",
		reference: argsAsync,
		async: false,
		schema,
		"~run"(dataset, config$1) {
			const func = dataset.value;
			dataset.value = async (...args$1) => {
				const argsDataset = await schema["~run"]({ value: args$1 }, config$1);
				if (argsDataset.issues) throw new ValiError(argsDataset.issues);
				return func(...argsDataset.value);
			};
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/await/awaitAsync.ts
/**
* Creates an await transformation action.
*
* @returns An await action.
*/
/* @__NO_SIDE_EFFECTS__ */
function awaitAsync() {
	return {
		kind: "transformation",
		type: "await",
		reference: awaitAsync,
		async: true,
		async "~run"(dataset) {
			dataset.value = await dataset.value;
			return dataset;
		}
	};
}

//#endregion
//#region src/regex.ts
/**
* [Base64](https://en.wikipedia.org/wiki/Base64) regex.
*/
const BASE64_REGEX = /^(?:[\da-z+/]{4})*(?:[\da-z+/]{2}==|[\da-z+/]{3}=)?$/iu;
/**
* [BIC](https://en.wikipedia.org/wiki/ISO_9362) regex.
*/
const BIC_REGEX = /^[A-Z]{6}(?!00)[\dA-Z]{2}(?:[\dA-Z]{3})?$/u;
/**
* [Cuid2](https://github.com/paralleldrive/cuid2) regex.
*/
const CUID2_REGEX = /^[a-z][\da-z]*$/u;
/**
* [Decimal](https://en.wikipedia.org/wiki/Decimal) regex.
*/
const DECIMAL_REGEX = /^[+-]?(?:\d*\.)?\d+$/u;
/**
* [Digits](https://en.wikipedia.org/wiki/Numerical_digit) regex.
*/
const DIGITS_REGEX = /^\d+$/u;
/**
* [Domain name](https://en.wikipedia.org/wiki/Domain_name) regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
* ASCII-only validation. Internationalized domain names (IDNs) are not
* supported, including Punycode-encoded labels.
*/
const DOMAIN_REGEX = /^(?=.{1,253}$)(?:(?![Xx][Nn]--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/u;
/**
* [Email address](https://en.wikipedia.org/wiki/Email_address) regex.
*
* Hint: We decided against the `i` flag to avoid matching non-ASCII characters.
*/
const EMAIL_REGEX = /^[\w+-]+(?:\.[\w+-]+)*@[\da-zA-Z]+(?:[.-][\da-zA-Z]+)*\.[a-zA-Z]{2,}$/u;
/**
* Emoji regex from [emoji-regex-xs](https://github.com/slevithan/emoji-regex-xs) v1.0.0 (MIT license).
*
* Hint: We decided against the newer `/^\p{RGI_Emoji}+$/v` regex because it is
* not supported in older runtimes and does not match all emoji.
*/
const EMOJI_REGEX = /^(?:[\u{1F1E6}-\u{1F1FF}]{2}|\u{1F3F4}[\u{E0061}-\u{E007A}]{2}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,3}\u{E007F}|(?:\p{Emoji}\uFE0F\u20E3?|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}?|(?![\p{Emoji_Modifier_Base}\u{1F1E6}-\u{1F1FF}])\p{Emoji_Presentation})(?:\u200D(?:\p{Emoji}\uFE0F\u20E3?|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}?|(?![\p{Emoji_Modifier_Base}\u{1F1E6}-\u{1F1FF}])\p{Emoji_Presentation}))*)+$/u;
/**
* [Hexadecimal](https://en.wikipedia.org/wiki/Hexadecimal) regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
*/
const HEXADECIMAL_REGEX = /^(?:0[hx])?[\da-fA-F]+$/u;
/**
* [Hex color](https://en.wikipedia.org/wiki/Web_colors#Hex_triplet) regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
*/
const HEX_COLOR_REGEX = /^#(?:[\da-fA-F]{3,4}|[\da-fA-F]{6}|[\da-fA-F]{8})$/u;
/**
* [IMEI](https://en.wikipedia.org/wiki/International_Mobile_Equipment_Identity) regex.
*/
const IMEI_REGEX = /^\d{15}$|^\d{2}-\d{6}-\d{6}-\d$/u;
/**
* [IPv4](https://en.wikipedia.org/wiki/IPv4) regex.
*/
const IPV4_REGEX = /^(?:(?:[1-9]|1\d|2[0-4])?\d|25[0-5])(?:\.(?:(?:[1-9]|1\d|2[0-4])?\d|25[0-5])){3}$/u;
/**
* [IPv6](https://en.wikipedia.org/wiki/IPv6) regex.
*/
const IPV6_REGEX = /^(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:){1,7}:|(?:[\da-f]{1,4}:){1,6}:[\da-f]{1,4}|(?:[\da-f]{1,4}:){1,5}(?::[\da-f]{1,4}){1,2}|(?:[\da-f]{1,4}:){1,4}(?::[\da-f]{1,4}){1,3}|(?:[\da-f]{1,4}:){1,3}(?::[\da-f]{1,4}){1,4}|(?:[\da-f]{1,4}:){1,2}(?::[\da-f]{1,4}){1,5}|[\da-f]{1,4}:(?::[\da-f]{1,4}){1,6}|:(?:(?::[\da-f]{1,4}){1,7}|:)|fe80:(?::[\da-f]{0,4}){0,4}%[\da-z]+|::(?:f{4}(?::0{1,4})?:)?(?:(?:25[0-5]|(?:2[0-4]|1?\d)?\d)\.){3}(?:25[0-5]|(?:2[0-4]|1?\d)?\d)|(?:[\da-f]{1,4}:){1,4}:(?:(?:25[0-5]|(?:2[0-4]|1?\d)?\d)\.){3}(?:25[0-5]|(?:2[0-4]|1?\d)?\d))$/iu;
/**
* [IP](https://en.wikipedia.org/wiki/IP_address) regex.
*/
const IP_REGEX = /^(?:(?:[1-9]|1\d|2[0-4])?\d|25[0-5])(?:\.(?:(?:[1-9]|1\d|2[0-4])?\d|25[0-5])){3}$|^(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:){1,7}:|(?:[\da-f]{1,4}:){1,6}:[\da-f]{1,4}|(?:[\da-f]{1,4}:){1,5}(?::[\da-f]{1,4}){1,2}|(?:[\da-f]{1,4}:){1,4}(?::[\da-f]{1,4}){1,3}|(?:[\da-f]{1,4}:){1,3}(?::[\da-f]{1,4}){1,4}|(?:[\da-f]{1,4}:){1,2}(?::[\da-f]{1,4}){1,5}|[\da-f]{1,4}:(?::[\da-f]{1,4}){1,6}|:(?:(?::[\da-f]{1,4}){1,7}|:)|fe80:(?::[\da-f]{0,4}){0,4}%[\da-z]+|::(?:f{4}(?::0{1,4})?:)?(?:(?:25[0-5]|(?:2[0-4]|1?\d)?\d)\.){3}(?:25[0-5]|(?:2[0-4]|1?\d)?\d)|(?:[\da-f]{1,4}:){1,4}:(?:(?:25[0-5]|(?:2[0-4]|1?\d)?\d)\.){3}(?:25[0-5]|(?:2[0-4]|1?\d)?\d))$/iu;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) date regex.
*/
const ISO_DATE_REGEX = /^\d{4}-(?:0[1-9]|1[0-2])-(?:[12]\d|0[1-9]|3[01])$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) date-time regex.
*/
const ISO_DATE_TIME_REGEX = /^\d{4}-(?:0[1-9]|1[0-2])-(?:[12]\d|0[1-9]|3[01])[T ](?:0\d|1\d|2[0-3]):[0-5]\d$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) date-time with seconds regex.
*/
const ISO_DATE_TIME_SECOND_REGEX = /^\d{4}-(?:0[1-9]|1[0-2])-(?:[12]\d|0[1-9]|3[01])[T ](?:0\d|1\d|2[0-3])(?::[0-5]\d){2}$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) time regex.
*/
const ISO_TIME_REGEX = /^(?:0\d|1\d|2[0-3]):[0-5]\d$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) time with seconds regex.
*/
const ISO_TIME_SECOND_REGEX = /^(?:0\d|1\d|2[0-3])(?::[0-5]\d){2}$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) timestamp regex. Allows a
* space as a date/time separator and an optional space before the UTC offset.
*/
const ISO_TIMESTAMP_REGEX = /^\d{4}-(?:0[1-9]|1[0-2])-(?:[12]\d|0[1-9]|3[01])[T ](?:0\d|1\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?(?:Z| ?[+-](?:0\d|1\d|2[0-3])(?::?[0-5]\d)?)$/u;
/**
* [ISO 8601](https://en.wikipedia.org/wiki/ISO_8601) week regex.
*/
const ISO_WEEK_REGEX = /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/u;
/**
* [JWS compact serialization](https://datatracker.ietf.org/doc/html/rfc7515#section-3.1)
* regex.
*
* Hint: Empty payload and signature segments are allowed because the
* Base64URL-encoded representation of an empty octet sequence is an empty
* string.
*/
const JWS_COMPACT_REGEX = /^(?:[\w-]{2,3}|(?:[\w-]{4})+(?:[\w-]{2,3})?)\.(?:[\w-]{2,3}|(?:[\w-]{4})+(?:[\w-]{2,3})?)?\.(?:[\w-]{2,3}|(?:[\w-]{4})+(?:[\w-]{2,3})?)?$/u;
/**
* [ISRC](https://en.wikipedia.org/wiki/International_Standard_Recording_Code) regex.
*/
const ISRC_REGEX = /^(?:[A-Z]{2}[A-Z\d]{3}\d{7}|[A-Z]{2}-[A-Z\d]{3}-\d{2}-\d{5})$/u;
/**
* [KSUID](https://github.com/segmentio/ksuid) regex.
*/
const KSUID_REGEX = /^[a-zA-Z0-9]{27}$/u;
/**
* [MAC](https://en.wikipedia.org/wiki/MAC_address) 48 bit regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
*/
const MAC48_REGEX = /^(?:[\da-fA-F]{2}:){5}[\da-fA-F]{2}$|^(?:[\da-fA-F]{2}-){5}[\da-fA-F]{2}$|^(?:[\da-fA-F]{4}\.){2}[\da-fA-F]{4}$/u;
/**
* [MAC](https://en.wikipedia.org/wiki/MAC_address) 64 bit regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
*/
const MAC64_REGEX = /^(?:[\da-fA-F]{2}:){7}[\da-fA-F]{2}$|^(?:[\da-fA-F]{2}-){7}[\da-fA-F]{2}$|^(?:[\da-fA-F]{4}\.){3}[\da-fA-F]{4}$|^(?:[\da-fA-F]{4}:){3}[\da-fA-F]{4}$/u;
/**
* [MAC](https://en.wikipedia.org/wiki/MAC_address) regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
*/
const MAC_REGEX = /^(?:[\da-fA-F]{2}:){5}[\da-fA-F]{2}$|^(?:[\da-fA-F]{2}-){5}[\da-fA-F]{2}$|^(?:[\da-fA-F]{4}\.){2}[\da-fA-F]{4}$|^(?:[\da-fA-F]{2}:){7}[\da-fA-F]{2}$|^(?:[\da-fA-F]{2}-){7}[\da-fA-F]{2}$|^(?:[\da-fA-F]{4}\.){3}[\da-fA-F]{4}$|^(?:[\da-fA-F]{4}:){3}[\da-fA-F]{4}$/u;
/**
* [Nano ID](https://github.com/ai/nanoid) regex.
*/
const NANO_ID_REGEX = /^[\w-]+$/u;
/**
* [Octal](https://en.wikipedia.org/wiki/Octal) regex.
*/
const OCTAL_REGEX = /^(?:0o)?[0-7]+$/u;
/**
* [RFC 5322 email address](https://datatracker.ietf.org/doc/html/rfc5322#section-3.4.1) regex.
*
* Hint: This regex was taken from the [HTML Living Standard Specification](https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address) and does not perfectly represent RFC 5322.
*/
const RFC_EMAIL_REGEX = /^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
/**
* [Slug](https://en.wikipedia.org/wiki/Clean_URL#Slug) regex.
*/
const SLUG_REGEX = /^[\da-z]+(?:[-_][\da-z]+)*$/u;
/**
* [ULID](https://github.com/ulid/spec) regex.
*
* Hint: We decided against the `i` flag for better JSON Schema compatibility.
* Hint: The first character is restricted to `[0-7]` because the 48-bit
* timestamp cannot exceed 2^48-1, making the maximum valid ULID
* `7ZZZZZZZZZZZZZZZZZZZZZZZZZ` in Crockford's Base32 encoding.
*/
const ULID_REGEX = /^[0-7][\da-hjkmnp-tv-zA-HJKMNP-TV-Z]{25}$/u;
/**
* [UUID](https://en.wikipedia.org/wiki/Universally_unique_identifier) regex.
*/
const UUID_REGEX = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

//#endregion
//#region src/actions/base64/base64.ts
/* @__NO_SIDE_EFFECTS__ */
function base64(message$1) {
	return {
		kind: "validation",
		type: "base64",
		reference: base64,
		async: false,
		expects: null,
		requirement: BASE64_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "Base64", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/bic/bic.ts
/* @__NO_SIDE_EFFECTS__ */
function bic(message$1) {
	return {
		kind: "validation",
		type: "bic",
		reference: bic,
		async: false,
		expects: null,
		requirement: BIC_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "BIC", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/brand/brand.ts
/**
* Creates a brand transformation action.
*
* @param name The brand name.
*
* @returns A brand action.
*/
/* @__NO_SIDE_EFFECTS__ */
function brand(name) {
	return {
		kind: "transformation",
		type: "brand",
		reference: brand,
		async: false,
		name,
		"~run"(dataset) {
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/bytes/bytes.ts
/* @__NO_SIDE_EFFECTS__ */
function bytes(requirement, message$1) {
	return {
		kind: "validation",
		type: "bytes",
		reference: bytes,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const length$1 = /* @__PURE__ */ _getByteCount(dataset.value);
				if (length$1 !== this.requirement) _addIssue(this, "bytes", dataset, config$1, { received: `${length$1}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/check/check.ts
/* @__NO_SIDE_EFFECTS__ */
function check(requirement, message$1) {
	return {
		kind: "validation",
		type: "check",
		reference: check,
		async: false,
		expects: null,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "input", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/check/checkAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function checkAsync(requirement, message$1) {
	return {
		kind: "validation",
		type: "check",
		reference: checkAsync,
		async: true,
		expects: null,
		requirement,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (dataset.typed && !await this.requirement(dataset.value)) _addIssue(this, "input", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/checkItems/checkItems.ts
/* @__NO_SIDE_EFFECTS__ */
function checkItems(requirement, message$1) {
	return {
		kind: "validation",
		type: "check_items",
		reference: checkItems,
		async: false,
		expects: null,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) for (let index = 0; index < dataset.value.length; index++) {
				const item = dataset.value[index];
				if (!this.requirement(item, index, dataset.value)) _addIssue(this, "item", dataset, config$1, {
					input: item,
					path: [{
						type: "array",
						origin: "value",
						input: dataset.value,
						key: index,
						value: item
					}]
				});
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/checkItems/checkItemsAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function checkItemsAsync(requirement, message$1) {
	return {
		kind: "validation",
		type: "check_items",
		reference: checkItemsAsync,
		async: true,
		expects: null,
		requirement,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (dataset.typed) {
				const requirementResults = await Promise.all(dataset.value.map(this.requirement));
				for (let index = 0; index < dataset.value.length; index++) if (!requirementResults[index]) {
					const item = dataset.value[index];
					_addIssue(this, "item", dataset, config$1, {
						input: item,
						path: [{
							type: "array",
							origin: "value",
							input: dataset.value,
							key: index,
							value: item
						}]
					});
				}
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/codePoints/codePoints.ts
/* @__NO_SIDE_EFFECTS__ */
function codePoints(requirement, message$1) {
	return {
		kind: "validation",
		type: "code_points",
		reference: codePoints,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getCodePointCount(dataset.value);
				if (count !== this.requirement) _addIssue(this, "code points", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/creditCard/creditCard.ts
/**
* Credit card regex.
*/
const CREDIT_CARD_REGEX = /^(?:\d{13,19}|\d{4}(?: \d{3,6}){2,4}|\d{4}(?:-\d{3,6}){2,4})$/u;
/**
* Sanitize regex.
*/
const SANITIZE_REGEX = /[- ]/gu;
/**
* Provider regex list.
*/
const PROVIDER_REGEX_LIST = (/* unused pure expression or super */ null && ([
	/^3[47]\d{13}$/u,
	/^3(?:0[0-5]|[68]\d)\d{11,13}$/u,
	/^6(?:011|5\d{2})\d{12,15}$/u,
	/^(?:2131|1800|35\d{3})\d{11}$/u,
	/^(?:5[1-5]\d{2}|222\d|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/u,
	/^(?:6[27]\d{14,17}|81\d{14,17})$/u,
	/^4\d{12}(?:\d{3,6})?$/u
]));
/* @__NO_SIDE_EFFECTS__ */
function creditCard(message$1) {
	return {
		kind: "validation",
		type: "credit_card",
		reference: creditCard,
		async: false,
		expects: null,
		requirement(input) {
			let sanitized;
			return CREDIT_CARD_REGEX.test(input) && (sanitized = input.replace(SANITIZE_REGEX, "")) && PROVIDER_REGEX_LIST.some((regex$1) => regex$1.test(sanitized)) && /* @__PURE__ */ _isLuhnAlgo(sanitized);
		},
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "credit card", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/cuid2/cuid2.ts
/* @__NO_SIDE_EFFECTS__ */
function cuid2(message$1) {
	return {
		kind: "validation",
		type: "cuid2",
		reference: cuid2,
		async: false,
		expects: null,
		requirement: CUID2_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "Cuid2", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/decimal/decimal.ts
/* @__NO_SIDE_EFFECTS__ */
function decimal(message$1) {
	return {
		kind: "validation",
		type: "decimal",
		reference: decimal,
		async: false,
		expects: null,
		requirement: DECIMAL_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "decimal", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/description/description.ts
/**
* Creates a description metadata action.
*
* @param description_ The description text.
*
* @returns A description action.
*/
/* @__NO_SIDE_EFFECTS__ */
function description(description_) {
	return {
		kind: "metadata",
		type: "description",
		reference: description,
		description: description_
	};
}

//#endregion
//#region src/actions/digits/digits.ts
/* @__NO_SIDE_EFFECTS__ */
function digits(message$1) {
	return {
		kind: "validation",
		type: "digits",
		reference: digits,
		async: false,
		expects: null,
		requirement: DIGITS_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "digits", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/domain/domain.ts
/* @__NO_SIDE_EFFECTS__ */
function domain(message$1) {
	return {
		kind: "validation",
		type: "domain",
		reference: domain,
		expects: null,
		async: false,
		requirement: DOMAIN_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "domain", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/email/email.ts
/* @__NO_SIDE_EFFECTS__ */
function email(message$1) {
	return {
		kind: "validation",
		type: "email",
		reference: email,
		expects: null,
		async: false,
		requirement: EMAIL_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "email", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/emoji/emoji.ts
/* @__NO_SIDE_EFFECTS__ */
function emoji(message$1) {
	return {
		kind: "validation",
		type: "emoji",
		reference: emoji,
		async: false,
		expects: null,
		requirement: EMOJI_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "emoji", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/empty/empty.ts
/* @__NO_SIDE_EFFECTS__ */
function empty(message$1) {
	return {
		kind: "validation",
		type: "empty",
		reference: empty,
		async: false,
		expects: "0",
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length > 0) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/endsWith/endsWith.ts
/* @__NO_SIDE_EFFECTS__ */
function endsWith(requirement, message$1) {
	return {
		kind: "validation",
		type: "ends_with",
		reference: endsWith,
		async: false,
		expects: `"${requirement}"`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !dataset.value.endsWith(this.requirement)) _addIssue(this, "end", dataset, config$1, { received: `"${dataset.value.slice(-this.requirement.length)}"` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/entries/entries.ts
/* @__NO_SIDE_EFFECTS__ */
function entries(requirement, message$1) {
	return {
		kind: "validation",
		type: "entries",
		reference: entries,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (!dataset.typed) return dataset;
			const count = Object.keys(dataset.value).length;
			if (dataset.typed && count !== this.requirement) _addIssue(this, "entries", dataset, config$1, { received: `${count}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/everyItem/everyItem.ts
/* @__NO_SIDE_EFFECTS__ */
function everyItem(requirement, message$1) {
	return {
		kind: "validation",
		type: "every_item",
		reference: everyItem,
		async: false,
		expects: null,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !dataset.value.every(this.requirement)) _addIssue(this, "item", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/examples/examples.ts
/**
* Creates an examples metadata action.
*
* @param examples_ The examples.
*
* @returns An examples action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function examples(examples_) {
	return {
		kind: "metadata",
		type: "examples",
		reference: examples,
		examples: examples_
	};
}

//#endregion
//#region src/actions/excludes/excludes.ts
/* @__NO_SIDE_EFFECTS__ */
function excludes(requirement, message$1) {
	const received = /* @__PURE__ */ _stringify(requirement);
	return {
		kind: "validation",
		type: "excludes",
		reference: excludes,
		async: false,
		expects: `!${received}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.includes(this.requirement)) _addIssue(this, "content", dataset, config$1, { received });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/filterItems/filterItems.ts
/* @__NO_SIDE_EFFECTS__ */
function filterItems(operation) {
	return {
		kind: "transformation",
		type: "filter_items",
		reference: filterItems,
		async: false,
		operation,
		"~run"(dataset) {
			dataset.value = dataset.value.filter(this.operation);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/findItem/findItem.ts
/* @__NO_SIDE_EFFECTS__ */
function findItem(operation) {
	return {
		kind: "transformation",
		type: "find_item",
		reference: findItem,
		async: false,
		operation,
		"~run"(dataset) {
			dataset.value = dataset.value.find(this.operation);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/finite/finite.ts
/* @__NO_SIDE_EFFECTS__ */
function finite(message$1) {
	return {
		kind: "validation",
		type: "finite",
		reference: finite,
		async: false,
		expects: null,
		requirement: Number.isFinite,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "finite", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/flavor/flavor.ts
/**
* Creates a flavor transformation action.
*
* @param name The flavor name.
*
* @returns A flavor action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function flavor(name) {
	return {
		kind: "transformation",
		type: "flavor",
		reference: flavor,
		async: false,
		name,
		"~run"(dataset) {
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/graphemes/graphemes.ts
/* @__NO_SIDE_EFFECTS__ */
function graphemes(requirement, message$1) {
	return {
		kind: "validation",
		type: "graphemes",
		reference: graphemes,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getGraphemeCount(dataset.value);
				if (count !== this.requirement) _addIssue(this, "graphemes", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/gtValue/gtValue.ts
/* @__NO_SIDE_EFFECTS__ */
function gtValue(requirement, message$1) {
	return {
		kind: "validation",
		type: "gt_value",
		reference: gtValue,
		async: false,
		expects: `>${requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement)}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !(dataset.value > this.requirement)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/guard/guard.ts
/* @__NO_SIDE_EFFECTS__ */
function guard(requirement, message$1) {
	return {
		kind: "transformation",
		type: "guard",
		reference: guard,
		async: false,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) {
				_addIssue(this, "input", dataset, config$1);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/hash/hash.ts
/**
* Hash lengths object.
*/
const HASH_LENGTHS = {
	md4: 32,
	md5: 32,
	sha1: 40,
	sha256: 64,
	sha384: 96,
	sha512: 128,
	ripemd128: 32,
	ripemd160: 40,
	tiger128: 32,
	tiger160: 40,
	tiger192: 48,
	crc32: 8,
	crc32b: 8,
	adler32: 8
};
/* @__NO_SIDE_EFFECTS__ */
function hash(types, message$1) {
	return {
		kind: "validation",
		type: "hash",
		reference: hash,
		expects: null,
		async: false,
		requirement: RegExp(types.map((type) => `^[a-fA-F0-9]{${HASH_LENGTHS[type]}}$`).join("|"), "u"),
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "hash", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/hexadecimal/hexadecimal.ts
/* @__NO_SIDE_EFFECTS__ */
function hexadecimal(message$1) {
	return {
		kind: "validation",
		type: "hexadecimal",
		reference: hexadecimal,
		async: false,
		expects: null,
		requirement: HEXADECIMAL_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "hexadecimal", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/hexColor/hexColor.ts
/* @__NO_SIDE_EFFECTS__ */
function hexColor(message$1) {
	return {
		kind: "validation",
		type: "hex_color",
		reference: hexColor,
		async: false,
		expects: null,
		requirement: HEX_COLOR_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "hex color", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/imei/imei.ts
/* @__NO_SIDE_EFFECTS__ */
function imei(message$1) {
	return {
		kind: "validation",
		type: "imei",
		reference: imei,
		async: false,
		expects: null,
		requirement(input) {
			return IMEI_REGEX.test(input) && /* @__PURE__ */ _isLuhnAlgo(input);
		},
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "IMEI", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/includes/includes.ts
/* @__NO_SIDE_EFFECTS__ */
function includes(requirement, message$1) {
	const expects = /* @__PURE__ */ _stringify(requirement);
	return {
		kind: "validation",
		type: "includes",
		reference: includes,
		async: false,
		expects,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !dataset.value.includes(this.requirement)) _addIssue(this, "content", dataset, config$1, { received: `!${expects}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/integer/integer.ts
/* @__NO_SIDE_EFFECTS__ */
function integer(message$1) {
	return {
		kind: "validation",
		type: "integer",
		reference: integer,
		async: false,
		expects: null,
		requirement: Number.isInteger,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "integer", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ip/ip.ts
/* @__NO_SIDE_EFFECTS__ */
function ip(message$1) {
	return {
		kind: "validation",
		type: "ip",
		reference: ip,
		async: false,
		expects: null,
		requirement: IP_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "IP", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ipv4/ipv4.ts
/* @__NO_SIDE_EFFECTS__ */
function ipv4(message$1) {
	return {
		kind: "validation",
		type: "ipv4",
		reference: ipv4,
		async: false,
		expects: null,
		requirement: IPV4_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "IPv4", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ipv6/ipv6.ts
/* @__NO_SIDE_EFFECTS__ */
function ipv6(message$1) {
	return {
		kind: "validation",
		type: "ipv6",
		reference: ipv6,
		async: false,
		expects: null,
		requirement: IPV6_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "IPv6", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isbn/utils/_isIsbn10.ts
/**
* [Validates an ISBN-10](https://en.wikipedia.org/wiki/ISBN#ISBN-10_check_digits).
*
* @param input The input value.
*
* @returns `true` if the input is a valid ISBN-10, `false` otherwise.
*
* @internal
*/
function _isIsbn10(input) {
	const digits$1 = input.split("").map((c) => c === "X" ? 10 : parseInt(c));
	let sum = 0;
	for (let i = 0; i < 10; i++) sum += digits$1[i] * (10 - i);
	return sum % 11 === 0;
}

//#endregion
//#region src/actions/isbn/utils/_isIsbn13.ts
/**
* [Validates an ISBN-13](https://en.wikipedia.org/wiki/ISBN#ISBN-13_check_digit_calculation).
*
* @param input The input value.
*
* @returns `true` if the input is a valid ISBN-13, `false` otherwise.
*
* @internal
*/
function _isIsbn13(input) {
	const digits$1 = input.split("").map((c) => parseInt(c));
	let sum = 0;
	for (let i = 0; i < 13; i++) sum += digits$1[i] * (i % 2 === 0 ? 1 : 3);
	return sum % 10 === 0;
}

//#endregion
//#region src/actions/isbn/isbn.ts
/**
* ISBN separator regex.
*/
const ISBN_SEPARATOR_REGEX = /[- ]/gu;
/**
* ISBN-10 detection regex.
*/
const ISBN_10_DETECTION_REGEX = /^\d{9}[\dX]$/u;
/**
* ISBN-13 detection regex.
*/
const ISBN_13_DETECTION_REGEX = /^\d{13}$/u;
/* @__NO_SIDE_EFFECTS__ */
function isbn(message$1) {
	return {
		kind: "validation",
		type: "isbn",
		reference: isbn,
		async: false,
		expects: null,
		requirement(input) {
			const replacedInput = input.replace(ISBN_SEPARATOR_REGEX, "");
			if (ISBN_10_DETECTION_REGEX.test(replacedInput)) return _isIsbn10(replacedInput);
			else if (ISBN_13_DETECTION_REGEX.test(replacedInput)) return _isIsbn13(replacedInput);
			return false;
		},
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "ISBN", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isrc/isrc.ts
/* @__NO_SIDE_EFFECTS__ */
function isrc(message$1) {
	return {
		kind: "validation",
		type: "isrc",
		reference: isrc,
		async: false,
		expects: null,
		requirement: ISRC_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "ISRC", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoDate/isoDate.ts
/* @__NO_SIDE_EFFECTS__ */
function isoDate(message$1) {
	return {
		kind: "validation",
		type: "iso_date",
		reference: isoDate,
		async: false,
		expects: null,
		requirement: ISO_DATE_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "date", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoDateTime/isoDateTime.ts
/* @__NO_SIDE_EFFECTS__ */
function isoDateTime(message$1) {
	return {
		kind: "validation",
		type: "iso_date_time",
		reference: isoDateTime,
		async: false,
		expects: null,
		requirement: ISO_DATE_TIME_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "date-time", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoDateTimeSecond/isoDateTimeSecond.ts
/* @__NO_SIDE_EFFECTS__ */
function isoDateTimeSecond(message$1) {
	return {
		kind: "validation",
		type: "iso_date_time_second",
		reference: isoDateTimeSecond,
		async: false,
		expects: null,
		requirement: ISO_DATE_TIME_SECOND_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "date-time-second", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoTime/isoTime.ts
/* @__NO_SIDE_EFFECTS__ */
function isoTime(message$1) {
	return {
		kind: "validation",
		type: "iso_time",
		reference: isoTime,
		async: false,
		expects: null,
		requirement: ISO_TIME_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "time", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoTimeSecond/isoTimeSecond.ts
/* @__NO_SIDE_EFFECTS__ */
function isoTimeSecond(message$1) {
	return {
		kind: "validation",
		type: "iso_time_second",
		reference: isoTimeSecond,
		async: false,
		expects: null,
		requirement: ISO_TIME_SECOND_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "time-second", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoTimestamp/isoTimestamp.ts
/* @__NO_SIDE_EFFECTS__ */
function isoTimestamp(message$1) {
	return {
		kind: "validation",
		type: "iso_timestamp",
		reference: isoTimestamp,
		async: false,
		expects: null,
		requirement: ISO_TIMESTAMP_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "timestamp", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/isoWeek/isoWeek.ts
/* @__NO_SIDE_EFFECTS__ */
function isoWeek(message$1) {
	return {
		kind: "validation",
		type: "iso_week",
		reference: isoWeek,
		async: false,
		expects: null,
		requirement: ISO_WEEK_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "week", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/jwsCompact/jwsCompact.ts
/* @__NO_SIDE_EFFECTS__ */
function jwsCompact(message$1) {
	return {
		kind: "validation",
		type: "jws_compact",
		reference: jwsCompact,
		async: false,
		expects: null,
		requirement: JWS_COMPACT_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "JWS compact", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ksuid/ksuid.ts
/* @__NO_SIDE_EFFECTS__ */
function ksuid(message$1) {
	return {
		kind: "validation",
		type: "ksuid",
		reference: ksuid,
		async: false,
		expects: null,
		requirement: KSUID_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "KSUID", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/length/length.ts
/* @__NO_SIDE_EFFECTS__ */
function dist_length(requirement, message$1) {
	return {
		kind: "validation",
		type: "length",
		reference: dist_length,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length !== this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ltValue/ltValue.ts
/* @__NO_SIDE_EFFECTS__ */
function ltValue(requirement, message$1) {
	return {
		kind: "validation",
		type: "lt_value",
		reference: ltValue,
		async: false,
		expects: `<${requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement)}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !(dataset.value < this.requirement)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/mac/mac.ts
/* @__NO_SIDE_EFFECTS__ */
function mac(message$1) {
	return {
		kind: "validation",
		type: "mac",
		reference: mac,
		async: false,
		expects: null,
		requirement: MAC_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "MAC", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/mac48/mac48.ts
/* @__NO_SIDE_EFFECTS__ */
function mac48(message$1) {
	return {
		kind: "validation",
		type: "mac48",
		reference: mac48,
		async: false,
		expects: null,
		requirement: MAC48_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "48-bit MAC", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/mac64/mac64.ts
/* @__NO_SIDE_EFFECTS__ */
function mac64(message$1) {
	return {
		kind: "validation",
		type: "mac64",
		reference: mac64,
		async: false,
		expects: null,
		requirement: MAC64_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "64-bit MAC", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/mapItems/mapItems.ts
/* @__NO_SIDE_EFFECTS__ */
function mapItems(operation) {
	return {
		kind: "transformation",
		type: "map_items",
		reference: mapItems,
		async: false,
		operation,
		"~run"(dataset) {
			dataset.value = dataset.value.map(this.operation);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxBytes/maxBytes.ts
/* @__NO_SIDE_EFFECTS__ */
function maxBytes(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_bytes",
		reference: maxBytes,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const length$1 = /* @__PURE__ */ _getByteCount(dataset.value);
				if (length$1 > this.requirement) _addIssue(this, "bytes", dataset, config$1, { received: `${length$1}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxCodePoints/maxCodePoints.ts
/* @__NO_SIDE_EFFECTS__ */
function maxCodePoints(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_code_points",
		reference: maxCodePoints,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getCodePointCount(dataset.value);
				if (count > this.requirement) _addIssue(this, "code points", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxEntries/maxEntries.ts
/* @__NO_SIDE_EFFECTS__ */
function maxEntries(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_entries",
		reference: maxEntries,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (!dataset.typed) return dataset;
			const count = Object.keys(dataset.value).length;
			if (dataset.typed && count > this.requirement) _addIssue(this, "entries", dataset, config$1, { received: `${count}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxGraphemes/maxGraphemes.ts
/* @__NO_SIDE_EFFECTS__ */
function maxGraphemes(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_graphemes",
		reference: maxGraphemes,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getGraphemeCount(dataset.value);
				if (count > this.requirement) _addIssue(this, "graphemes", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxLength/maxLength.ts
/* @__NO_SIDE_EFFECTS__ */
function maxLength(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_length",
		reference: maxLength,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length > this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxSize/maxSize.ts
/* @__NO_SIDE_EFFECTS__ */
function maxSize(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_size",
		reference: maxSize,
		async: false,
		expects: `<=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.size > this.requirement) _addIssue(this, "size", dataset, config$1, { received: `${dataset.value.size}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxValue/maxValue.ts
/* @__NO_SIDE_EFFECTS__ */
function maxValue(requirement, message$1) {
	return {
		kind: "validation",
		type: "max_value",
		reference: maxValue,
		async: false,
		expects: `<=${requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement)}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !(dataset.value <= this.requirement)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/maxWords/maxWords.ts
/* @__NO_SIDE_EFFECTS__ */
function maxWords(locales, requirement, message$1) {
	return {
		kind: "validation",
		type: "max_words",
		reference: maxWords,
		async: false,
		expects: `<=${requirement}`,
		locales,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getWordCount(this.locales, dataset.value);
				if (count > this.requirement) _addIssue(this, "words", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/metadata/metadata.ts
/**
* Creates a custom metadata action.
*
* @param metadata_ The metadata object.
*
* @returns A metadata action.
*/
/* @__NO_SIDE_EFFECTS__ */
function metadata(metadata_) {
	return {
		kind: "metadata",
		type: "metadata",
		reference: metadata,
		metadata: metadata_
	};
}

//#endregion
//#region src/actions/mimeType/mimeType.ts
/* @__NO_SIDE_EFFECTS__ */
function mimeType(requirement, message$1) {
	return {
		kind: "validation",
		type: "mime_type",
		reference: mimeType,
		async: false,
		expects: /* @__PURE__ */ _joinExpects(requirement.map((option) => `"${option}"`), "|"),
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.includes(dataset.value.type)) _addIssue(this, "MIME type", dataset, config$1, { received: `"${dataset.value.type}"` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minBytes/minBytes.ts
/* @__NO_SIDE_EFFECTS__ */
function minBytes(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_bytes",
		reference: minBytes,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const length$1 = /* @__PURE__ */ _getByteCount(dataset.value);
				if (length$1 < this.requirement) _addIssue(this, "bytes", dataset, config$1, { received: `${length$1}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minCodePoints/minCodePoints.ts
/* @__NO_SIDE_EFFECTS__ */
function minCodePoints(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_code_points",
		reference: minCodePoints,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getCodePointCount(dataset.value);
				if (count < this.requirement) _addIssue(this, "code points", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minEntries/minEntries.ts
/* @__NO_SIDE_EFFECTS__ */
function minEntries(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_entries",
		reference: minEntries,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (!dataset.typed) return dataset;
			const count = Object.keys(dataset.value).length;
			if (dataset.typed && count < this.requirement) _addIssue(this, "entries", dataset, config$1, { received: `${count}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minGraphemes/minGraphemes.ts
/* @__NO_SIDE_EFFECTS__ */
function minGraphemes(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_graphemes",
		reference: minGraphemes,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getGraphemeCount(dataset.value);
				if (count < this.requirement) _addIssue(this, "graphemes", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minLength/minLength.ts
/* @__NO_SIDE_EFFECTS__ */
function minLength(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_length",
		reference: minLength,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length < this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minSize/minSize.ts
/* @__NO_SIDE_EFFECTS__ */
function minSize(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_size",
		reference: minSize,
		async: false,
		expects: `>=${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.size < this.requirement) _addIssue(this, "size", dataset, config$1, { received: `${dataset.value.size}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minValue/minValue.ts
/* @__NO_SIDE_EFFECTS__ */
function minValue(requirement, message$1) {
	return {
		kind: "validation",
		type: "min_value",
		reference: minValue,
		async: false,
		expects: `>=${requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement)}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !(dataset.value >= this.requirement)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/minWords/minWords.ts
/* @__NO_SIDE_EFFECTS__ */
function minWords(locales, requirement, message$1) {
	return {
		kind: "validation",
		type: "min_words",
		reference: minWords,
		async: false,
		expects: `>=${requirement}`,
		locales,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getWordCount(this.locales, dataset.value);
				if (count < this.requirement) _addIssue(this, "words", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/multipleOf/multipleOf.ts
/* @__NO_SIDE_EFFECTS__ */
function multipleOf(requirement, message$1) {
	return {
		kind: "validation",
		type: "multiple_of",
		reference: multipleOf,
		async: false,
		expects: `%${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value % this.requirement != 0) _addIssue(this, "multiple", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/nanoid/nanoid.ts
/* @__NO_SIDE_EFFECTS__ */
function nanoid(message$1) {
	return {
		kind: "validation",
		type: "nanoid",
		reference: nanoid,
		async: false,
		expects: null,
		requirement: NANO_ID_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "Nano ID", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/nonEmpty/nonEmpty.ts
/* @__NO_SIDE_EFFECTS__ */
function nonEmpty(message$1) {
	return {
		kind: "validation",
		type: "non_empty",
		reference: nonEmpty,
		async: false,
		expects: "!0",
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length === 0) _addIssue(this, "length", dataset, config$1, { received: "0" });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/normalize/normalize.ts
/* @__NO_SIDE_EFFECTS__ */
function normalize(form) {
	return {
		kind: "transformation",
		type: "normalize",
		reference: normalize,
		async: false,
		form,
		"~run"(dataset) {
			dataset.value = dataset.value.normalize(this.form);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notBytes/notBytes.ts
/* @__NO_SIDE_EFFECTS__ */
function notBytes(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_bytes",
		reference: notBytes,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const length$1 = /* @__PURE__ */ _getByteCount(dataset.value);
				if (length$1 === this.requirement) _addIssue(this, "bytes", dataset, config$1, { received: `${length$1}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notCodePoints/notCodePoints.ts
/* @__NO_SIDE_EFFECTS__ */
function notCodePoints(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_code_points",
		reference: notCodePoints,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getCodePointCount(dataset.value);
				if (count === this.requirement) _addIssue(this, "code points", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notEntries/notEntries.ts
/* @__NO_SIDE_EFFECTS__ */
function notEntries(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_entries",
		reference: notEntries,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (!dataset.typed) return dataset;
			const count = Object.keys(dataset.value).length;
			if (dataset.typed && count === this.requirement) _addIssue(this, "entries", dataset, config$1, { received: `${count}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notGraphemes/notGraphemes.ts
/* @__NO_SIDE_EFFECTS__ */
function notGraphemes(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_graphemes",
		reference: notGraphemes,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getGraphemeCount(dataset.value);
				if (count === this.requirement) _addIssue(this, "graphemes", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notLength/notLength.ts
/* @__NO_SIDE_EFFECTS__ */
function notLength(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_length",
		reference: notLength,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.length === this.requirement) _addIssue(this, "length", dataset, config$1, { received: `${dataset.value.length}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notSize/notSize.ts
/* @__NO_SIDE_EFFECTS__ */
function notSize(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_size",
		reference: notSize,
		async: false,
		expects: `!${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.size === this.requirement) _addIssue(this, "size", dataset, config$1, { received: `${dataset.value.size}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notValue/notValue.ts
/* @__NO_SIDE_EFFECTS__ */
function notValue(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_value",
		reference: notValue,
		async: false,
		expects: requirement instanceof Date ? `!${requirement.toJSON()}` : `!${/* @__PURE__ */ _stringify(requirement)}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && /* @__PURE__ */ _isValueMatch(this.requirement, dataset.value)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notValues/notValues.ts
/* @__NO_SIDE_EFFECTS__ */
function notValues(requirement, message$1) {
	return {
		kind: "validation",
		type: "not_values",
		reference: notValues,
		async: false,
		expects: `!${/* @__PURE__ */ _joinExpects(requirement.map((value$1) => value$1 instanceof Date ? value$1.toJSON() : /* @__PURE__ */ _stringify(value$1)), "|")}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && this.requirement.some((requirement$1) => /* @__PURE__ */ _isValueMatch(requirement$1, dataset.value))) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/notWords/notWords.ts
/* @__NO_SIDE_EFFECTS__ */
function notWords(locales, requirement, message$1) {
	return {
		kind: "validation",
		type: "not_words",
		reference: notWords,
		async: false,
		expects: `!${requirement}`,
		locales,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getWordCount(this.locales, dataset.value);
				if (count === this.requirement) _addIssue(this, "words", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/octal/octal.ts
/* @__NO_SIDE_EFFECTS__ */
function octal(message$1) {
	return {
		kind: "validation",
		type: "octal",
		reference: octal,
		async: false,
		expects: null,
		requirement: OCTAL_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "octal", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/parseBoolean/parseBoolean.ts
const TRUTHY = (/* unused pure expression or super */ null && ([
	true,
	1,
	"true",
	"1",
	"yes",
	"y",
	"on",
	"enabled"
]));
const FALSY = (/* unused pure expression or super */ null && ([
	false,
	0,
	"false",
	"0",
	"no",
	"n",
	"off",
	"disabled"
]));
/* @__NO_SIDE_EFFECTS__ */
function parseBoolean(config$1, message$1) {
	const normalize$1 = (v) => typeof v === "string" ? v.toLowerCase() : v;
	const truthyRaw = config$1?.truthy ?? TRUTHY;
	const falsyRaw = config$1?.falsy ?? FALSY;
	const truthy = config$1?.truthy ? config$1.truthy.map(normalize$1) : TRUTHY;
	const falsy = config$1?.falsy ? config$1.falsy.map(normalize$1) : FALSY;
	return {
		kind: "transformation",
		type: "parse_boolean",
		reference: parseBoolean,
		expects: /* @__PURE__ */ _joinExpects([...truthyRaw, ...falsyRaw].map(_stringify), "|"),
		config: config$1,
		message: message$1,
		async: false,
		"~run"(dataset, config$2) {
			const input = normalize$1(dataset.value);
			if (truthy.includes(input)) dataset.value = true;
			else if (falsy.includes(input)) dataset.value = false;
			else {
				_addIssue(this, "boolean", dataset, config$2);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/parseJson/parseJson.ts
/* @__NO_SIDE_EFFECTS__ */
function parseJson(config$1, message$1) {
	return {
		kind: "transformation",
		type: "parse_json",
		reference: parseJson,
		config: config$1,
		message: message$1,
		async: false,
		"~run"(dataset, config$2) {
			try {
				dataset.value = JSON.parse(dataset.value, this.config?.reviver);
			} catch (error) {
				if (error instanceof Error) {
					_addIssue(this, "JSON", dataset, config$2, { received: `"${error.message}"` });
					dataset.typed = false;
				} else throw error;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/partialCheck/utils/_isPartiallyTyped/_isPartiallyTyped.ts
/**
* Checks if a dataset is partially typed.
*
* @param dataset The dataset to check.
* @param paths The paths to check.
*
* @returns Whether it is partially typed.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _isPartiallyTyped(dataset, paths) {
	if (dataset.issues) for (const path of paths) for (const issue of dataset.issues) {
		let typed = false;
		const bound = Math.min(path.length, issue.path?.length ?? 0);
		for (let index = 0; index < bound; index++) if (path[index] !== issue.path[index].key && (path[index] !== "$" || issue.path[index].type !== "array")) {
			typed = true;
			break;
		}
		if (!typed) return false;
	}
	return true;
}

//#endregion
//#region src/actions/partialCheck/partialCheck.ts
/* @__NO_SIDE_EFFECTS__ */
function partialCheck(paths, requirement, message$1) {
	return {
		kind: "validation",
		type: "partial_check",
		reference: partialCheck,
		async: false,
		expects: null,
		paths,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if ((dataset.typed || /* @__PURE__ */ _isPartiallyTyped(dataset, paths)) && !this.requirement(dataset.value)) _addIssue(this, "input", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/partialCheck/partialCheckAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function partialCheckAsync(paths, requirement, message$1) {
	return {
		kind: "validation",
		type: "partial_check",
		reference: partialCheckAsync,
		async: true,
		expects: null,
		paths,
		requirement,
		message: message$1,
		async "~run"(dataset, config$1) {
			if ((dataset.typed || /* @__PURE__ */ _isPartiallyTyped(dataset, paths)) && !await this.requirement(dataset.value)) _addIssue(this, "input", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/rawCheck/rawCheck.ts
/**
* Creates a raw check validation action.
*
* @param action The validation action.
*
* @returns A raw check action.
*/
/* @__NO_SIDE_EFFECTS__ */
function rawCheck(action) {
	return {
		kind: "validation",
		type: "raw_check",
		reference: rawCheck,
		async: false,
		expects: null,
		"~run"(dataset, config$1) {
			action({
				dataset,
				config: config$1,
				addIssue: (info) => _addIssue(this, info?.label ?? "input", dataset, config$1, info)
			});
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/rawCheck/rawCheckAsync.ts
/**
* Creates a raw check validation action.
*
* @param action The validation action.
*
* @returns A raw check action.
*/
/* @__NO_SIDE_EFFECTS__ */
function rawCheckAsync(action) {
	return {
		kind: "validation",
		type: "raw_check",
		reference: rawCheckAsync,
		async: true,
		expects: null,
		async "~run"(dataset, config$1) {
			await action({
				dataset,
				config: config$1,
				addIssue: (info) => _addIssue(this, info?.label ?? "input", dataset, config$1, info)
			});
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/rawTransform/rawTransform.ts
/**
* Creates a raw transformation action.
*
* @param action The transformation action.
*
* @returns A raw transform action.
*/
/* @__NO_SIDE_EFFECTS__ */
function rawTransform(action) {
	return {
		kind: "transformation",
		type: "raw_transform",
		reference: rawTransform,
		async: false,
		"~run"(dataset, config$1) {
			const output = action({
				dataset,
				config: config$1,
				addIssue: (info) => _addIssue(this, info?.label ?? "input", dataset, config$1, info),
				NEVER: null
			});
			if (dataset.issues) dataset.typed = false;
			else dataset.value = output;
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/rawTransform/rawTransformAsync.ts
/**
* Creates a raw transformation action.
*
* @param action The transformation action.
*
* @returns A raw transform action.
*/
/* @__NO_SIDE_EFFECTS__ */
function rawTransformAsync(action) {
	return {
		kind: "transformation",
		type: "raw_transform",
		reference: rawTransformAsync,
		async: true,
		async "~run"(dataset, config$1) {
			const output = await action({
				dataset,
				config: config$1,
				addIssue: (info) => _addIssue(this, info?.label ?? "input", dataset, config$1, info),
				NEVER: null
			});
			if (dataset.issues) dataset.typed = false;
			else dataset.value = output;
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/readonly/readonly.ts
/* @__NO_SIDE_EFFECTS__ */
function readonly() {
	return {
		kind: "transformation",
		type: "readonly",
		reference: readonly,
		async: false,
		"~run"(dataset) {
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/reduceItems/reduceItems.ts
/* @__NO_SIDE_EFFECTS__ */
function reduceItems(operation, initial) {
	return {
		kind: "transformation",
		type: "reduce_items",
		reference: reduceItems,
		async: false,
		operation,
		initial,
		"~run"(dataset) {
			dataset.value = dataset.value.reduce(this.operation, this.initial);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/regex/regex.ts
/* @__NO_SIDE_EFFECTS__ */
function regex(requirement, message$1) {
	return {
		kind: "validation",
		type: "regex",
		reference: regex,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "format", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/returns/returns.ts
/* @__NO_SIDE_EFFECTS__ */
function returns(schema) {
	return {
		kind: "transformation",
		type: "returns",
		reference: returns,
		async: false,
		schema,
		"~run"(dataset, config$1) {
			const func = dataset.value;
			dataset.value = (...args_) => {
				const returnsDataset = this.schema["~run"]({ value: func(...args_) }, config$1);
				if (returnsDataset.issues) throw new ValiError(returnsDataset.issues);
				return returnsDataset.value;
			};
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/returns/returnsAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function returnsAsync(schema) {
	return {
		kind: "transformation",
		type: "returns",
		reference: returnsAsync,
		async: false,
		schema,
		"~run"(dataset, config$1) {
			const func = dataset.value;
			dataset.value = async (...args_) => {
				const returnsDataset = await this.schema["~run"]({ value: await func(...args_) }, config$1);
				if (returnsDataset.issues) throw new ValiError(returnsDataset.issues);
				return returnsDataset.value;
			};
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/rfcEmail/rfcEmail.ts
/* @__NO_SIDE_EFFECTS__ */
function rfcEmail(message$1) {
	return {
		kind: "validation",
		type: "rfc_email",
		reference: rfcEmail,
		expects: null,
		async: false,
		requirement: RFC_EMAIL_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "email", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/safeInteger/safeInteger.ts
/* @__NO_SIDE_EFFECTS__ */
function safeInteger(message$1) {
	return {
		kind: "validation",
		type: "safe_integer",
		reference: safeInteger,
		async: false,
		expects: null,
		requirement: Number.isSafeInteger,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "safe integer", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/size/size.ts
/* @__NO_SIDE_EFFECTS__ */
function size(requirement, message$1) {
	return {
		kind: "validation",
		type: "size",
		reference: size,
		async: false,
		expects: `${requirement}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && dataset.value.size !== this.requirement) _addIssue(this, "size", dataset, config$1, { received: `${dataset.value.size}` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/slug/slug.ts
/* @__NO_SIDE_EFFECTS__ */
function slug(message$1) {
	return {
		kind: "validation",
		type: "slug",
		reference: slug,
		async: false,
		expects: null,
		requirement: SLUG_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "slug", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/someItem/someItem.ts
/* @__NO_SIDE_EFFECTS__ */
function someItem(requirement, message$1) {
	return {
		kind: "validation",
		type: "some_item",
		reference: someItem,
		async: false,
		expects: null,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !dataset.value.some(this.requirement)) _addIssue(this, "item", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/sortItems/sortItems.ts
/* @__NO_SIDE_EFFECTS__ */
function sortItems(operation) {
	return {
		kind: "transformation",
		type: "sort_items",
		reference: sortItems,
		async: false,
		operation,
		"~run"(dataset) {
			dataset.value = dataset.value.sort(this.operation);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/startsWith/startsWith.ts
/* @__NO_SIDE_EFFECTS__ */
function startsWith(requirement, message$1) {
	return {
		kind: "validation",
		type: "starts_with",
		reference: startsWith,
		async: false,
		expects: `"${requirement}"`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !dataset.value.startsWith(this.requirement)) _addIssue(this, "start", dataset, config$1, { received: `"${dataset.value.slice(0, this.requirement.length)}"` });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/stringifyJson/stringifyJson.ts
/* @__NO_SIDE_EFFECTS__ */
function stringifyJson(config$1, message$1) {
	return {
		kind: "transformation",
		type: "stringify_json",
		reference: stringifyJson,
		message: message$1,
		config: config$1,
		async: false,
		"~run"(dataset, config$2) {
			try {
				const output = JSON.stringify(dataset.value, this.config?.replacer, this.config?.space);
				if (output === void 0) {
					_addIssue(this, "JSON", dataset, config$2);
					dataset.typed = false;
				} else dataset.value = output;
			} catch (error) {
				if (error instanceof Error) {
					_addIssue(this, "JSON", dataset, config$2, { received: `"${error.message}"` });
					dataset.typed = false;
				} else throw error;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/title/title.ts
/**
* Creates a title metadata action.
*
* @param title_ The title text.
*
* @returns A title action.
*/
/* @__NO_SIDE_EFFECTS__ */
function title(title_) {
	return {
		kind: "metadata",
		type: "title",
		reference: title,
		title: title_
	};
}

//#endregion
//#region src/actions/toBigint/toBigint.ts
/* @__NO_SIDE_EFFECTS__ */
function toBigint(message$1) {
	return {
		kind: "transformation",
		type: "to_bigint",
		reference: toBigint,
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			try {
				dataset.value = BigInt(dataset.value);
			} catch {
				_addIssue(this, "bigint", dataset, config$1);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toBoolean/toBoolean.ts
/**
* Creates a to boolean transformation action.
*
* @returns A to boolean action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function toBoolean() {
	return {
		kind: "transformation",
		type: "to_boolean",
		reference: toBoolean,
		async: false,
		"~run"(dataset) {
			dataset.value = Boolean(dataset.value);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toCamelCase/toCamelCase.ts
/**
* Creates a to camel case transformation action.
*
* Words are separated by `_`, `-` and ASCII whitespace, as well as by case
* and acronym boundaries.
*
* Hint: Acronym runs are normalized to lowercase (e.g. `parseURLValue` →
* `parseUrlValue`) and digits stay attached to the preceding token (e.g.
* `item2Name` → `item2Name`).
*
* @returns A to camel case action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function toCamelCase() {
	return {
		kind: "transformation",
		type: "to_camel_case",
		reference: toCamelCase,
		async: false,
		"~run"(dataset) {
			dataset.value = /* @__PURE__ */ _formatCase(dataset.value, "", false, true);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toDate/toDate.ts
/* @__NO_SIDE_EFFECTS__ */
function toDate(message$1) {
	return {
		kind: "transformation",
		type: "to_date",
		reference: toDate,
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			try {
				dataset.value = new Date(dataset.value);
				if (isNaN(dataset.value)) {
					_addIssue(this, "date", dataset, config$1, { received: "\"Invalid Date\"" });
					dataset.typed = false;
				}
			} catch {
				_addIssue(this, "date", dataset, config$1);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toKebabCase/toKebabCase.ts
/**
* Creates a to kebab case transformation action.
*
* Words are separated by `_`, `-` and ASCII whitespace, as well as by case
* and acronym boundaries.
*
* Hint: Acronym runs are normalized to lowercase (e.g. `parseURLValue` →
* `parse-url-value`) and digits stay attached to the preceding token (e.g.
* `item2Name` → `item2-name`).
*
* @returns A to kebab case action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function toKebabCase() {
	return {
		kind: "transformation",
		type: "to_kebab_case",
		reference: toKebabCase,
		async: false,
		"~run"(dataset) {
			dataset.value = /* @__PURE__ */ _formatCase(dataset.value, "-", false, false);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toLowerCase/toLowerCase.ts
/**
* Creates a to lower case transformation action.
*
* @returns A to lower case action.
*/
/* @__NO_SIDE_EFFECTS__ */
function toLowerCase() {
	return {
		kind: "transformation",
		type: "to_lower_case",
		reference: toLowerCase,
		async: false,
		"~run"(dataset) {
			dataset.value = dataset.value.toLowerCase();
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toMaxValue/toMaxValue.ts
/**
* Creates a to max value transformation action.
*
* @param requirement The maximum value.
*
* @returns A to max value action.
*/
/* @__NO_SIDE_EFFECTS__ */
function toMaxValue(requirement) {
	return {
		kind: "transformation",
		type: "to_max_value",
		reference: toMaxValue,
		async: false,
		requirement,
		"~run"(dataset) {
			dataset.value = dataset.value > this.requirement ? this.requirement : dataset.value;
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toMinValue/toMinValue.ts
/**
* Creates a to min value transformation action.
*
* @param requirement The minimum value.
*
* @returns A to min value action.
*/
/* @__NO_SIDE_EFFECTS__ */
function toMinValue(requirement) {
	return {
		kind: "transformation",
		type: "to_min_value",
		reference: toMinValue,
		async: false,
		requirement,
		"~run"(dataset) {
			dataset.value = dataset.value < this.requirement ? this.requirement : dataset.value;
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toNumber/toNumber.ts
/* @__NO_SIDE_EFFECTS__ */
function toNumber(message$1) {
	return {
		kind: "transformation",
		type: "to_number",
		reference: toNumber,
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			try {
				dataset.value = Number(dataset.value);
				if (isNaN(dataset.value)) {
					_addIssue(this, "number", dataset, config$1);
					dataset.typed = false;
				}
			} catch {
				_addIssue(this, "number", dataset, config$1);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toPascalCase/toPascalCase.ts
/**
* Creates a to pascal case transformation action.
*
* Words are separated by `_`, `-` and ASCII whitespace, as well as by case
* and acronym boundaries.
*
* Hint: Acronym runs are normalized to lowercase (e.g. `parseURLValue` →
* `ParseUrlValue`) and digits stay attached to the preceding token (e.g.
* `item2Name` → `Item2Name`).
*
* @returns A to pascal case action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function toPascalCase() {
	return {
		kind: "transformation",
		type: "to_pascal_case",
		reference: toPascalCase,
		async: false,
		"~run"(dataset) {
			dataset.value = /* @__PURE__ */ _formatCase(dataset.value, "", true, true);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toSnakeCase/toSnakeCase.ts
/**
* Creates a to snake case transformation action.
*
* Words are separated by `_`, `-` and ASCII whitespace, as well as by case
* and acronym boundaries.
*
* Hint: Acronym runs are normalized to lowercase (e.g. `parseURLValue` →
* `parse_url_value`) and digits stay attached to the preceding token (e.g.
* `item2Name` → `item2_name`).
*
* @returns A to snake case action.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function toSnakeCase() {
	return {
		kind: "transformation",
		type: "to_snake_case",
		reference: toSnakeCase,
		async: false,
		"~run"(dataset) {
			dataset.value = /* @__PURE__ */ _formatCase(dataset.value, "_", false, false);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toString/toString.ts
/* @__NO_SIDE_EFFECTS__ */
function dist_toString(message$1) {
	return {
		kind: "transformation",
		type: "to_string",
		reference: dist_toString,
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			try {
				dataset.value = String(dataset.value);
			} catch {
				_addIssue(this, "string", dataset, config$1);
				dataset.typed = false;
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/toUpperCase/toUpperCase.ts
/**
* Creates a to upper case transformation action.
*
* @returns A to upper case action.
*/
/* @__NO_SIDE_EFFECTS__ */
function toUpperCase() {
	return {
		kind: "transformation",
		type: "to_upper_case",
		reference: toUpperCase,
		async: false,
		"~run"(dataset) {
			dataset.value = dataset.value.toUpperCase();
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/transform/transform.ts
/**
* Creates a custom transformation action.
*
* @param operation The transformation operation.
*
* @returns A transform action.
*/
/* @__NO_SIDE_EFFECTS__ */
function transform(operation) {
	return {
		kind: "transformation",
		type: "transform",
		reference: transform,
		async: false,
		operation,
		"~run"(dataset) {
			dataset.value = this.operation(dataset.value);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/transform/transformAsync.ts
/**
* Creates a custom transformation action.
*
* @param operation The transformation operation.
*
* @returns A transform action.
*/
/* @__NO_SIDE_EFFECTS__ */
function transformAsync(operation) {
	return {
		kind: "transformation",
		type: "transform",
		reference: transformAsync,
		async: true,
		operation,
		async "~run"(dataset) {
			dataset.value = await this.operation(dataset.value);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/trim/trim.ts
/**
* Creates a trim transformation action.
*
* @returns A trim action.
*/
/* @__NO_SIDE_EFFECTS__ */
function trim() {
	return {
		kind: "transformation",
		type: "trim",
		reference: trim,
		async: false,
		"~run"(dataset) {
			dataset.value = dataset.value.trim();
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/trimEnd/trimEnd.ts
/**
* Creates a trim end transformation action.
*
* @returns A trim end action.
*/
/* @__NO_SIDE_EFFECTS__ */
function trimEnd() {
	return {
		kind: "transformation",
		type: "trim_end",
		reference: trimEnd,
		async: false,
		"~run"(dataset) {
			dataset.value = dataset.value.trimEnd();
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/trimStart/trimStart.ts
/**
* Creates a trim start transformation action.
*
* @returns A trim start action.
*/
/* @__NO_SIDE_EFFECTS__ */
function trimStart() {
	return {
		kind: "transformation",
		type: "trim_start",
		reference: trimStart,
		async: false,
		"~run"(dataset) {
			dataset.value = dataset.value.trimStart();
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/ulid/ulid.ts
/* @__NO_SIDE_EFFECTS__ */
function ulid(message$1) {
	return {
		kind: "validation",
		type: "ulid",
		reference: ulid,
		async: false,
		expects: null,
		requirement: ULID_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "ULID", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/url/url.ts
/* @__NO_SIDE_EFFECTS__ */
function url(message$1) {
	return {
		kind: "validation",
		type: "url",
		reference: url,
		async: false,
		expects: null,
		requirement(input) {
			try {
				if (URL.canParse) return URL.canParse(input);
				new URL(input);
				return true;
			} catch {
				return false;
			}
		},
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement(dataset.value)) _addIssue(this, "URL", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/uuid/uuid.ts
/* @__NO_SIDE_EFFECTS__ */
function uuid(message$1) {
	return {
		kind: "validation",
		type: "uuid",
		reference: uuid,
		async: false,
		expects: null,
		requirement: UUID_REGEX,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "UUID", dataset, config$1);
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/value/value.ts
/* @__NO_SIDE_EFFECTS__ */
function value(requirement, message$1) {
	return {
		kind: "validation",
		type: "value",
		reference: value,
		async: false,
		expects: requirement instanceof Date ? requirement.toJSON() : /* @__PURE__ */ _stringify(requirement),
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !/* @__PURE__ */ _isValueMatch(this.requirement, dataset.value)) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/values/values.ts
/* @__NO_SIDE_EFFECTS__ */
function values(requirement, message$1) {
	return {
		kind: "validation",
		type: "values",
		reference: values,
		async: false,
		expects: `${/* @__PURE__ */ _joinExpects(requirement.map((value$1) => value$1 instanceof Date ? value$1.toJSON() : /* @__PURE__ */ _stringify(value$1)), "|")}`,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed && !this.requirement.some((requirement$1) => /* @__PURE__ */ _isValueMatch(requirement$1, dataset.value))) _addIssue(this, "value", dataset, config$1, { received: dataset.value instanceof Date ? dataset.value.toJSON() : /* @__PURE__ */ _stringify(dataset.value) });
			return dataset;
		}
	};
}

//#endregion
//#region src/actions/words/words.ts
/* @__NO_SIDE_EFFECTS__ */
function words(locales, requirement, message$1) {
	return {
		kind: "validation",
		type: "words",
		reference: words,
		async: false,
		expects: `${requirement}`,
		locales,
		requirement,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.typed) {
				const count = /* @__PURE__ */ _getWordCount(this.locales, dataset.value);
				if (count !== this.requirement) _addIssue(this, "words", dataset, config$1, { received: `${count}` });
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/const.ts
const ABORT_EARLY_CONFIG = { abortEarly: true };

//#endregion
//#region src/methods/assert/assert.ts
/**
* Checks if the input matches the schema. As this is an assertion function, it
* can be used as a type guard.
*
* @param schema The schema to be used.
* @param input The input to be tested.
*/
function assert(schema, input) {
	const issues = schema["~run"]({ value: input }, ABORT_EARLY_CONFIG).issues;
	if (issues) throw new ValiError(issues);
}

//#endregion
//#region src/methods/cache/_LruCache.ts
/**
* Efficient LRU cache using Map iteration order.
*/
var _LruCache = class {
	constructor(config$1) {
		this.refCount = 0;
		this.maxSize = config$1?.maxSize ?? 1e3;
		this.maxAge = config$1?.maxAge ?? Infinity;
		this.hasMaxAge = isFinite(this.maxAge);
	}
	/**
	* Stringifies an unknown input to a cache key component.
	*
	* @param input The unknown input.
	*
	* @returns A cache key component.
	*/
	stringify(input) {
		const type = typeof input;
		if (type === "string") return `"${input}"`;
		if (type === "number" || type === "boolean") return `${input}`;
		if (type === "bigint") return `${input}n`;
		if (type === "object" || type === "function") {
			if (input) {
				this.refIds ?? (this.refIds = /* @__PURE__ */ new WeakMap());
				let id = this.refIds.get(input);
				if (!id) {
					id = ++this.refCount;
					this.refIds.set(input, id);
				}
				return `#${id}`;
			}
			return "null";
		}
		return type;
	}
	/**
	* Creates a cache key from input and config.
	*
	* @param input The input value.
	* @param config The parse configuration.
	*
	* @returns The cache key.
	*/
	key(input, config$1 = {}) {
		return `${this.stringify(input)}|${this.stringify(config$1.lang)}|${this.stringify(config$1.message)}|${this.stringify(config$1.abortEarly)}|${this.stringify(config$1.abortPipeEarly)}`;
	}
	/**
	* Gets a value from the cache by key.
	*
	* @param key The cache key.
	*
	* @returns The cached value.
	*/
	get(key) {
		if (!this.store) return void 0;
		const entry = this.store.get(key);
		if (!entry) return void 0;
		if (this.hasMaxAge && Date.now() - entry[1] > this.maxAge) {
			this.store.delete(key);
			return;
		}
		this.store.delete(key);
		this.store.set(key, entry);
		return entry[0];
	}
	/**
	* Sets a value in the cache by key.
	*
	* @param key The cache key.
	* @param value The cached value.
	*/
	set(key, value$1) {
		this.store ?? (this.store = /* @__PURE__ */ new Map());
		this.store.delete(key);
		const timestamp = this.hasMaxAge ? Date.now() : 0;
		this.store.set(key, [value$1, timestamp]);
		if (this.store.size > this.maxSize) this.store.delete(this.store.keys().next().value);
	}
	/**
	* Clears all entries from the cache.
	*/
	clear() {
		this.store?.clear();
	}
};

//#endregion
//#region src/methods/cache/cache.ts
/* @__NO_SIDE_EFFECTS__ */
function cache(schema, config$1) {
	return _standardSchema({
		...schema,
		cacheConfig: config$1,
		cache: new _LruCache(config$1),
		"~run"(dataset, runConfig) {
			const key = this.cache.key(dataset.value, runConfig);
			let outputDataset = this.cache.get(key);
			if (!outputDataset) this.cache.set(key, outputDataset = schema["~run"](dataset, runConfig));
			return /* @__PURE__ */ _cloneDataset(outputDataset);
		}
	});
}

//#endregion
//#region src/methods/cache/cacheAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function cacheAsync(schema, config$1) {
	let activeRuns;
	return _standardSchema({
		...schema,
		async: true,
		cacheConfig: config$1,
		cache: new _LruCache(config$1),
		async "~run"(dataset, runConfig) {
			const key = this.cache.key(dataset.value, runConfig);
			const cached = this.cache.get(key);
			if (cached) return /* @__PURE__ */ _cloneDataset(cached);
			let promise$1 = activeRuns?.get(key);
			if (!promise$1) {
				activeRuns ?? (activeRuns = /* @__PURE__ */ new Map());
				promise$1 = Promise.resolve(schema["~run"](dataset, runConfig));
				activeRuns.set(key, promise$1);
			}
			try {
				const outputDataset = await promise$1;
				this.cache.set(key, outputDataset);
				return /* @__PURE__ */ _cloneDataset(outputDataset);
			} finally {
				activeRuns?.delete(key);
			}
		}
	});
}

//#endregion
//#region src/methods/config/config.ts
/**
* Changes the local configuration of a schema.
*
* @param schema The schema to configure.
* @param config The parse configuration.
*
* @returns The configured schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function config(schema, config$1) {
	return _standardSchema({
		...schema,
		"~run"(dataset, config_) {
			return schema["~run"](dataset, {
				...config_,
				...config$1
			});
		}
	});
}

//#endregion
//#region src/methods/getFallback/getFallback.ts
/**
* Returns the fallback value of the schema.
*
* @param schema The schema to get it from.
* @param dataset The output dataset if available.
* @param config The config if available.
*
* @returns The fallback value.
*/
/* @__NO_SIDE_EFFECTS__ */
function getFallback(schema, dataset, config$1) {
	return typeof schema.fallback === "function" ? schema.fallback(dataset, config$1) : schema.fallback;
}

//#endregion
//#region src/methods/fallback/fallback.ts
/**
* Returns a fallback value as output if the input does not match the schema.
*
* @param schema The schema to catch.
* @param fallback The fallback value.
*
* @returns The passed schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function fallback(schema, fallback$1) {
	return _standardSchema({
		...schema,
		fallback: fallback$1,
		"~run"(dataset, config$1) {
			const outputDataset = schema["~run"](dataset, config$1);
			return outputDataset.issues ? {
				typed: true,
				value: /* @__PURE__ */ getFallback(this, outputDataset, config$1)
			} : outputDataset;
		}
	});
}

//#endregion
//#region src/methods/fallback/fallbackAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function fallbackAsync(schema, fallback$1) {
	return _standardSchema({
		...schema,
		fallback: fallback$1,
		async: true,
		async "~run"(dataset, config$1) {
			const outputDataset = await schema["~run"](dataset, config$1);
			return outputDataset.issues ? {
				typed: true,
				value: await /* @__PURE__ */ getFallback(this, outputDataset, config$1)
			} : outputDataset;
		}
	});
}

//#endregion
//#region src/methods/flatten/flatten.ts
/* @__NO_SIDE_EFFECTS__ */
function flatten(issues) {
	const flatErrors = {};
	for (const issue of issues) if (issue.path) {
		const dotPath = /* @__PURE__ */ getDotPath(issue);
		if (dotPath) {
			if (!flatErrors.nested) flatErrors.nested = {};
			if (Object.prototype.hasOwnProperty.call(flatErrors.nested, dotPath)) flatErrors.nested[dotPath].push(issue.message);
			else flatErrors.nested[dotPath] = [issue.message];
		} else if (flatErrors.other) flatErrors.other.push(issue.message);
		else flatErrors.other = [issue.message];
	} else if (flatErrors.root) flatErrors.root.push(issue.message);
	else flatErrors.root = [issue.message];
	return flatErrors;
}

//#endregion
//#region src/methods/forward/forward.ts
/**
* Forwards the issues of the passed validation action.
*
* @param action The validation action.
* @param path The path to forward the issues to.
*
* @returns The modified action.
*/
/* @__NO_SIDE_EFFECTS__ */
function forward(action, path) {
	return {
		...action,
		"~run"(dataset, config$1) {
			const prevIssues = dataset.issues && [...dataset.issues];
			dataset = action["~run"](dataset, config$1);
			if (dataset.issues) {
				for (const issue of dataset.issues) if (!prevIssues?.includes(issue)) {
					let pathInput = dataset.value;
					for (const key of path) {
						const pathValue = pathInput[key];
						const pathItem = {
							type: "unknown",
							origin: "value",
							input: pathInput,
							key,
							value: pathValue
						};
						if (issue.path) issue.path.push(pathItem);
						else issue.path = [pathItem];
						if (!pathValue) break;
						pathInput = pathValue;
					}
				}
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/methods/forward/forwardAsync.ts
/**
* Forwards the issues of the passed validation action.
*
* @param action The validation action.
* @param path The path to forward the issues to.
*
* @returns The modified action.
*/
/* @__NO_SIDE_EFFECTS__ */
function forwardAsync(action, path) {
	return {
		...action,
		async: true,
		async "~run"(dataset, config$1) {
			const prevIssues = dataset.issues && [...dataset.issues];
			dataset = await action["~run"](dataset, config$1);
			if (dataset.issues) {
				for (const issue of dataset.issues) if (!prevIssues?.includes(issue)) {
					let pathInput = dataset.value;
					for (const key of path) {
						const pathValue = pathInput[key];
						const pathItem = {
							type: "unknown",
							origin: "value",
							input: pathInput,
							key,
							value: pathValue
						};
						if (issue.path) issue.path.push(pathItem);
						else issue.path = [pathItem];
						if (!pathValue) break;
						pathInput = pathValue;
					}
				}
			}
			return dataset;
		}
	};
}

//#endregion
//#region src/methods/getDefault/getDefault.ts
/**
* Returns the default value of the schema.
*
* @param schema The schema to get it from.
* @param dataset The input dataset if available.
* @param config The config if available.
*
* @returns The default value.
*/
/* @__NO_SIDE_EFFECTS__ */
function getDefault(schema, dataset, config$1) {
	return typeof schema.default === "function" ? schema.default(dataset, config$1) : schema.default;
}

//#endregion
//#region src/methods/getDefaults/getDefaults.ts
/**
* Returns the default values of the schema.
*
* Hint: The difference to `getDefault` is that for object and tuple schemas
* this function recursively returns the default values of the subschemas
* instead of `undefined`.
*
* @param schema The schema to get them from.
*
* @returns The default values.
*/
/* @__NO_SIDE_EFFECTS__ */
function getDefaults(schema) {
	if ("entries" in schema) {
		const object$1 = {};
		for (const key in schema.entries) object$1[key] = /* @__PURE__ */ getDefaults(schema.entries[key]);
		return object$1;
	}
	if ("items" in schema) return schema.items.map(getDefaults);
	return /* @__PURE__ */ getDefault(schema);
}

//#endregion
//#region src/methods/getDefaults/getDefaultsAsync.ts
/**
* Returns the default values of the schema.
*
* Hint: The difference to `getDefault` is that for object and tuple schemas
* this function recursively returns the default values of the subschemas
* instead of `undefined`.
*
* @param schema The schema to get them from.
*
* @returns The default values.
*/
/* @__NO_SIDE_EFFECTS__ */
async function getDefaultsAsync(schema) {
	if ("entries" in schema) return Object.fromEntries(await Promise.all(Object.entries(schema.entries).map(async ([key, value$1]) => [key, await /* @__PURE__ */ getDefaultsAsync(value$1)])));
	if ("items" in schema) return Promise.all(schema.items.map(getDefaultsAsync));
	return /* @__PURE__ */ getDefault(schema);
}

//#endregion
//#region src/methods/getDescription/getDescription.ts
/**
* Returns the description of the schema.
*
* If multiple descriptions are defined, the last one of the highest level is
* returned. If no description is defined, `undefined` is returned.
*
* @param schema The schema to get the description from.
*
* @returns The description, if any.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function getDescription(schema) {
	return /* @__PURE__ */ _getLastMetadata(schema, "description");
}

//#endregion
//#region src/methods/getExamples/getExamples.ts
/**
* Returns the examples of a schema.
*
* If multiple examples are defined, it concatenates them using depth-first
* search. If no examples are defined, an empty array is returned.
*
* @param schema The schema to get the examples from.
*
* @returns The examples, if any.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function getExamples(schema) {
	const examples$1 = [];
	function depthFirstCollect(schema$1) {
		if ("pipe" in schema$1) {
			for (const item of schema$1.pipe) if (item.kind === "schema" && "pipe" in item) depthFirstCollect(item);
			else if (item.kind === "metadata" && item.type === "examples") for (const example of item.examples) examples$1.push(example);
		}
	}
	depthFirstCollect(schema);
	return examples$1;
}

//#endregion
//#region src/methods/getFallbacks/getFallbacks.ts
/**
* Returns the fallback values of the schema.
*
* Hint: The difference to `getFallback` is that for object and tuple schemas
* this function recursively returns the fallback values of the subschemas
* instead of `undefined`.
*
* @param schema The schema to get them from.
*
* @returns The fallback values.
*/
/* @__NO_SIDE_EFFECTS__ */
function getFallbacks(schema) {
	if ("entries" in schema) {
		const object$1 = {};
		for (const key in schema.entries) object$1[key] = /* @__PURE__ */ getFallbacks(schema.entries[key]);
		return object$1;
	}
	if ("items" in schema) return schema.items.map(getFallbacks);
	return /* @__PURE__ */ getFallback(schema);
}

//#endregion
//#region src/methods/getFallbacks/getFallbacksAsync.ts
/**
* Returns the fallback values of the schema.
*
* Hint: The difference to `getFallback` is that for object and tuple schemas
* this function recursively returns the fallback values of the subschemas
* instead of `undefined`.
*
* @param schema The schema to get them from.
*
* @returns The fallback values.
*/
/* @__NO_SIDE_EFFECTS__ */
async function getFallbacksAsync(schema) {
	if ("entries" in schema) return Object.fromEntries(await Promise.all(Object.entries(schema.entries).map(async ([key, value$1]) => [key, await /* @__PURE__ */ getFallbacksAsync(value$1)])));
	if ("items" in schema) return Promise.all(schema.items.map(getFallbacksAsync));
	return /* @__PURE__ */ getFallback(schema);
}

//#endregion
//#region src/methods/getMetadata/getMetadata.ts
/**
* Returns the metadata of a schema.
*
* If multiple metadata are defined, it shallowly merges them using depth-first
* search. If no metadata is defined, an empty object is returned.
*
* @param schema Schema to get the metadata from.
*
* @returns The metadata, if any.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function getMetadata(schema) {
	const result = {};
	function depthFirstMerge(schema$1) {
		if ("pipe" in schema$1) {
			for (const item of schema$1.pipe) if (item.kind === "schema" && "pipe" in item) depthFirstMerge(item);
			else if (item.kind === "metadata" && item.type === "metadata") Object.assign(result, item.metadata);
		}
	}
	depthFirstMerge(schema);
	return result;
}

//#endregion
//#region src/methods/getTitle/getTitle.ts
/**
* Returns the title of the schema.
*
* If multiple titles are defined, the last one of the highest level is
* returned. If no title is defined, `undefined` is returned.
*
* @param schema The schema to get the title from.
*
* @returns The title, if any.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function getTitle(schema) {
	return /* @__PURE__ */ _getLastMetadata(schema, "title");
}

//#endregion
//#region src/methods/is/is.ts
/**
* Checks if the input matches the schema. By using a type predicate, this
* function can be used as a type guard.
*
* @param schema The schema to be used.
* @param input The input to be tested.
*
* @returns Whether the input matches the schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function is(schema, input) {
	return !schema["~run"]({ value: input }, ABORT_EARLY_CONFIG).issues;
}

//#endregion
//#region src/schemas/any/any.ts
/**
* Creates an any schema.
*
* Hint: This schema function exists only for completeness and is not
* recommended in practice. Instead, `unknown` should be used to accept
* unknown data.
*
* @returns An any schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function any() {
	return _standardSchema({
		kind: "schema",
		type: "any",
		reference: any,
		expects: "any",
		async: false,
		"~run"(dataset) {
			dataset.typed = true;
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/array/array.ts
/* @__NO_SIDE_EFFECTS__ */
function array(item, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "array",
		reference: array,
		expects: "Array",
		async: false,
		item,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				for (let key = 0; key < input.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.item["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/array/arrayAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function arrayAsync(item, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "array",
		reference: arrayAsync,
		expects: "Array",
		async: true,
		item,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				const itemDatasets = await Promise.all(input.map((value$1) => this.item["~run"]({ value: value$1 }, config$1)));
				for (let key = 0; key < itemDatasets.length; key++) {
					const itemDataset = itemDatasets[key];
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: input[key]
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/bigint/bigint.ts
/* @__NO_SIDE_EFFECTS__ */
function bigint(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "bigint",
		reference: bigint,
		expects: "bigint",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "bigint") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/blob/blob.ts
/* @__NO_SIDE_EFFECTS__ */
function blob(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "blob",
		reference: blob,
		expects: "Blob",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value instanceof Blob) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/boolean/boolean.ts
/* @__NO_SIDE_EFFECTS__ */
function dist_boolean(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "boolean",
		reference: dist_boolean,
		expects: "boolean",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "boolean") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/custom/custom.ts
/* @__NO_SIDE_EFFECTS__ */
function custom(check$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "custom",
		reference: custom,
		expects: "unknown",
		async: false,
		check: check$1,
		message: message$1,
		"~run"(dataset, config$1) {
			if (this.check(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/custom/customAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function customAsync(check$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "custom",
		reference: customAsync,
		expects: "unknown",
		async: true,
		check: check$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (await this.check(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/date/date.ts
/* @__NO_SIDE_EFFECTS__ */
function date(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "date",
		reference: date,
		expects: "Date",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value instanceof Date) if (!isNaN(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1, { received: "\"Invalid Date\"" });
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/enum/enum.ts
/* @__NO_SIDE_EFFECTS__ */
function enum_(enum__, message$1) {
	const options = [];
	for (const key in enum__) if (`${+key}` !== key || typeof enum__[key] !== "string" || !Object.is(enum__[enum__[key]], +key)) options.push(enum__[key]);
	return _standardSchema({
		kind: "schema",
		type: "enum",
		reference: enum_,
		expects: /* @__PURE__ */ _joinExpects(options.map(_stringify), "|"),
		async: false,
		enum: enum__,
		options,
		message: message$1,
		"~run"(dataset, config$1) {
			if (this.options.includes(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/exactOptional/exactOptional.ts
/* @__NO_SIDE_EFFECTS__ */
function exactOptional(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "exact_optional",
		reference: exactOptional,
		expects: wrapped.expects,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/exactOptional/exactOptionalAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function exactOptionalAsync(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "exact_optional",
		reference: exactOptionalAsync,
		expects: wrapped.expects,
		async: true,
		wrapped,
		default: default_,
		async "~run"(dataset, config$1) {
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/file/file.ts
/* @__NO_SIDE_EFFECTS__ */
function file(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "file",
		reference: file,
		expects: "File",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value instanceof File) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/function/function.ts
/* @__NO_SIDE_EFFECTS__ */
function function_(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "function",
		reference: function_,
		expects: "Function",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "function") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/instance/instance.ts
/* @__NO_SIDE_EFFECTS__ */
function instance(class_, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "instance",
		reference: instance,
		expects: class_.name,
		async: false,
		class: class_,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value instanceof this.class) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/intersect/utils/_merge/_merge.ts
/**
* Merges two values into one single output.
*
* @param value1 First value.
* @param value2 Second value.
*
* @returns The merge dataset.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _merge(value1, value2) {
	if (typeof value1 === typeof value2) {
		if (/* @__PURE__ */ _isSameValueZero(value1, value2) || value1 instanceof Date && value2 instanceof Date && /* @__PURE__ */ _isSameValueZero(+value1, +value2)) return { value: value1 };
		if (value1 && value2 && value1.constructor === Object && value2.constructor === Object) {
			const nextValue = {
				...value1,
				...value2
			};
			for (const key in value2) if (Object.prototype.hasOwnProperty.call(value1, key) && Object.prototype.hasOwnProperty.call(value2, key)) {
				const dataset = /* @__PURE__ */ _merge(value1[key], value2[key]);
				if (dataset.issue) return dataset;
				nextValue[key] = dataset.value;
			}
			return { value: nextValue };
		}
		if (Array.isArray(value1) && Array.isArray(value2)) {
			if (value1.length === value2.length) {
				const nextValue = [...value1];
				for (let index = 0; index < value1.length; index++) {
					const dataset = /* @__PURE__ */ _merge(value1[index], value2[index]);
					if (dataset.issue) return dataset;
					nextValue[index] = dataset.value;
				}
				return { value: nextValue };
			}
		}
	}
	return { issue: true };
}

//#endregion
//#region src/schemas/intersect/intersect.ts
/* @__NO_SIDE_EFFECTS__ */
function intersect(options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "intersect",
		reference: intersect,
		expects: /* @__PURE__ */ _joinExpects(options.map((option) => option.expects), "&"),
		async: false,
		options,
		message: message$1,
		"~run"(dataset, config$1) {
			if (this.options.length) {
				const input = dataset.value;
				let outputs;
				dataset.typed = true;
				for (const schema of this.options) {
					const optionDataset = schema["~run"]({ value: input }, config$1);
					if (optionDataset.issues) {
						if (dataset.issues) for (const issue of optionDataset.issues) dataset.issues.push(issue);
						else dataset.issues = optionDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!optionDataset.typed) dataset.typed = false;
					if (dataset.typed) if (outputs) outputs.push(optionDataset.value);
					else outputs = [optionDataset.value];
				}
				if (dataset.typed) {
					dataset.value = outputs[0];
					for (let index = 1; index < outputs.length; index++) {
						const mergeDataset = /* @__PURE__ */ _merge(dataset.value, outputs[index]);
						if (mergeDataset.issue) {
							_addIssue(this, "type", dataset, config$1, { received: "unknown" });
							break;
						}
						dataset.value = mergeDataset.value;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/intersect/intersectAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function intersectAsync(options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "intersect",
		reference: intersectAsync,
		expects: /* @__PURE__ */ _joinExpects(options.map((option) => option.expects), "&"),
		async: true,
		options,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (this.options.length) {
				const input = dataset.value;
				let outputs;
				dataset.typed = true;
				const optionDatasets = await Promise.all(this.options.map((schema) => schema["~run"]({ value: input }, config$1)));
				for (const optionDataset of optionDatasets) {
					if (optionDataset.issues) {
						if (dataset.issues) for (const issue of optionDataset.issues) dataset.issues.push(issue);
						else dataset.issues = optionDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!optionDataset.typed) dataset.typed = false;
					if (dataset.typed) if (outputs) outputs.push(optionDataset.value);
					else outputs = [optionDataset.value];
				}
				if (dataset.typed) {
					dataset.value = outputs[0];
					for (let index = 1; index < outputs.length; index++) {
						const mergeDataset = /* @__PURE__ */ _merge(dataset.value, outputs[index]);
						if (mergeDataset.issue) {
							_addIssue(this, "type", dataset, config$1, { received: "unknown" });
							break;
						}
						dataset.value = mergeDataset.value;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/lazy/lazy.ts
/**
* Creates a lazy schema.
*
* @param getter The schema getter.
*
* @returns A lazy schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function lazy(getter) {
	return _standardSchema({
		kind: "schema",
		type: "lazy",
		reference: lazy,
		expects: "unknown",
		async: false,
		getter,
		"~run"(dataset, config$1) {
			return this.getter(dataset.value)["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/lazy/lazyAsync.ts
/**
* Creates a lazy schema.
*
* @param getter The schema getter.
*
* @returns A lazy schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function lazyAsync(getter) {
	return _standardSchema({
		kind: "schema",
		type: "lazy",
		reference: lazyAsync,
		expects: "unknown",
		async: true,
		getter,
		async "~run"(dataset, config$1) {
			return (await this.getter(dataset.value))["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/literal/literal.ts
/* @__NO_SIDE_EFFECTS__ */
function literal(literal_, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "literal",
		reference: literal,
		expects: /* @__PURE__ */ _stringify(literal_),
		async: false,
		literal: literal_,
		message: message$1,
		"~run"(dataset, config$1) {
			if (/* @__PURE__ */ _isSameValueZero(dataset.value, this.literal)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/looseObject/looseObject.ts
/* @__NO_SIDE_EFFECTS__ */
function looseObject(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "loose_object",
		reference: looseObject,
		expects: "Object",
		async: false,
		entries: entries$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (/* @__PURE__ */ _isValidObjectKey(input, key) && !Object.prototype.hasOwnProperty.call(this.entries, key)) dataset.value[key] = input[key];
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/looseObject/looseObjectAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function looseObjectAsync(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "loose_object",
		reference: looseObjectAsync,
		expects: "Object",
		async: true,
		entries: entries$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				const valueDatasets = await Promise.all(Object.entries(this.entries).map(async ([key, valueSchema]) => {
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : await /* @__PURE__ */ getDefault(valueSchema);
						return [
							key,
							value$1,
							valueSchema,
							await valueSchema["~run"]({ value: value$1 }, config$1)
						];
					}
					return [
						key,
						input[key],
						valueSchema,
						null
					];
				}));
				for (const [key, value$1, valueSchema, valueDataset] of valueDatasets) if (valueDataset) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value[key] = valueDataset.value;
				} else if (valueSchema.fallback !== void 0) dataset.value[key] = await /* @__PURE__ */ getFallback(valueSchema);
				else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
					_addIssue(this, "key", dataset, config$1, {
						input: void 0,
						expected: `"${key}"`,
						path: [{
							type: "object",
							origin: "key",
							input,
							key,
							value: value$1
						}]
					});
					if (config$1.abortEarly) break;
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (/* @__PURE__ */ _isValidObjectKey(input, key) && !Object.prototype.hasOwnProperty.call(this.entries, key)) dataset.value[key] = input[key];
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/looseTuple/looseTuple.ts
/* @__NO_SIDE_EFFECTS__ */
function looseTuple(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "loose_tuple",
		reference: looseTuple,
		expects: "Array",
		async: false,
		items,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				for (let key = 0; key < this.items.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.items[key]["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!dataset.issues || !config$1.abortEarly) for (let key = this.items.length; key < input.length; key++) dataset.value.push(input[key]);
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/looseTuple/looseTupleAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function looseTupleAsync(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "loose_tuple",
		reference: looseTupleAsync,
		expects: "Array",
		async: true,
		items,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				const itemDatasets = await Promise.all(this.items.map(async (item, key) => {
					const value$1 = input[key];
					return [
						key,
						value$1,
						await item["~run"]({ value: value$1 }, config$1)
					];
				}));
				for (const [key, value$1, itemDataset] of itemDatasets) {
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!dataset.issues || !config$1.abortEarly) for (let key = this.items.length; key < input.length; key++) dataset.value.push(input[key]);
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/map/map.ts
/* @__NO_SIDE_EFFECTS__ */
function map(key, value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "map",
		reference: map,
		expects: "Map",
		async: false,
		key,
		value: value$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input instanceof Map) {
				dataset.typed = true;
				dataset.value = /* @__PURE__ */ new Map();
				for (const [inputKey, inputValue] of input) {
					const keyDataset = this.key["~run"]({ value: inputKey }, config$1);
					if (keyDataset.issues) {
						const pathItem = {
							type: "map",
							origin: "key",
							input,
							key: inputKey,
							value: inputValue
						};
						for (const issue of keyDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = keyDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					const valueDataset = this.value["~run"]({ value: inputValue }, config$1);
					if (valueDataset.issues) {
						const pathItem = {
							type: "map",
							origin: "value",
							input,
							key: inputKey,
							value: inputValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
					dataset.value.set(keyDataset.value, valueDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/map/mapAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function mapAsync(key, value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "map",
		reference: mapAsync,
		expects: "Map",
		async: true,
		key,
		value: value$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input instanceof Map) {
				dataset.typed = true;
				dataset.value = /* @__PURE__ */ new Map();
				const datasets = await Promise.all([...input].map(([inputKey, inputValue]) => Promise.all([
					inputKey,
					inputValue,
					this.key["~run"]({ value: inputKey }, config$1),
					this.value["~run"]({ value: inputValue }, config$1)
				])));
				for (const [inputKey, inputValue, keyDataset, valueDataset] of datasets) {
					if (keyDataset.issues) {
						const pathItem = {
							type: "map",
							origin: "key",
							input,
							key: inputKey,
							value: inputValue
						};
						for (const issue of keyDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = keyDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (valueDataset.issues) {
						const pathItem = {
							type: "map",
							origin: "value",
							input,
							key: inputKey,
							value: inputValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
					dataset.value.set(keyDataset.value, valueDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nan/nan.ts
/* @__NO_SIDE_EFFECTS__ */
function nan(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "nan",
		reference: nan,
		expects: "NaN",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (Number.isNaN(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/never/never.ts
/* @__NO_SIDE_EFFECTS__ */
function never(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "never",
		reference: never,
		expects: "never",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			_addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonNullable/nonNullable.ts
/* @__NO_SIDE_EFFECTS__ */
function nonNullable(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_nullable",
		reference: nonNullable,
		expects: "!null",
		async: false,
		wrapped,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value !== null) dataset = this.wrapped["~run"](dataset, config$1);
			if (dataset.value === null) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonNullable/nonNullableAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function nonNullableAsync(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_nullable",
		reference: nonNullableAsync,
		expects: "!null",
		async: true,
		wrapped,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (dataset.value !== null) dataset = await this.wrapped["~run"](dataset, config$1);
			if (dataset.value === null) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonNullish/nonNullish.ts
/* @__NO_SIDE_EFFECTS__ */
function nonNullish(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_nullish",
		reference: nonNullish,
		expects: "(!null & !undefined)",
		async: false,
		wrapped,
		message: message$1,
		"~run"(dataset, config$1) {
			if (!(dataset.value === null || dataset.value === void 0)) dataset = this.wrapped["~run"](dataset, config$1);
			if (dataset.value === null || dataset.value === void 0) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonNullish/nonNullishAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function nonNullishAsync(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_nullish",
		reference: nonNullishAsync,
		expects: "(!null & !undefined)",
		async: true,
		wrapped,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (!(dataset.value === null || dataset.value === void 0)) dataset = await this.wrapped["~run"](dataset, config$1);
			if (dataset.value === null || dataset.value === void 0) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonOptional/nonOptional.ts
/* @__NO_SIDE_EFFECTS__ */
function nonOptional(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_optional",
		reference: nonOptional,
		expects: "!undefined",
		async: false,
		wrapped,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value !== void 0) dataset = this.wrapped["~run"](dataset, config$1);
			if (dataset.value === void 0) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nonOptional/nonOptionalAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function nonOptionalAsync(wrapped, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "non_optional",
		reference: nonOptionalAsync,
		expects: "!undefined",
		async: true,
		wrapped,
		message: message$1,
		async "~run"(dataset, config$1) {
			if (dataset.value !== void 0) dataset = await this.wrapped["~run"](dataset, config$1);
			if (dataset.value === void 0) _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/null/null.ts
/* @__NO_SIDE_EFFECTS__ */
function null_(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "null",
		reference: null_,
		expects: "null",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value === null) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/nullable/nullable.ts
/* @__NO_SIDE_EFFECTS__ */
function nullable(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "nullable",
		reference: nullable,
		expects: `(${wrapped.expects} | null)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === null) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === null) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/nullable/nullableAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function nullableAsync(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "nullable",
		reference: nullableAsync,
		expects: `(${wrapped.expects} | null)`,
		async: true,
		wrapped,
		default: default_,
		async "~run"(dataset, config$1) {
			if (dataset.value === null) {
				if (this.default !== void 0) dataset.value = await /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === null) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/nullish/nullish.ts
/* @__NO_SIDE_EFFECTS__ */
function nullish(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "nullish",
		reference: nullish,
		expects: `(${wrapped.expects} | null | undefined)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === null || dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === null || dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/nullish/nullishAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function nullishAsync(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "nullish",
		reference: nullishAsync,
		expects: `(${wrapped.expects} | null | undefined)`,
		async: true,
		wrapped,
		default: default_,
		async "~run"(dataset, config$1) {
			if (dataset.value === null || dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = await /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === null || dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/number/number.ts
/* @__NO_SIDE_EFFECTS__ */
function number(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "number",
		reference: number,
		expects: "number",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "number" && !isNaN(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/object/object.ts
/* @__NO_SIDE_EFFECTS__ */
function object(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "object",
		reference: object,
		expects: "Object",
		async: false,
		entries: entries$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/object/objectAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function objectAsync(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "object",
		reference: objectAsync,
		expects: "Object",
		async: true,
		entries: entries$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				const valueDatasets = await Promise.all(Object.entries(this.entries).map(async ([key, valueSchema]) => {
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : await /* @__PURE__ */ getDefault(valueSchema);
						return [
							key,
							value$1,
							valueSchema,
							await valueSchema["~run"]({ value: value$1 }, config$1)
						];
					}
					return [
						key,
						input[key],
						valueSchema,
						null
					];
				}));
				for (const [key, value$1, valueSchema, valueDataset] of valueDatasets) if (valueDataset) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value[key] = valueDataset.value;
				} else if (valueSchema.fallback !== void 0) dataset.value[key] = await /* @__PURE__ */ getFallback(valueSchema);
				else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
					_addIssue(this, "key", dataset, config$1, {
						input: void 0,
						expected: `"${key}"`,
						path: [{
							type: "object",
							origin: "key",
							input,
							key,
							value: value$1
						}]
					});
					if (config$1.abortEarly) break;
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/objectWithRest/objectWithRest.ts
/* @__NO_SIDE_EFFECTS__ */
function objectWithRest(entries$1, rest, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "object_with_rest",
		reference: objectWithRest,
		expects: "Object",
		async: false,
		entries: entries$1,
		rest,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (/* @__PURE__ */ _isValidObjectKey(input, key) && !Object.prototype.hasOwnProperty.call(this.entries, key)) {
						const valueDataset = this.rest["~run"]({ value: input[key] }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: input[key]
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/objectWithRest/objectWithRestAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function objectWithRestAsync(entries$1, rest, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "object_with_rest",
		reference: objectWithRestAsync,
		expects: "Object",
		async: true,
		entries: entries$1,
		rest,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				const [normalDatasets, restDatasets] = await Promise.all([Promise.all(Object.entries(this.entries).map(async ([key, valueSchema]) => {
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : await /* @__PURE__ */ getDefault(valueSchema);
						return [
							key,
							value$1,
							valueSchema,
							await valueSchema["~run"]({ value: value$1 }, config$1)
						];
					}
					return [
						key,
						input[key],
						valueSchema,
						null
					];
				})), Promise.all(Object.entries(input).filter(([key]) => /* @__PURE__ */ _isValidObjectKey(input, key) && !Object.prototype.hasOwnProperty.call(this.entries, key)).map(async ([key, value$1]) => [
					key,
					value$1,
					await this.rest["~run"]({ value: value$1 }, config$1)
				]))]);
				for (const [key, value$1, valueSchema, valueDataset] of normalDatasets) if (valueDataset) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value[key] = valueDataset.value;
				} else if (valueSchema.fallback !== void 0) dataset.value[key] = await /* @__PURE__ */ getFallback(valueSchema);
				else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
					_addIssue(this, "key", dataset, config$1, {
						input: void 0,
						expected: `"${key}"`,
						path: [{
							type: "object",
							origin: "key",
							input,
							key,
							value: value$1
						}]
					});
					if (config$1.abortEarly) break;
				}
				if (!dataset.issues || !config$1.abortEarly) for (const [key, value$1, valueDataset] of restDatasets) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value[key] = valueDataset.value;
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/optional/optional.ts
/* @__NO_SIDE_EFFECTS__ */
function optional(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "optional",
		reference: optional,
		expects: `(${wrapped.expects} | undefined)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/optional/optionalAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function optionalAsync(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "optional",
		reference: optionalAsync,
		expects: `(${wrapped.expects} | undefined)`,
		async: true,
		wrapped,
		default: default_,
		async "~run"(dataset, config$1) {
			if (dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = await /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/picklist/picklist.ts
/* @__NO_SIDE_EFFECTS__ */
function picklist(options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "picklist",
		reference: picklist,
		expects: /* @__PURE__ */ _joinExpects(options.map(_stringify), "|"),
		async: false,
		options,
		message: message$1,
		"~run"(dataset, config$1) {
			if (this.options.includes(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/promise/promise.ts
/* @__NO_SIDE_EFFECTS__ */
function promise(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "promise",
		reference: promise,
		expects: "Promise",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value instanceof Promise) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/record/record.ts
/* @__NO_SIDE_EFFECTS__ */
function record(key, value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "record",
		reference: record,
		expects: "Object",
		async: false,
		key,
		value: value$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const entryKey in input) if (/* @__PURE__ */ _isValidObjectKey(input, entryKey)) {
					const entryValue = input[entryKey];
					const keyDataset = this.key["~run"]({ value: entryKey }, config$1);
					if (keyDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "key",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of keyDataset.issues) {
							issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = keyDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					const valueDataset = this.value["~run"]({ value: entryValue }, config$1);
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
					if (keyDataset.typed) dataset.value[keyDataset.value] = valueDataset.value;
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/record/recordAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function recordAsync(key, value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "record",
		reference: recordAsync,
		expects: "Object",
		async: true,
		key,
		value: value$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				const datasets = await Promise.all(Object.entries(input).filter(([key$1]) => /* @__PURE__ */ _isValidObjectKey(input, key$1)).map(([entryKey, entryValue]) => Promise.all([
					entryKey,
					entryValue,
					this.key["~run"]({ value: entryKey }, config$1),
					this.value["~run"]({ value: entryValue }, config$1)
				])));
				for (const [entryKey, entryValue, keyDataset, valueDataset] of datasets) {
					if (keyDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "key",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of keyDataset.issues) {
							issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = keyDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
					if (keyDataset.typed) dataset.value[keyDataset.value] = valueDataset.value;
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/set/set.ts
/* @__NO_SIDE_EFFECTS__ */
function set(value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "set",
		reference: set,
		expects: "Set",
		async: false,
		value: value$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input instanceof Set) {
				dataset.typed = true;
				dataset.value = /* @__PURE__ */ new Set();
				for (const inputValue of input) {
					const valueDataset = this.value["~run"]({ value: inputValue }, config$1);
					if (valueDataset.issues) {
						const pathItem = {
							type: "set",
							origin: "value",
							input,
							key: null,
							value: inputValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value.add(valueDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/set/setAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function setAsync(value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "set",
		reference: setAsync,
		expects: "Set",
		async: true,
		value: value$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input instanceof Set) {
				dataset.typed = true;
				dataset.value = /* @__PURE__ */ new Set();
				const valueDatasets = await Promise.all([...input].map(async (inputValue) => [inputValue, await this.value["~run"]({ value: inputValue }, config$1)]));
				for (const [inputValue, valueDataset] of valueDatasets) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "set",
							origin: "value",
							input,
							key: null,
							value: inputValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value.add(valueDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/strictObject/strictObject.ts
/* @__NO_SIDE_EFFECTS__ */
function strictObject(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "strict_object",
		reference: strictObject,
		expects: "Object",
		async: false,
		entries: entries$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (!Object.prototype.hasOwnProperty.call(this.entries, key)) {
						_addIssue(this, "key", dataset, config$1, {
							input: key,
							expected: "never",
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						break;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/strictObject/strictObjectAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function strictObjectAsync(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "strict_object",
		reference: strictObjectAsync,
		expects: "Object",
		async: true,
		entries: entries$1,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				const valueDatasets = await Promise.all(Object.entries(this.entries).map(async ([key, valueSchema]) => {
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : await /* @__PURE__ */ getDefault(valueSchema);
						return [
							key,
							value$1,
							valueSchema,
							await valueSchema["~run"]({ value: value$1 }, config$1)
						];
					}
					return [
						key,
						input[key],
						valueSchema,
						null
					];
				}));
				for (const [key, value$1, valueSchema, valueDataset] of valueDatasets) if (valueDataset) {
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!valueDataset.typed) dataset.typed = false;
					dataset.value[key] = valueDataset.value;
				} else if (valueSchema.fallback !== void 0) dataset.value[key] = await /* @__PURE__ */ getFallback(valueSchema);
				else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
					_addIssue(this, "key", dataset, config$1, {
						input: void 0,
						expected: `"${key}"`,
						path: [{
							type: "object",
							origin: "key",
							input,
							key,
							value: value$1
						}]
					});
					if (config$1.abortEarly) break;
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (!Object.prototype.hasOwnProperty.call(this.entries, key)) {
						_addIssue(this, "key", dataset, config$1, {
							input: key,
							expected: "never",
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						break;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/strictTuple/strictTuple.ts
/* @__NO_SIDE_EFFECTS__ */
function strictTuple(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "strict_tuple",
		reference: strictTuple,
		expects: "Array",
		async: false,
		items,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				for (let key = 0; key < this.items.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.items[key]["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!(dataset.issues && config$1.abortEarly) && this.items.length < input.length) _addIssue(this, "type", dataset, config$1, {
					input: input[this.items.length],
					expected: "never",
					path: [{
						type: "array",
						origin: "value",
						input,
						key: this.items.length,
						value: input[this.items.length]
					}]
				});
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/strictTuple/strictTupleAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function strictTupleAsync(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "strict_tuple",
		reference: strictTupleAsync,
		expects: "Array",
		async: true,
		items,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				const itemDatasets = await Promise.all(this.items.map(async (item, key) => {
					const value$1 = input[key];
					return [
						key,
						value$1,
						await item["~run"]({ value: value$1 }, config$1)
					];
				}));
				for (const [key, value$1, itemDataset] of itemDatasets) {
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!(dataset.issues && config$1.abortEarly) && this.items.length < input.length) _addIssue(this, "type", dataset, config$1, {
					input: input[this.items.length],
					expected: "never",
					path: [{
						type: "array",
						origin: "value",
						input,
						key: this.items.length,
						value: input[this.items.length]
					}]
				});
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/string/string.ts
/* @__NO_SIDE_EFFECTS__ */
function string(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "string",
		reference: string,
		expects: "string",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "string") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/symbol/symbol.ts
/* @__NO_SIDE_EFFECTS__ */
function symbol(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "symbol",
		reference: symbol,
		expects: "symbol",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "symbol") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/tuple/tuple.ts
/* @__NO_SIDE_EFFECTS__ */
function tuple(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "tuple",
		reference: tuple,
		expects: "Array",
		async: false,
		items,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				for (let key = 0; key < this.items.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.items[key]["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/tuple/tupleAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function tupleAsync(items, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "tuple",
		reference: tupleAsync,
		expects: "Array",
		async: true,
		items,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				const itemDatasets = await Promise.all(this.items.map(async (item, key) => {
					const value$1 = input[key];
					return [
						key,
						value$1,
						await item["~run"]({ value: value$1 }, config$1)
					];
				}));
				for (const [key, value$1, itemDataset] of itemDatasets) {
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/tupleWithRest/tupleWithRest.ts
/* @__NO_SIDE_EFFECTS__ */
function tupleWithRest(items, rest, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "tuple_with_rest",
		reference: tupleWithRest,
		expects: "Array",
		async: false,
		items,
		rest,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				for (let key = 0; key < this.items.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.items[key]["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!dataset.issues || !config$1.abortEarly) for (let key = this.items.length; key < input.length; key++) {
					const value$1 = input[key];
					const itemDataset = this.rest["~run"]({ value: value$1 }, config$1);
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/tupleWithRest/tupleWithRestAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function tupleWithRestAsync(items, rest, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "tuple_with_rest",
		reference: tupleWithRestAsync,
		expects: "Array",
		async: true,
		items,
		rest,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (Array.isArray(input)) {
				dataset.typed = true;
				dataset.value = [];
				const [normalDatasets, restDatasets] = await Promise.all([Promise.all(this.items.map(async (item, key) => {
					const value$1 = input[key];
					return [
						key,
						value$1,
						await item["~run"]({ value: value$1 }, config$1)
					];
				})), Promise.all(input.slice(this.items.length).map(async (value$1, key) => {
					return [
						key + this.items.length,
						value$1,
						await this.rest["~run"]({ value: value$1 }, config$1)
					];
				}))]);
				for (const [key, value$1, itemDataset] of normalDatasets) {
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
				if (!dataset.issues || !config$1.abortEarly) for (const [key, value$1, itemDataset] of restDatasets) {
					if (itemDataset.issues) {
						const pathItem = {
							type: "array",
							origin: "value",
							input,
							key,
							value: value$1
						};
						for (const issue of itemDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = itemDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!itemDataset.typed) dataset.typed = false;
					dataset.value.push(itemDataset.value);
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/undefined/undefined.ts
/* @__NO_SIDE_EFFECTS__ */
function undefined_(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "undefined",
		reference: undefined_,
		expects: "undefined",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value === void 0) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/undefinedable/undefinedable.ts
/* @__NO_SIDE_EFFECTS__ */
function undefinedable(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "undefinedable",
		reference: undefinedable,
		expects: `(${wrapped.expects} | undefined)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/undefinedable/undefinedableAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function undefinedableAsync(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "undefinedable",
		reference: undefinedableAsync,
		expects: `(${wrapped.expects} | undefined)`,
		async: true,
		wrapped,
		default: default_,
		async "~run"(dataset, config$1) {
			if (dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = await /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}

//#endregion
//#region src/schemas/union/utils/_subIssues/_subIssues.ts
/**
* Returns the sub issues of the provided datasets for the union issue.
*
* @param datasets The datasets.
*
* @returns The sub issues.
*
* @internal
*/
/* @__NO_SIDE_EFFECTS__ */
function _subIssues(datasets) {
	let issues;
	if (datasets) for (const dataset of datasets) if (issues) for (const issue of dataset.issues) issues.push(issue);
	else issues = dataset.issues;
	return issues;
}

//#endregion
//#region src/schemas/union/union.ts
/* @__NO_SIDE_EFFECTS__ */
function union(options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "union",
		reference: union,
		expects: /* @__PURE__ */ _joinExpects(options.map((option) => option.expects), "|"),
		async: false,
		options,
		message: message$1,
		"~run"(dataset, config$1) {
			let validDataset;
			let typedDatasets;
			let untypedDatasets;
			for (const schema of this.options) {
				const optionDataset = schema["~run"]({ value: dataset.value }, config$1);
				if (optionDataset.typed) if (optionDataset.issues) if (typedDatasets) typedDatasets.push(optionDataset);
				else typedDatasets = [optionDataset];
				else {
					validDataset = optionDataset;
					break;
				}
				else if (untypedDatasets) untypedDatasets.push(optionDataset);
				else untypedDatasets = [optionDataset];
			}
			if (validDataset) return validDataset;
			if (typedDatasets) {
				if (typedDatasets.length === 1) return typedDatasets[0];
				_addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(typedDatasets) });
				dataset.typed = true;
			} else if (untypedDatasets?.length === 1) return untypedDatasets[0];
			else _addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(untypedDatasets) });
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/union/unionAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function unionAsync(options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "union",
		reference: unionAsync,
		expects: /* @__PURE__ */ _joinExpects(options.map((option) => option.expects), "|"),
		async: true,
		options,
		message: message$1,
		async "~run"(dataset, config$1) {
			let validDataset;
			let typedDatasets;
			let untypedDatasets;
			for (const schema of this.options) {
				const optionDataset = await schema["~run"]({ value: dataset.value }, config$1);
				if (optionDataset.typed) if (optionDataset.issues) if (typedDatasets) typedDatasets.push(optionDataset);
				else typedDatasets = [optionDataset];
				else {
					validDataset = optionDataset;
					break;
				}
				else if (untypedDatasets) untypedDatasets.push(optionDataset);
				else untypedDatasets = [optionDataset];
			}
			if (validDataset) return validDataset;
			if (typedDatasets) {
				if (typedDatasets.length === 1) return typedDatasets[0];
				_addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(typedDatasets) });
				dataset.typed = true;
			} else if (untypedDatasets?.length === 1) return untypedDatasets[0];
			else _addIssue(this, "type", dataset, config$1, { issues: /* @__PURE__ */ _subIssues(untypedDatasets) });
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/unknown/unknown.ts
/**
* Creates a unknown schema.
*
* @returns A unknown schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function unknown() {
	return _standardSchema({
		kind: "schema",
		type: "unknown",
		reference: unknown,
		expects: "unknown",
		async: false,
		"~run"(dataset) {
			dataset.typed = true;
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/variant/variant.ts
/* @__NO_SIDE_EFFECTS__ */
function variant(key, options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "variant",
		reference: variant,
		expects: "Object",
		async: false,
		key,
		options,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				let outputDataset;
				let maxDiscriminatorPriority = 0;
				let invalidDiscriminatorKey = this.key;
				let expectedDiscriminators = [];
				const parseOptions = (variant$1, allKeys) => {
					for (const schema of variant$1.options) {
						if (schema.type === "variant") parseOptions(schema, new Set(allKeys).add(schema.key));
						else {
							let keysAreValid = true;
							let currentPriority = 0;
							for (const currentKey of allKeys) {
								const discriminatorSchema = schema.entries[currentKey];
								if (currentKey in input ? discriminatorSchema["~run"]({
									typed: false,
									value: input[currentKey]
								}, ABORT_EARLY_CONFIG).issues : discriminatorSchema.type !== "exact_optional" && discriminatorSchema.type !== "optional" && discriminatorSchema.type !== "nullish") {
									keysAreValid = false;
									if (invalidDiscriminatorKey !== currentKey && (maxDiscriminatorPriority < currentPriority || maxDiscriminatorPriority === currentPriority && currentKey in input && !(invalidDiscriminatorKey in input))) {
										maxDiscriminatorPriority = currentPriority;
										invalidDiscriminatorKey = currentKey;
										expectedDiscriminators = [];
									}
									if (invalidDiscriminatorKey === currentKey) expectedDiscriminators.push(schema.entries[currentKey].expects);
									break;
								}
								currentPriority++;
							}
							if (keysAreValid) {
								const optionDataset = schema["~run"]({ value: input }, config$1);
								if (!outputDataset || !outputDataset.typed && optionDataset.typed) outputDataset = optionDataset;
							}
						}
						if (outputDataset && !outputDataset.issues) break;
					}
				};
				parseOptions(this, new Set([this.key]));
				if (outputDataset) return outputDataset;
				_addIssue(this, "type", dataset, config$1, {
					input: input[invalidDiscriminatorKey],
					expected: /* @__PURE__ */ _joinExpects(expectedDiscriminators, "|"),
					path: [{
						type: "object",
						origin: "value",
						input,
						key: invalidDiscriminatorKey,
						value: input[invalidDiscriminatorKey]
					}]
				});
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/variant/variantAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function variantAsync(key, options, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "variant",
		reference: variantAsync,
		expects: "Object",
		async: true,
		key,
		options,
		message: message$1,
		async "~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				let outputDataset;
				let maxDiscriminatorPriority = 0;
				let invalidDiscriminatorKey = this.key;
				let expectedDiscriminators = [];
				const parseOptions = async (variant$1, allKeys) => {
					for (const schema of variant$1.options) {
						if (schema.type === "variant") await parseOptions(schema, new Set(allKeys).add(schema.key));
						else {
							let keysAreValid = true;
							let currentPriority = 0;
							for (const currentKey of allKeys) {
								const discriminatorSchema = schema.entries[currentKey];
								if (currentKey in input ? (await discriminatorSchema["~run"]({
									typed: false,
									value: input[currentKey]
								}, ABORT_EARLY_CONFIG)).issues : discriminatorSchema.type !== "exact_optional" && discriminatorSchema.type !== "optional" && discriminatorSchema.type !== "nullish") {
									keysAreValid = false;
									if (invalidDiscriminatorKey !== currentKey && (maxDiscriminatorPriority < currentPriority || maxDiscriminatorPriority === currentPriority && currentKey in input && !(invalidDiscriminatorKey in input))) {
										maxDiscriminatorPriority = currentPriority;
										invalidDiscriminatorKey = currentKey;
										expectedDiscriminators = [];
									}
									if (invalidDiscriminatorKey === currentKey) expectedDiscriminators.push(schema.entries[currentKey].expects);
									break;
								}
								currentPriority++;
							}
							if (keysAreValid) {
								const optionDataset = await schema["~run"]({ value: input }, config$1);
								if (!outputDataset || !outputDataset.typed && optionDataset.typed) outputDataset = optionDataset;
							}
						}
						if (outputDataset && !outputDataset.issues) break;
					}
				};
				await parseOptions(this, new Set([this.key]));
				if (outputDataset) return outputDataset;
				_addIssue(this, "type", dataset, config$1, {
					input: input[invalidDiscriminatorKey],
					expected: /* @__PURE__ */ _joinExpects(expectedDiscriminators, "|"),
					path: [{
						type: "object",
						origin: "value",
						input,
						key: invalidDiscriminatorKey,
						value: input[invalidDiscriminatorKey]
					}]
				});
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/schemas/void/void.ts
/* @__NO_SIDE_EFFECTS__ */
function void_(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "void",
		reference: void_,
		expects: "void",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (dataset.value === void 0) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}

//#endregion
//#region src/methods/keyof/keyof.ts
/* @__NO_SIDE_EFFECTS__ */
function keyof(schema, message$1) {
	return /* @__PURE__ */ picklist(Object.keys(schema.entries), message$1);
}

//#endregion
//#region src/methods/message/message.ts
/**
* Changes the local message configuration of a schema.
*
* @param schema The schema to configure.
* @param message_ The error message.
*
* @returns The configured schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function message(schema, message_) {
	return _standardSchema({
		...schema,
		"~run"(dataset, config$1) {
			return schema["~run"](dataset, {
				...config$1,
				message: message_
			});
		}
	});
}

//#endregion
//#region src/methods/omit/omit.ts
/**
* Creates a modified copy of an object schema that does not contain the
* selected entries.
*
* @param schema The schema to omit from.
* @param keys The selected entries.
*
* @returns An object schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function omit(schema, keys) {
	const entries$1 = { ...schema.entries };
	for (const key of keys) delete entries$1[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/parse/parse.ts
/**
* Parses an unknown input based on a schema.
*
* @param schema The schema to be used.
* @param input The input to be parsed.
* @param config The parse configuration.
*
* @returns The parsed input.
*/
function parse(schema, input, config$1) {
	const dataset = schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
	if (dataset.issues) throw new ValiError(dataset.issues);
	return dataset.value;
}

//#endregion
//#region src/methods/parse/parseAsync.ts
/**
* Parses an unknown input based on a schema.
*
* @param schema The schema to be used.
* @param input The input to be parsed.
* @param config The parse configuration.
*
* @returns The parsed input.
*/
async function parseAsync(schema, input, config$1) {
	const dataset = await schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
	if (dataset.issues) throw new ValiError(dataset.issues);
	return dataset.value;
}

//#endregion
//#region src/methods/parser/parser.ts
/* @__NO_SIDE_EFFECTS__ */
function parser(schema, config$1) {
	const func = (input) => parse(schema, input, config$1);
	func.schema = schema;
	func.config = config$1;
	return func;
}

//#endregion
//#region src/methods/parser/parserAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function parserAsync(schema, config$1) {
	const func = (input) => parseAsync(schema, input, config$1);
	func.schema = schema;
	func.config = config$1;
	return func;
}

//#endregion
//#region src/methods/partial/partial.ts
/* @__NO_SIDE_EFFECTS__ */
function partial(schema, keys) {
	const entries$1 = {};
	for (const key in schema.entries) entries$1[key] = !keys || keys.includes(key) ? /* @__PURE__ */ optional(schema.entries[key]) : schema.entries[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/partial/partialAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function partialAsync(schema, keys) {
	const entries$1 = {};
	for (const key in schema.entries) entries$1[key] = !keys || keys.includes(key) ? /* @__PURE__ */ optionalAsync(schema.entries[key]) : schema.entries[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/pick/pick.ts
/**
* Creates a modified copy of an object schema that contains only the selected
* entries.
*
* @param schema The schema to pick from.
* @param keys The selected entries.
*
* @returns An object schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function pick(schema, keys) {
	const entries$1 = {};
	for (const key of keys) entries$1[key] = schema.entries[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/pipe/pipe.ts
/* @__NO_SIDE_EFFECTS__ */
function pipe(...pipe$1) {
	return _standardSchema({
		...pipe$1[0],
		pipe: pipe$1,
		"~run"(dataset, config$1) {
			for (const item of pipe$1) if (item.kind !== "metadata") {
				if (dataset.issues && (item.kind === "schema" || item.kind === "transformation")) {
					dataset.typed = false;
					break;
				}
				if (!dataset.issues || !config$1.abortEarly && !config$1.abortPipeEarly) dataset = item["~run"](dataset, config$1);
			}
			return dataset;
		}
	});
}

//#endregion
//#region src/methods/pipe/pipeAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function pipeAsync(...pipe$1) {
	return _standardSchema({
		...pipe$1[0],
		pipe: pipe$1,
		async: true,
		async "~run"(dataset, config$1) {
			for (const item of pipe$1) if (item.kind !== "metadata") {
				if (dataset.issues && (item.kind === "schema" || item.kind === "transformation")) {
					dataset.typed = false;
					break;
				}
				if (!dataset.issues || !config$1.abortEarly && !config$1.abortPipeEarly) dataset = await item["~run"](dataset, config$1);
			}
			return dataset;
		}
	});
}

//#endregion
//#region src/methods/required/required.ts
/* @__NO_SIDE_EFFECTS__ */
function required(schema, arg2, arg3) {
	const keys = Array.isArray(arg2) ? arg2 : void 0;
	const message$1 = Array.isArray(arg2) ? arg3 : arg2;
	const entries$1 = {};
	for (const key in schema.entries) entries$1[key] = !keys || keys.includes(key) ? /* @__PURE__ */ nonOptional(schema.entries[key], message$1) : schema.entries[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/required/requiredAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function requiredAsync(schema, arg2, arg3) {
	const keys = Array.isArray(arg2) ? arg2 : void 0;
	const message$1 = Array.isArray(arg2) ? arg3 : arg2;
	const entries$1 = {};
	for (const key in schema.entries) entries$1[key] = !keys || keys.includes(key) ? /* @__PURE__ */ nonOptionalAsync(schema.entries[key], message$1) : schema.entries[key];
	return _standardSchema({
		...schema,
		entries: entries$1
	});
}

//#endregion
//#region src/methods/safeParse/safeParse.ts
/**
* Parses an unknown input based on a schema.
*
* @param schema The schema to be used.
* @param input The input to be parsed.
* @param config The parse configuration.
*
* @returns The parse result.
*/
/* @__NO_SIDE_EFFECTS__ */
function safeParse(schema, input, config$1) {
	const dataset = schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
	return {
		typed: dataset.typed,
		success: !dataset.issues,
		output: dataset.value,
		issues: dataset.issues
	};
}

//#endregion
//#region src/methods/safeParse/safeParseAsync.ts
/**
* Parses an unknown input based on a schema.
*
* @param schema The schema to be used.
* @param input The input to be parsed.
* @param config The parse configuration.
*
* @returns The parse result.
*/
/* @__NO_SIDE_EFFECTS__ */
async function safeParseAsync(schema, input, config$1) {
	const dataset = await schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
	return {
		typed: dataset.typed,
		success: !dataset.issues,
		output: dataset.value,
		issues: dataset.issues
	};
}

//#endregion
//#region src/methods/safeParser/safeParser.ts
/* @__NO_SIDE_EFFECTS__ */
function safeParser(schema, config$1) {
	const func = (input) => /* @__PURE__ */ safeParse(schema, input, config$1);
	func.schema = schema;
	func.config = config$1;
	return func;
}

//#endregion
//#region src/methods/safeParser/safeParserAsync.ts
/* @__NO_SIDE_EFFECTS__ */
function safeParserAsync(schema, config$1) {
	const func = (input) => /* @__PURE__ */ safeParseAsync(schema, input, config$1);
	func.schema = schema;
	func.config = config$1;
	return func;
}

//#endregion
//#region src/methods/summarize/summarize.ts
/**
* Summarize the error messages of issues in a pretty-printable multi-line string.
*
* @param issues The list of issues.
*
* @returns A summary of the issues.
*
* @beta
*/
/* @__NO_SIDE_EFFECTS__ */
function summarize(issues) {
	let summary = "";
	for (const issue of issues) {
		if (summary) summary += "\n";
		summary += `× ${issue.message}`;
		const dotPath = /* @__PURE__ */ getDotPath(issue);
		if (dotPath) summary += `\n  → at ${dotPath}`;
	}
	return summary;
}

//#endregion
//#region src/methods/unwrap/unwrap.ts
/**
* Unwraps the wrapped schema.
*
* @param schema The schema to be unwrapped.
*
* @returns The unwrapped schema.
*/
/* @__NO_SIDE_EFFECTS__ */
function unwrap(schema) {
	return schema.wrapped;
}

//#endregion

;// CONCATENATED MODULE: ./lib/src/errors.js
/** All codes. Each one's meaning is in `docs/errors.md`. */
const ERROR_CODES = (/* unused pure expression or super */ null && ([
    'ERR_WYNDRVR_VALUE',
    'ERR_WYNDRVR_LISTEN',
    'ERR_WYNDRVR_WORKER',
    'ERR_WYNDRVR_CONNECT',
    'ERR_WYNDRVR_TIMEOUT',
    'ERR_WYNDRVR_LOST',
    'ERR_WYNDRVR_PROTOCOL',
    'ERR_WYNDRVR_REFUSED',
    'ERR_WYNDRVR_ABORTED',
    'ERR_WYNDRVR_DOCUMENT',
]));
/** The only error that wyndrvr throws on purpose: a code for programs, a sentence for people. */
class WyndrvrError extends Error {
    name = 'WyndrvrError';
    code;
    /** What a measurement had found before it was cut off; `null` where there was nothing yet. */
    measurement;
    constructor(code, message, details = {}) {
        super(message, 'cause' in details ? { cause: details.cause } : undefined);
        this.code = code;
        this.measurement = details.measurement ?? null;
    }
}
/** The text of anything that was thrown, for a sentence to end with. */
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
/** The system error code (`ECONNREFUSED`, …) of anything that was thrown, or `null`. */
function systemCodeOf(thrown) {
    return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

;// CONCATENATED MODULE: ./lib/src/results/comparison-schema.js

const share = pipe(number(), minValue(0), maxValue(1));
const amount = pipe(number(), minValue(0));
const count = pipe(amount, integer());
const figure = nullable(amount);
const comparison_schema_text = pipe(string(), maxLength(1000));
const figures = pipe(array(amount), maxLength(10_000));
/** Head may have any number of times as much as base, and no less than nothing. */
const change = pipe(number(), minValue(-1));
const arm = object({
    host: pipe(string(), maxLength(256)),
    port: pipe(count, maxValue(65_535)),
    dialect: nullable(picklist(['seed', 'native'])),
    command: nullable(pipe(array(pipe(string(), maxLength(10_000))), maxLength(1000))),
});
/** A comparison, checked. */
const comparisonSchema = object({
    measure: picklist(['download', 'upload', 'latency']),
    metric: pipe(string(), maxLength(256)),
    unit: picklist(['Mbps', 'ms']),
    better: picklist(['higher', 'lower']),
    arms: object({ base: arm, head: arm }),
    base: figure,
    head: figure,
    change: nullable(change),
    interval: nullable(object({ from: change, to: change })),
    floor: figure,
    margin: share,
    verdict: picklist(['better', 'same', 'worse', 'inconclusive', 'invalid']),
    sentence: comparison_schema_text,
    method: object({
        seed: count,
        error: share,
        estimate: comparison_schema_text,
        interval: comparison_schema_text,
        looks: comparison_schema_text,
        budget: amount,
        burst: nullable(count),
    }),
    looks: pipe(array(object({ at: amount, share, error: share, blocks: count })), maxLength(100)),
    blocks: pipe(array(object({
        at: amount,
        pairs: object({ base: figures, head: figures }),
        same: object({ base: figures, again: figures }),
    })), maxLength(10_000)),
    leftOut: count,
    validity: object({
        ok: dist_boolean(),
        reasons: pipe(array(comparison_schema_text), maxLength(100)),
    }),
});

;// CONCATENATED MODULE: ./lib/src/results/types.js
/** The name and version of the document's format. A reader refuses another major version. */
const RESULT_SCHEMA = 'wyndrvr.result/1';

;// CONCATENATED MODULE: ./lib/src/results/schema.js



/** A whole number of things. */
const schema_count = pipe(number(), integer(), minValue(0));
/** A number of at least 0. */
const schema_amount = pipe(number(), minValue(0));
/** A number of at least 0, where it is known. */
const schema_figure = nullable(schema_amount);
/** A share, 0 to 1, where it is known. */
const schema_share = nullable(pipe(schema_amount, maxValue(1)));
const schema_name = pipe(string(), maxLength(256));
const cpuTime = object({ user: schema_amount, system: schema_amount });
/** Facts about one machine, checked. */
const hostFactsSchema = object({
    platform: schema_name,
    arch: schema_name,
    kernel: schema_name,
    cpuModel: nullable(schema_name),
    cpuCount: schema_count,
    memory: schema_count,
    node: schema_name,
    container: nullable(schema_name),
    load: schema_figure,
    steal: schema_share,
    receiveBufferLimit: nullable(schema_count),
    sendBufferLimit: nullable(schema_count),
    runner: nullable(schema_name),
    // Documents and servers of earlier releases do not tell.
    runnerImage: optional(nullable(schema_name), null),
});
const validity = object({
    ok: dist_boolean(),
    reasons: pipe(array(pipe(string(), maxLength(1000))), maxLength(100)),
});
/** What one end saw of itself, checked. */
const endFactsSchema = object({
    loopDelay: schema_amount,
    threadShare: schema_share,
    otherSessions: nullable(schema_count),
});
const ends = object({ client: endFactsSchema, server: nullable(endFactsSchema) });
const schema_unknown = record(schema_name, pipe(string(), maxLength(1000)));
/** A histogram, checked. */
const histogram = object({
    smallest: pipe(number(), gtValue(0)),
    growth: pipe(number(), gtValue(1)),
    counts: record(pipe(string(), regex(/^(0|[1-9]\d{0,5})$/)), schema_count),
});
const latencyFigures = {
    sent: schema_count,
    received: schema_count,
    lost: schema_count,
    min: schema_figure,
    max: schema_figure,
    avg: schema_figure,
    stdev: schema_figure,
    p50: schema_figure,
    p90: schema_figure,
    p95: schema_figure,
    p99: schema_figure,
    p999: schema_figure,
    jitter: schema_figure,
    jitterMean: schema_figure,
    unknown: schema_unknown,
    histogram,
};
const latency = object({
    kind: literal('latency'),
    client: schema_count,
    asked: object({
        count: nullable(schema_count),
        duration: schema_figure,
        interval: schema_figure,
        payload: schema_count,
        timeout: schema_amount,
    }),
    loop: picklist(['closed', 'open']),
    transport: picklist(['tcp', 'udp']),
    lostOn: nullable(object({ upload: schema_count, download: schema_count })),
    duplicates: nullable(schema_count),
    ...latencyFigures,
    network: nullable(object({ min: number(), avg: number(), max: number(), p50: nullable(number()) })),
    busyPoll: object({ client: dist_boolean(), server: dist_boolean() }),
    ends,
    validity,
});
/** Facts of a kernel about a connection, checked. */
const tcpFactsSchema = object({
    congestion: nullable(schema_name),
    retransmits: schema_figure,
    rtt: schema_figure,
    rttVariation: schema_figure,
    minRtt: schema_figure,
    cwnd: schema_figure,
    mss: schema_figure,
    deliveryRate: schema_figure,
    busy: schema_figure,
    rwndLimited: schema_figure,
    sndbufLimited: schema_figure,
});
/** A direction, checked. */
const directionSchema = picklist(['download', 'upload']);
/** A slice of a throughput test, checked. */
const intervalSchema = object({ from: schema_amount, seconds: schema_amount, bytes: schema_count, mbps: schema_figure });
const throughput = object({
    kind: literal('throughput'),
    client: schema_count,
    direction: directionSchema,
    bidirectional: optional(dist_boolean(), false),
    asked: object({
        bytes: nullable(schema_count),
        seconds: schema_figure,
        streams: schema_count,
        warmup: schema_amount,
        rate: schema_figure,
    }),
    bytes: schema_count,
    seconds: schema_amount,
    mbps: schema_figure,
    intervals: nullable(pipe(array(intervalSchema), maxLength(100_000))),
    steady: nullable(intervalSchema),
    streams: pipe(array(object({ bytes: schema_count, seconds: schema_amount, mbps: schema_figure, tcp: nullable(tcpFactsSchema) })), maxLength(1000)),
    fairness: schema_figure,
    unknown: schema_unknown,
    cpu: object({ client: cpuTime, server: nullable(cpuTime) }),
    ends,
    validity,
});
/** A slice of a datagram test, checked. */
const datagramIntervalSchema = object({ ...intervalSchema.entries, received: schema_count });
const datagram = object({
    kind: literal('datagram'),
    client: schema_count,
    direction: directionSchema,
    bidirectional: optional(dist_boolean(), false),
    asked: object({ bytes: nullable(schema_count), seconds: schema_figure, rate: schema_amount, payload: schema_count }),
    sent: schema_count,
    received: schema_count,
    lost: schema_count,
    loss: schema_share,
    duplicates: schema_count,
    reordered: schema_count,
    droppedByHost: nullable(schema_count),
    bytes: schema_count,
    seconds: schema_amount,
    mbps: schema_figure,
    offered: schema_figure,
    jitter: schema_figure,
    jitterMean: schema_figure,
    intervals: pipe(array(datagramIntervalSchema), maxLength(100_000)),
    unknown: schema_unknown,
    cpu: object({ client: cpuTime, server: nullable(cpuTime) }),
    ends,
    validity,
});
const difference = nullable(number());
const loadedPhase = object({
    ...latencyFigures,
    increase: object({ p50: difference, p95: difference, p99: difference }),
    downloadMbps: schema_figure,
    uploadMbps: schema_figure,
    responsiveness: object({
        rpm: schema_figure,
        formula: schema_name,
        parameters: record(schema_name, number()),
        times: object({ connect: schema_figure, exchange: schema_figure, self: schema_figure }),
        confidence: nullable(picklist(['low', 'medium', 'high'])),
        reason: nullable(pipe(string(), maxLength(1000))),
    }),
});
const loaded = object({
    kind: literal('loaded'),
    client: schema_count,
    asked: object({
        seconds: schema_amount,
        warmup: schema_amount,
        interval: schema_amount,
        payload: schema_count,
        timeout: schema_amount,
        streams: schema_count,
    }),
    idle: object(latencyFigures),
    download: loadedPhase,
    upload: loadedPhase,
    bidirectional: loadedPhase,
    bufferbloat: nullable(object({ grade: schema_name, increase: number(), sentence: pipe(string(), maxLength(1000)) })),
    ends,
    validity,
});
const connect = object({
    kind: literal('connect'),
    client: schema_count,
    asked: object({ count: nullable(schema_count), seconds: schema_figure, concurrency: schema_count, timeout: schema_amount }),
    attempted: schema_count,
    connected: schema_count,
    completed: schema_count,
    failed: schema_count,
    seconds: schema_amount,
    rate: schema_figure,
    min: schema_figure,
    max: schema_figure,
    avg: schema_figure,
    stdev: schema_figure,
    p50: schema_figure,
    p90: schema_figure,
    p95: schema_figure,
    p99: schema_figure,
    p999: schema_figure,
    unknown: schema_unknown,
    histogram,
    whole: nullable(object({ min: schema_amount, avg: schema_amount, max: schema_amount, p50: schema_figure, p99: schema_figure })),
    errors: object({
        refused: schema_count,
        timeout: schema_count,
        reset: schema_count,
        closed: schema_count,
        protocol: schema_count,
        unreachable: schema_count,
        noPorts: schema_count,
        noDescriptors: schema_count,
        other: schema_count,
    }),
    cpu: object({ client: cpuTime, server: nullable(cpuTime) }),
    validity,
});
/** One measurement, checked. */
const measurementSchema = variant('kind', [
    latency,
    throughput,
    datagram,
    loaded,
    connect,
]);
/** A verdict, checked. */
const verdictSchema = object({
    kind: picklist(['threshold', 'comparison', 'baseline']),
    metric: schema_name,
    verdict: picklist(['pass', 'fail', 'better', 'same', 'worse', 'inconclusive', 'invalid']),
    sentence: pipe(string(), maxLength(4000)),
    threshold: optional(nullable(pipe(string(), maxLength(1000))), null),
    figure: optional(difference, null),
    limit: optional(difference, null),
});
const target = object({
    host: pipe(string(), maxLength(256)),
    port: pipe(number(), integer(), minValue(0), maxValue(65_535)),
    dialect: nullable(picklist(['seed', 'native'])),
    mode: optional(nullable(picklist(['thread', 'process', 'sequential'])), null),
});
const schema_text = pipe(string(), maxLength(4000));
const spec = object({
    file: schema_text,
    name: schema_text,
    state: picklist(['passed', 'failed', 'skipped']),
    attempts: schema_count,
    errors: pipe(array(schema_text), maxLength(100)),
    measured: pipe(array(object({ measurement: schema_count, target, via: nullable(schema_name) })), maxLength(100_000)),
});
/** What a document says of its run before anything is measured, checked. */
const headSchema = object({
    schema: literal(RESULT_SCHEMA),
    tool: object({ name: literal('wyndrvr'), version: schema_name }),
    startedAt: pipe(string(), isoTimestamp()),
    target,
    environment: object({ client: hostFactsSchema, server: nullable(hostFactsSchema) }),
});
/**
 * The result document, checked. `schema/result-1.schema.json` is made from it by `npm run schema`.
 */
const documentSchema = object({
    ...headSchema.entries,
    measurements: pipe(array(measurementSchema), maxLength(100_000)),
    // Documents of before there were comparisons have none.
    comparisons: optional(pipe(array(comparisonSchema), maxLength(1000)), []),
    verdicts: pipe(array(verdictSchema), maxLength(10_000)),
    specs: exactOptional(pipe(array(spec), maxLength(100_000))),
});

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./lib/src/protocol/datagram.js
/**
 * The datagrams of a UDP flow. Each begins with its kind and three bytes that say which flow it belongs to:
 *
 * | bytes | hello | challenge | payload | probe | answer |
 * |---|---|---|---|---|---|
 * | 0 | 1 | 2 | 3 | 4 | 5 |
 * | 1-3 | the token's first three bytes, in all of them |
 * | 4- | token, 16 | nonce, 16 | sequence, 4; send stamp, 8 | sequence, 4 | sequence, 4; receive stamp, 5; turnaround, 5 |
 *
 * All numbers are big-endian. docs/protocol.md tells it byte for byte.
 */

/** The kinds of datagrams, by their first byte. */
const DATAGRAM_KIND = { hello: 1, challenge: 2, payload: 3, probe: 4, answer: 5 };
/** Bytes of a token and of a nonce: 128 random bits. */
const SECRET_SIZE = 16;
/** Bytes of a hello and of a challenge: the answer is never longer than what it answers. */
const HELLO_SIZE = 4 + SECRET_SIZE;
/** The bytes that every datagram of payload has. */
const DATAGRAM_HEADER = 16;
/** The bytes that every probe has. */
const UDP_PROBE_HEADER = 18;
/** The most bytes that a UDP datagram over IPv4 can carry. */
const LARGEST_DATAGRAM = 65_507;
/** One more than the largest sequence number. */
const SEQUENCES = 2 ** 32;
const STAMP_RANGE = 2 ** 40;
/** The first four bytes of a flow's datagrams of one kind, as a number. */
function markOf(kind, token) {
    return DATAGRAM_KIND[kind] * 2 ** 24 + token.readUIntBE(0, 3);
}
/** The first four bytes of a datagram as a number; -1 of one that has no four. */
function readMark(bytes) {
    return bytes.length < 4 ? -1 : bytes.readUInt32BE(0);
}
/** The datagram that proves that its sender knows the token. */
function helloDatagram(token) {
    return secretDatagram('hello', token, token);
}
/** The answer to a hello: only who receives at the address that the hello came from learns the nonce. */
function challengeDatagram(token, nonce) {
    return secretDatagram('challenge', token, nonce);
}
/** Whether a datagram is the flow's hello; takes as long for any wrong token. */
function isHello(bytes, token) {
    if (bytes.length !== HELLO_SIZE || bytes[0] !== DATAGRAM_KIND.hello)
        return false;
    return (0,external_node_crypto_namespaceObject.timingSafeEqual)(bytes.subarray(4), token);
}
/** The nonce of a flow's challenge; `null` where the datagram is another. */
function readNonce(bytes, token) {
    if (bytes.length !== HELLO_SIZE || readMark(bytes) !== markOf('challenge', token))
        return null;
    return bytes.subarray(4);
}
/** Writes what changes from one datagram of payload to the next. */
function writePayloadHeader(buffer, sequence, stamp) {
    buffer.writeUInt32BE(sequence, 4);
    buffer.writeUInt32BE(Math.floor(stamp / 2 ** 32), 8);
    buffer.writeUInt32BE(stamp % 2 ** 32, 12);
}
/** Reads the sequence number of payload, a probe or an answer. */
function readSequenceNumber(bytes) {
    return bytes.readUInt32BE(4);
}
/** Reads when a datagram of payload was sent (ns of its sender's clock). */
function readSendStamp(bytes) {
    return bytes.readUInt32BE(8) * 2 ** 32 + bytes.readUInt32BE(12);
}
/** Makes a probe its own answer, with the server's stamps (ns of its own clock). */
function makeAnswer(probe, received, sent) {
    probe[0] = DATAGRAM_KIND.answer;
    probe.writeUIntBE(received % STAMP_RANGE, 8, 5);
    probe.writeUIntBE(Math.min(STAMP_RANGE - 1, Math.max(0, sent - received)), 13, 5);
}
/** Nanoseconds that the server held an answered probe. */
function readHeld(answer) {
    return answer.readUIntBE(13, 5);
}
function secretDatagram(kind, token, secret) {
    const bytes = Buffer.alloc(HELLO_SIZE);
    bytes.writeUInt32BE(markOf(kind, token), 0);
    secret.copy(bytes, 4);
    return bytes;
}

;// CONCATENATED MODULE: ./lib/src/protocol/flow.js
/** What the two ends of a UDP flow say to each other on the TCP connection that it belongs to. */


/** The least and the most bit/s that a flow can be asked for. */
const FLOW_RATES = { least: 1000, most: 1e11 };
/** The most seconds that a flow may be planned to take. */
const FLOW_LONGEST = 86_400;
/** The most intervals of a flow's tally; what comes later is counted in the last one. */
const FLOW_MAX_INTERVALS = 10_000;
/** The most ms for which a receiver waits behind the last datagram. */
const LONGEST_DRAIN = 5000;
const flow_count = pipe(number(), integer(), minValue(0));
const flow_amount = nullable(pipe(number(), minValue(0)));
/** 128 bits in base64url. */
const secret = pipe(string(), regex(/^[\w-]{22}$/));
/** A request for datagrams: in which directions, how large, how fast and how long. */
const flowRequestSchema = object({
    request: literal('udp'),
    direction: picklist(['download', 'upload', 'both']),
    /** Bytes of a datagram. */
    payload: pipe(flow_count, minValue(DATAGRAM_HEADER), maxValue(LARGEST_DATAGRAM)),
    /** Bit/s of payload. */
    rate: pipe(number(), minValue(FLOW_RATES.least), maxValue(FLOW_RATES.most)),
    bytes: nullable(pipe(flow_count, minValue(1), maxValue(2 ** 50))),
    seconds: nullable(pipe(number(), minValue(0), maxValue(FLOW_LONGEST))),
    interval: pipe(number(), minValue(0.01), maxValue(86_400)),
    /** Whether the server is to tell of each interval that it has received as soon as it is complete. */
    progress: optional(dist_boolean()),
});
/** A request for probes that come back. */
const echoFlowRequestSchema = object({
    request: literal('udp'),
    direction: literal('echo'),
    payload: pipe(flow_count, minValue(UDP_PROBE_HEADER), maxValue(LARGEST_DATAGRAM)),
    busyPoll: dist_boolean(),
});
/** Where a flow's datagrams go, and what its hello has to hold. */
const flowDoorSchema = object({
    port: pipe(flow_count, minValue(1), maxValue(65_535)),
    token: secret,
});
/** What a sender did. */
const flowSentSchema = object({
    /** Sequence numbers that were used: 0 and up. */
    datagrams: pipe(flow_count, maxValue(SEQUENCES)),
    /** ns from the first datagram to the last one, by the sender's clock. */
    elapsed: flow_count,
    /** Slots of the schedule in which nothing was sent, because they had passed too long ago. */
    missed: flow_count,
    /** Datagrams that the sender's kernel refused. */
    failed: flow_count,
});
/** What a receiver counted, by its own monotonic clock. */
const flowTallySchema = object({
    /** The lowest and the highest sequence number that came; `null` where nothing did. */
    first: nullable(flow_count),
    last: nullable(flow_count),
    /** Different datagrams. */
    received: flow_count,
    duplicates: flow_count,
    reordered: flow_count,
    /** ns from the first datagram to the last one. */
    elapsed: flow_count,
    /** RFC 3550's jitter at the end, and the mean difference of transit times, ms. */
    jitter: flow_amount,
    jitterMean: flow_amount,
    /** Different datagrams of each interval, which begins with the first one. */
    intervals: pipe(array(flow_count), maxLength(FLOW_MAX_INTERVALS)),
    /** Datagrams that the receiver's kernel dropped at its socket; `null` where it can't tell. */
    dropped: nullable(flow_count),
    /** Bytes of the receiver's socket buffer, as the kernel counts them. */
    buffer: flow_count,
});
/** What a server's end of an echo flow counted. */
const flowEchoedSchema = object({ received: flow_count, duplicates: flow_count });
/** What a client says while a flow goes on; one word a line. */
const flowWordSchema = object({
    /** The nonce of the challenge: whoever says it receives at the address that the hello came from. */
    start: optional(secret),
    sent: optional(flowSentSchema),
    /** With `sent`: for so long (ms) nothing has to come before the receiver takes what is missing for lost. */
    drain: optional(pipe(number(), minValue(0), maxValue(LONGEST_DRAIN))),
    stop: optional(literal(true)),
    alive: optional(literal(true)),
});
/** Datagrams of a flow that keeps to its schedule: those that hold the amount, or fit into the time. */
function plannedDatagrams(flow) {
    if (flow.bytes !== null)
        return Math.ceil(flow.bytes / flow.payload);
    return Math.max(1, Math.ceil(((flow.seconds ?? 0) * flow.rate) / (flow.payload * 8) - 1e-9));
}
/** Seconds that a flow takes when it keeps to its schedule. */
function plannedSeconds(flow) {
    return flow.seconds ?? (plannedDatagrams(flow) * flow.payload * 8) / flow.rate;
}
/** Why a flow can't be had, in a sentence; `null` where it can. */
function flowObstacle(flow) {
    if (plannedDatagrams(flow) >= SEQUENCES) {
        return `A flow has fewer than ${SEQUENCES} datagrams: choose a lower rate, a shorter time or larger datagrams.`;
    }
    if (plannedSeconds(flow) > FLOW_LONGEST) {
        return `At ${flow.rate} bit/s that would take longer than 24 hours: choose a smaller size or a higher rate.`;
    }
    return null;
}
/** 128 bits as they are written in a line. */
function encodeSecret(bytes) {
    return bytes.toString('base64url');
}
/** 128 bits of a line; `null` where it has other than 16 bytes. */
function decodeSecret(text) {
    const bytes = Buffer.from(text, 'base64url');
    return bytes.length === SECRET_SIZE ? bytes : null;
}

;// CONCATENATED MODULE: ./lib/src/protocol/native.js
/**
 * The native dialect, version 2: lines of JSON, then probes or payload, on each connection of a session.
 * docs/protocol.md tells it byte for byte. Unknown fields are ignored, so that a later version 2 can add some.
 */




/** The version of the dialect. */
const NATIVE_VERSION = 2;
/** What every native connection begins with, in both directions, before the version. */
const NATIVE_MARK = 'WYNDRVR/';
/** The most bytes of a client's line, its newline included. */
const NATIVE_MAX_LINE = 16_384;
/** The most bytes of a server's line: it may hold a number for each interval. */
const NATIVE_MAX_ANSWER = (/* unused pure expression or super */ null && (256 * 1024));
/** The most round-trip times that a sender tells. */
const NATIVE_MAX_RTTS = 1000;
/** The most intervals of a count; what comes later is counted in the last one. */
const NATIVE_MAX_INTERVALS = 10_000;
const native_count = pipe(number(), integer(), minValue(0));
const time = pipe(number(), minValue(0), maxValue(86_400));
/** What a client's first line says: what the connection is for. */
const helloSchema = variant('role', [
    object({ role: literal('control') }),
    object({ role: literal('stream'), session: pipe(string(), maxLength(200)) }),
]);
/** What a server's first line says. */
const welcomeSchema = object({
    session: pipe(string(), maxLength(200)),
    mode: picklist(['thread', 'process', 'sequential']),
    worker: native_count,
    version: pipe(string(), maxLength(64)),
    /** Milliseconds after which a connection on which nothing moves is dropped; a minute where it is not said. */
    idle: optional(pipe(number(), minValue(0)), 60_000),
    host: hostFactsSchema,
    /** Whether it takes the request `tcp`. */
    tellsTcp: optional(dist_boolean()),
    /** Whether it takes the request `udp`. */
    udp: optional(dist_boolean()),
});
/** How much payload a transfer has: an amount, or all that goes in a time. Times in seconds, rates in bit/s. */
const transfer = {
    bytes: nullable(pipe(native_count, minValue(1), maxValue(2 ** 50))),
    seconds: nullable(time),
    warmup: time,
    interval: pipe(number(), minValue(0.01), maxValue(86_400)),
    rate: nullable(pipe(number(), minValue(1000))),
    block: pipe(native_count, minValue(1024), maxValue(4 * 1024 * 1024)),
    /** Whether the receiver of an upload is to tell of each interval as soon as it is complete. */
    progress: optional(dist_boolean()),
    /** Whether the sender of a download is to note the round-trip time that its kernel sees, while it sends. */
    rtts: optional(dist_boolean()),
};
/** What a client asks for on a connection after the hellos. */
const requestSchema = variant('request', [
    object({
        request: literal('echo'),
        payload: pipe(native_count, minValue(14), maxValue(65_536)),
        busyPoll: dist_boolean(),
    }),
    object({ request: literal('download'), ...transfer }),
    object({ request: literal('upload'), ...transfer }),
    variant('direction', [flowRequestSchema, echoFlowRequestSchema]),
    object({ request: literal('tcp') }),
    object({ request: literal('bye') }),
]);
/** What a receiver of payload counted, by its own monotonic clock. */
const tallySchema = object({
    /** Payload after the warm-up. */
    bytes: native_count,
    /** Nanoseconds from the warm-up's end to the last byte counted. */
    elapsed: native_count,
    /** Bytes of each interval after the warm-up; the last one may be short. */
    intervals: pipe(array(native_count), maxLength(NATIVE_MAX_INTERVALS)),
});
/** CPU time of the server's process from a request to its answer, in seconds. */
const cpuSchema = object({ user: number(), system: number() });
const native_amount = nullable(pipe(number(), minValue(0)));
/** What a kernel knows of its end of a connection. Counts and times are those of the connection's whole life. */
const tcpCountsSchema = object({
    /** Congestion control. */
    congestion: nullable(pipe(string(), maxLength(64))),
    /** Segments that were sent again. */
    retransmits: native_amount,
    /** Smoothed round-trip time, its mean deviation, and the least seen; ms. */
    rtt: native_amount,
    rttVariation: native_amount,
    minRtt: native_amount,
    /** Congestion window in segments. */
    cwnd: native_amount,
    /** Bytes of a segment. */
    mss: native_amount,
    /** Rate at which data last arrived, bit/s. */
    deliveryRate: native_amount,
    /** Seconds in which there was data to send; in which the receiver's window, and the send buffer, held it up. */
    busy: native_amount,
    rwndLimited: native_amount,
    sndbufLimited: native_amount,
});
/** What a server says in answer to a request, before and after it. */
const answerSchema = object({
    error: optional(object({ code: string(), message: string() })),
    busyPoll: optional(dist_boolean()),
    /** Where a UDP flow's datagrams go; that it begins; what the server sent, received and echoed in it. */
    door: optional(flowDoorSchema),
    go: optional(literal(true)),
    sent: optional(flowSentSchema),
    flow: optional(flowTallySchema),
    echoed: optional(flowEchoedSchema),
    /** Whether the client's hello had come when a flow was given up. */
    heard: optional(dist_boolean()),
    /** One interval of an upload that runs, 0 for the first. */
    interval: optional(object({ index: native_count, bytes: native_count })),
    tally: optional(tallySchema),
    /** Smoothed round-trip times (ms) as the sender's kernel saw them during a download, after the warm-up. */
    rtts: optional(pipe(array(pipe(number(), minValue(0))), maxLength(NATIVE_MAX_RTTS))),
    cpu: optional(cpuSchema),
    tcp: optional(nullable(tcpCountsSchema)),
    end: optional(endFactsSchema),
});
/** The text of bytes that were collected as latin1, which holds any piece of them. */
function decoded(latin1) {
    return Buffer.from(latin1, 'latin1').toString('utf8');
}
/** A first line, of either side: `WYNDRVR/2 {…}` and a newline. */
function openingLine(value) {
    return `${NATIVE_MARK}${NATIVE_VERSION} ${JSON.stringify(value)}\n`;
}
/** Any later line: JSON and a newline. */
function line(value) {
    return `${JSON.stringify(value)}\n`;
}
/** The version and the rest of a first line; `null` where it is none of this dialect. */
function splitOpening(text) {
    const match = /^WYNDRVR\/(\d{1,6}) ?(.*)$/s.exec(text.trimEnd());
    return match ? { version: Number(match[1]), json: match[2] ?? '' } : null;
}
/** The session that a first line joins as a stream; `null` where it says anything else, right or wrong. */
function joinedSession(text) {
    const opening = splitOpening(text);
    if (opening?.version !== NATIVE_VERSION)
        return null;
    try {
        const hello = readJson(helloSchema, opening.json, 'first line');
        return hello.role === 'stream' ? hello.session : null;
    }
    catch {
        return null;
    }
}
/**
 * Reads the JSON of a line.
 * @param what what the line is called in an error
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
 */
function readJson(schema, text, what) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} is no JSON: ${messageOf(error)}.`);
    }
    const result = safeParse(schema, value);
    if (result.success)
        return result.output;
    const [issue] = result.issues;
    const place = getDotPath(issue) ?? 'its top';
    throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} is wrong at ${place}: ${issue.message}.`);
}

;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./lib/src/transfer/adopt.js

/** The most bytes that come at once. */
const READ_SIZE = 64 * 1024;
/** Stays in the processor's cache; larger ones are slower. One is enough: it is read before the next bytes come. */
const BUFFER = Buffer.allocUnsafeSlow(READ_SIZE);
/**
 * Takes over a paused socket that was accepted, on which nothing was read yet, so that its bytes come in one buffer
 * that is used again and again: about 1.7 times as fast as 'data' events, which allocate one for each chunk.
 * Node has the option for sockets that connect, and none for those that it accepts: their handle is moved to a new
 * socket. Where there is none to move, 'data' events do.
 * @param room how many bytes may come next, 1 to {@link READ_SIZE}; asked once before each of them
 */
function adopt(accepted, receive, room) {
    const handle = Reflect.get(accepted, '_handle');
    if (typeof handle !== 'object' || handle === null) {
        accepted.on('data', (chunk) => receive(chunk.length, chunk));
        return accepted;
    }
    Reflect.set(accepted, '_handle', null);
    const onread = {
        buffer: () => {
            const size = room();
            return size < READ_SIZE ? BUFFER.subarray(0, size) : BUFFER;
        },
        callback: (length) => {
            receive(length, BUFFER);
            return true;
        },
    };
    return new external_node_net_namespaceObject.Socket(Object.assign({ allowHalfOpen: true, onread }, { handle }));
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: ./lib/src/host-facts.js


/** Facts about this machine and process, as far as they can be read without any rights. */
function hostFacts() {
    return {
        platform: (0,external_node_os_namespaceObject.platform)(),
        arch: (0,external_node_os_namespaceObject.arch)(),
        kernel: (0,external_node_os_namespaceObject.release)(),
        cpuModel: (0,external_node_os_namespaceObject.cpus)()[0]?.model.trim() ?? null,
        cpuCount: (0,external_node_os_namespaceObject.availableParallelism)(),
        memory: (0,external_node_os_namespaceObject.totalmem)(),
        node: process.versions.node,
        container: container(),
        load: (0,external_node_os_namespaceObject.platform)() === 'win32' ? null : ((0,external_node_os_namespaceObject.loadavg)()[0] ?? null),
        steal: stealShare(),
        receiveBufferLimit: wholeFrom('/proc/sys/net/core/rmem_max'),
        sendBufferLimit: wholeFrom('/proc/sys/net/core/wmem_max'),
        runner: process.env['RUNNER_NAME'] ?? null,
        runnerImage: runnerImage(),
    };
}
/** Set by GitHub's own runners. */
function runnerImage() {
    const { ImageOS: system, ImageVersion: version } = process.env;
    return system === undefined ? null : [system, version].filter((word) => word !== undefined).join(' ');
}
function container() {
    if ((0,external_node_fs_namespaceObject.existsSync)('/.dockerenv'))
        return 'docker';
    if ((0,external_node_fs_namespaceObject.existsSync)('/run/.containerenv'))
        return 'podman';
    if (process.env['KUBERNETES_SERVICE_HOST'] !== undefined)
        return 'kubernetes';
    return null;
}
/** The first line of /proc/stat, proc(5): user nice system idle iowait irq softirq steal, in ticks since boot. */
function stealShare() {
    const ticks = readText('/proc/stat')?.split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number);
    const steal = ticks?.[7];
    if (ticks === undefined || steal === undefined)
        return null;
    const total = ticks.reduce((sum, part) => sum + part, 0);
    return total > 0 ? steal / total : null;
}
function wholeFrom(path) {
    const value = Number.parseInt(readText(path) ?? '', 10);
    return Number.isInteger(value) ? value : null;
}
function readText(path) {
    try {
        return (0,external_node_fs_namespaceObject.readFileSync)(path, 'utf8');
    }
    catch {
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/clock.js
/** Nanoseconds of the monotonic clock. The zero point means nothing. */
function nanoseconds() {
    return Number(process.hrtime.bigint());
}

;// CONCATENATED MODULE: ./lib/src/transfer/cpu.js
/** CPU time of this process, all its threads together, since an earlier `process.cpuUsage()`; in seconds. */
function cpuSince(start) {
    const { user, system } = process.cpuUsage(start);
    return { user: user / 1e6, system: system / 1e6 };
}

;// CONCATENATED MODULE: ./lib/src/transfer/counter.js

/**
 * How many intervals can be complete before the count is: the last one is only with its end. Of those that are not
 * kept apart, the last one has all.
 */
function wholeIntervals({ seconds, interval }) {
    const due = seconds === null ? NATIVE_MAX_INTERVALS : Math.ceil(seconds / interval - 1e-9);
    return Math.max(0, Math.min(due, NATIVE_MAX_INTERVALS) - 1);
}
/** Counts payload as it arrives, by its receiver's clock: from the first byte, without the warm-up. */
class Counter {
    #plan;
    #intervals = [];
    /** Nanoseconds of an interval. */
    #width;
    /** {@link wholeIntervals} */
    whole;
    #total = 0;
    #counted = 0;
    /** The warm-up's end, ns. */
    #from = 0;
    #until = Number.POSITIVE_INFINITY;
    #lastAt = 0;
    constructor(plan) {
        this.#plan = plan;
        this.#width = plan.interval * 1e9;
        this.whole = wholeIntervals(plan);
    }
    /** Takes bytes that arrived at a time (ns); true when the count is complete. */
    add(length, at) {
        if (this.#total === 0) {
            this.#from = at + this.#plan.warmup * 1e9;
            if (this.#plan.seconds !== null)
                this.#until = this.#from + this.#plan.seconds * 1e9;
        }
        if (at >= this.#until)
            return true;
        this.#total += length;
        if (at >= this.#from) {
            const slice = Math.floor((at - this.#from) / this.#width);
            const interval = Math.min(slice, NATIVE_MAX_INTERVALS - 1);
            while (this.#intervals.length <= interval)
                this.#intervals.push(0);
            this.#intervals[interval] = (this.#intervals[interval] ?? 0) + length;
            this.#counted += length;
            this.#lastAt = at;
        }
        return this.#plan.bytes !== null && this.#total >= this.#plan.bytes;
    }
    /** Bytes that arrived, warm-up included. */
    get total() {
        return this.#total;
    }
    /** When (ns) an interval ends; known once there was a byte. */
    endOf(interval) {
        return this.#from + (interval + 1) * this.#width;
    }
    /** How many intervals are complete at a time (ns): nothing that comes later is counted in them. */
    completeAt(at) {
        if (this.#total === 0)
            return 0;
        const complete = Math.floor((at - this.#from) / this.#width);
        return Math.max(0, Math.min(complete, this.whole));
    }
    /** Bytes of an interval, so far. */
    bytesOf(interval) {
        return this.#intervals[interval] ?? 0;
    }
    /** What was counted. A time that was asked for has passed in full, whenever its last byte came. */
    tally() {
        return this.#tally(Number.isFinite(this.#until) ? this.#until : this.#lastAt);
    }
    /** What was counted where it was cut off: up to the last byte. */
    soFar() {
        return this.#tally(this.#lastAt);
    }
    #tally(end) {
        const elapsed = this.#total === 0 ? 0 : Math.max(0, Math.round(end - this.#from));
        return { bytes: this.#counted, elapsed, intervals: [...this.#intervals] };
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/interval-watch.js

/**
 * Tells of a count's intervals, in order and each once, as soon as each is complete: by the clock, so that those are
 * told too in which nothing came, and that nothing has to be done when something comes.
 */
class IntervalWatch {
    #counter;
    #tell;
    #next = 0;
    #timer;
    constructor(counter, tell) {
        this.#counter = counter;
        this.#tell = tell;
    }
    /** Begins, when the counter has had its first byte. */
    start() {
        this.#wakeAtEndOf(0);
    }
    /** Ends it; intervals that were not told by then are the tally's matter. */
    stop() {
        clearTimeout(this.#timer);
    }
    #wakeAtEndOf(interval) {
        if (interval >= this.#counter.whole)
            return;
        const left = (this.#counter.endOf(interval) - nanoseconds()) / 1e6;
        this.#timer = setTimeout(() => this.#wake(), Math.max(0, left));
    }
    #wake() {
        const complete = this.#counter.completeAt(nanoseconds());
        this.#wakeAtEndOf(complete);
        while (this.#next < complete && this.#tell(this.#next, this.#counter.bytesOf(this.#next)))
            this.#next += 1;
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/segments.js

/** Payload whose end is not known beforehand goes in segments of so many bytes; the first byte tells the last one. */
const SEGMENT = 16 * 1024;
const MORE = 0;
const LAST = 1;
/** A block of whole segments, none of which is the last; random but for the bytes that say so. */
function segmentBlock(size) {
    const block = (0,external_node_crypto_namespaceObject.randomFillSync)(Buffer.allocUnsafeSlow(Math.max(1, Math.round(size / SEGMENT)) * SEGMENT));
    for (let at = 0; at < block.length; at += SEGMENT)
        block[at] = MORE;
    return block;
}
/** The segment that ends the payload. */
function lastSegment() {
    const segment = segmentBlock(SEGMENT);
    segment[0] = LAST;
    return segment;
}
/** Finds the end of payload in segments. */
class SegmentReader {
    /** Bytes still missing of the segment that is being read. */
    #missing = 0;
    #last = false;
    /** How many of the bytes belong to the payload; fewer than `length` only where it has ended. */
    read(length, buffer) {
        let at = 0;
        while (at < length) {
            if (this.#missing === 0) {
                if (this.#last)
                    return at;
                this.#last = buffer[at] === LAST;
                this.#missing = SEGMENT;
            }
            const part = Math.min(this.#missing, length - at);
            this.#missing -= part;
            at += part;
        }
        return at;
    }
    /** Whether the last segment is complete. */
    get ended() {
        return this.#last && this.#missing === 0;
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/payload-receiver.js



/** The receiving end of one transfer. It decides when a timed one is over. */
class PayloadReceiver {
    #counter;
    #plan;
    #listener;
    #segments;
    #watch;
    /** What was counted, once it is complete. */
    #final = null;
    #missing;
    #counting = true;
    #timer;
    constructor(plan, listener) {
        this.#plan = plan;
        this.#listener = listener;
        this.#counter = new Counter(plan);
        this.#segments = plan.bytes === null ? new SegmentReader() : null;
        this.#watch = listener.onInterval && new IntervalWatch(this.#counter, listener.onInterval);
        this.#missing = plan.bytes ?? 0;
    }
    /** What was counted so far. */
    tally() {
        return this.#final ?? this.#counter.soFar();
    }
    /** Takes bytes; returns how many of them were payload, fewer than `length` only where it has ended. */
    receive(length, buffer, at) {
        const payload = this.#segments?.read(length, buffer) ?? Math.min(length, this.#missing);
        if (this.#segments === null)
            this.#missing -= payload;
        if (this.#counting && payload > 0) {
            const first = this.#counter.total === 0;
            if (this.#counter.add(payload, at))
                this.#counted();
            else if (first)
                this.#startClock();
        }
        if (this.#segments?.ended ?? this.#missing === 0) {
            // A sender that ended by itself before the time was over: what there is, is the count.
            this.#counted();
            this.#listener.onEnd();
        }
        return payload;
    }
    /** Ends the wait for a time that will not pass any more. */
    close() {
        clearTimeout(this.#timer);
        this.#watch?.stop();
        this.#counting = false;
    }
    /** The time is over also when nothing comes any more. */
    #startClock() {
        this.#watch?.start();
        const { seconds, warmup } = this.#plan;
        if (seconds !== null)
            this.#timer = setTimeout(() => this.#counted(), (warmup + seconds) * 1000);
    }
    #counted() {
        if (!this.#counting)
            return;
        this.close();
        this.#final = this.#counter.tally();
        this.#listener.onCounted(this.#final);
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/payload-sender.js

/** How long (s) a timed transfer goes on, beyond the time that was asked for, when nobody stops it. */
const STOP_GRACE = 30;
/** The limit of a transfer of a size, which ends with its last byte, whenever that is (s). */
const NO_LIMIT = 86_400;
/** The plan of a transfer that was asked for in the native dialect. */
function nativeSendPlan({ bytes, seconds, warmup, rate, block }) {
    return { bytes, rate, block, limit: bytes === null ? (seconds ?? 0) + warmup + STOP_GRACE : NO_LIMIT };
}
/** The plan of a transfer in the seed's dialect: so many bytes, as fast as they go. */
function seedSendPlan(bytes) {
    return { bytes, rate: null, block: 256 * 1024, limit: NO_LIMIT };
}
/** With a rate, blocks are so small that at least so many go out in a second, where segments allow. */
const PACED_BLOCKS = 100;
/** Blocks that are written before the event loop has its turn. */
const BURST = 4;
let cached = Buffer.alloc(0);
/** The sending end of one transfer: writes blocks of one buffer for as long as the kernel takes them. */
class PayloadSender {
    #socket;
    #plan;
    #onSent;
    #block;
    #startedAt = performance.now();
    #more = () => this.#goOn();
    #left;
    #sent = 0;
    /** Blocks since the event loop had its turn. */
    #burst = 0;
    #stopped = false;
    #ended = false;
    #timer;
    #limit;
    /** @param onSent the last byte was handed to the kernel */
    constructor(socket, plan, onSent) {
        this.#socket = socket;
        this.#plan = plan;
        this.#onSent = onSent;
        this.#left = plan.bytes ?? Number.POSITIVE_INFINITY;
        const paced = plan.rate === null ? plan.block : Math.min(plan.block, plan.rate / 8 / PACED_BLOCKS);
        const size = Math.max(1, Math.round(paced / SEGMENT)) * SEGMENT;
        if (cached.length !== size)
            cached = segmentBlock(size);
        this.#block = cached;
        this.#limit = setTimeout(() => this.stop(), plan.limit * 1000);
        socket.on('drain', this.#more);
        this.#send();
    }
    /** Ends a transfer that has no size: the segment that says so is sent behind what is written already. */
    stop() {
        if (this.#plan.bytes !== null || this.#stopped)
            return;
        this.#stopped = true;
        this.#send();
    }
    /** Payload bytes that the kernel has taken. */
    get taken() {
        return Math.max(0, this.#sent - this.#socket.writableLength);
    }
    /** Whether all of it was handed over to be sent. */
    get complete() {
        return this.#ended && this.#socket.writableLength === 0;
    }
    /** Ends it without another byte. */
    close() {
        this.#ended = true;
        clearTimeout(this.#timer);
        clearTimeout(this.#limit);
        this.#socket.removeListener('drain', this.#more);
    }
    /** A kernel that takes everything at once would keep this thread here, and from all else that it has to do. */
    #goOn() {
        this.#burst += 1;
        if (this.#burst < BURST)
            return this.#send();
        if (this.#burst > BURST)
            return;
        setImmediate(() => {
            this.#burst = 0;
            this.#send();
        });
    }
    #send() {
        // A socket that is ending or gone never needs to drain: without asking, the loop would not end either.
        while (!this.#ended && this.#socket.writable && !this.#socket.writableNeedDrain) {
            if (this.#stopped)
                return this.#finish(lastSegment());
            const pause = this.#pause();
            if (pause > 0) {
                clearTimeout(this.#timer);
                this.#timer = setTimeout(this.#more, pause);
                return;
            }
            if (this.#left <= this.#block.length)
                return this.#finish(this.#block.subarray(0, this.#left));
            this.#left -= this.#block.length;
            this.#sent += this.#block.length;
            this.#socket.write(this.#block);
        }
    }
    /** Milliseconds until the next block is due at the rate; 0 where it is, or where there is none. */
    #pause() {
        if (this.#plan.rate === null)
            return 0;
        const due = (this.#sent * 8 * 1000) / this.#plan.rate;
        return due - (performance.now() - this.#startedAt);
    }
    #finish(chunk) {
        this.close();
        this.#sent += chunk.length;
        this.#socket.write(chunk, () => this.#onSent());
    }
}

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: ./lib/src/transfer/ss.js
/**
 * What ss(8) of iproute2 is to be started with, for what the kernel knows (tcp_info) of just these connections: their
 * ends here, where both are on this machine.
 */
function ssWords(connections) {
    const filters = connections.map(({ localAddress, localPort, remoteAddress, remotePort }) => `( src ${endpoint(localAddress, localPort)} dst ${endpoint(remoteAddress, remotePort)} )`);
    return ['-tinH', filters.join(' or ')];
}
/** What the output of {@link ssWords} says of a connection; `null` where it says nothing. */
function countsOf(output, connection) {
    const local = endpoint(connection.localAddress, connection.localPort);
    const remote = endpoint(connection.remoteAddress, connection.remotePort);
    // What ss says of a connection is on a line of its own, which begins with a tab.
    for (const entry of output.replaceAll('\n\t', ' ').split('\n')) {
        const [, , , from = '', to = '', ...facts] = entry.trim().split(/\s+/);
        if (plain(from) === local && plain(to) === remote)
            return readFacts(facts);
    }
    return null;
}
/** `address:port`, an IPv6 address in brackets, an IPv4 one that is mapped into IPv6 as what it is. */
function endpoint(address, port) {
    return plain(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
}
/** The same without the interface that an address may be bound to. */
function plain(text) {
    return text.replace(/%[^:\]]*/, '').replace(/^\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/, '$1');
}
/** Flags that stand before the name of the congestion control. */
const FLAGS = new Set(['ts', 'usec_ts', 'sack', 'ecn', 'ecnseen', 'fastopen']);
/**
 * The facts of one connection. Counts and times that are 0 are left out by ss: that there were none is known where it
 * tells of the kernel's tcp_info at all, and of times where it tells of the one of which they are parts.
 */
function readFacts(facts) {
    const value = (key) => facts.find((fact) => fact.startsWith(`${key}:`))?.slice(key.length + 1);
    const mss = ss_number(value('mss'));
    if (mss === null)
        return null;
    const [rtt, rttVariation] = (value('rtt') ?? '').split('/');
    const busy = seconds(value('busy'));
    const part = (key) => (busy === null ? null : (seconds(value(key)) ?? 0));
    const name = facts.slice(0, facts.findIndex((fact) => fact.includes(':')));
    return {
        congestion: name.findLast((word) => !FLAGS.has(word)) ?? null,
        retransmits: ss_number((value('retrans') ?? '0/0').split('/')[1]),
        rtt: ss_number(rtt),
        rttVariation: ss_number(rttVariation),
        minRtt: ss_number(value('minrtt')),
        cwnd: ss_number(value('cwnd')),
        mss,
        deliveryRate: bitsPerSecond(facts[facts.indexOf('delivery_rate') + 1]),
        busy,
        rwndLimited: part('rwnd_limited'),
        sndbufLimited: part('sndbuf_limited'),
    };
}
function ss_number(text) {
    return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
/** `28ms`, and `28ms(100.0%)`. */
function seconds(text) {
    const milliseconds = ss_number(/^([\d.]+)ms/.exec(text ?? '')?.[1]);
    return milliseconds === null ? null : milliseconds / 1000;
}
/** `46417224bps`, and of older releases `46.4Mbps`. */
function bitsPerSecond(text) {
    const [, figure, unit = ''] = /^([\d.]+)([KM]?)bps$/.exec(text ?? '') ?? [];
    const rate = ss_number(figure);
    return rate === null ? null : rate * (unit === 'M' ? 1e6 : unit === 'K' ? 1e3 : 1);
}

;// CONCATENATED MODULE: ./lib/src/transfer/tcp-counts.js



/** Whether this platform has a tool that tells what its kernel knows of a connection. */
const TELLS_TCP = (0,external_node_os_namespaceObject.platform)() === 'linux';
/** How long (ms) ss may take; it needs about 5. */
const LIMIT = 1000;
/** Connections of one run of ss, about 0.5 KB of its output each. */
const MOST = 50;
const LONGEST_OUTPUT = 256 * 1024;
/** Who waits for the next run of ss: there is one at a time in each thread, however many ask. */
const waiting = [];
let running = false;
/** What the kernel knows of this end of a connection, by `ss`; `null` where that can't be had. */
async function tcpCounts(socket) {
    const connection = connectionOf(socket);
    if (connection === null)
        return null;
    return new Promise((tell) => {
        waiting.push({ connection, tell });
        if (!running)
            void serveAll();
    });
}
/** The two ends of a connection, by which ss can be asked; `null` where it is gone, or there is no ss. */
function connectionOf(socket) {
    if (!TELLS_TCP)
        return null;
    const { localAddress, localPort, remoteAddress, remotePort } = socket;
    if (localAddress === undefined || localPort === undefined)
        return null;
    if (remoteAddress === undefined || remotePort === undefined)
        return null;
    return { localAddress, localPort, remoteAddress, remotePort };
}
async function serveAll() {
    running = true;
    // Those that ask in the same turn are told by the same run.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
        const asked = waiting.splice(0, MOST);
        const output = await ss(asked.map(({ connection }) => connection));
        // What failed for some would fail for the others, and let them wait as long.
        if (output === null)
            asked.push(...waiting.splice(0));
        for (const { connection, tell } of asked)
            tell(output === null ? null : countsOf(output, connection));
    }
    running = false;
}
async function ss(connections) {
    return new Promise((resolve) => {
        const options = {
            env: { PATH: process.env['PATH'], LC_ALL: 'C' },
            timeout: LIMIT,
            killSignal: 'SIGKILL',
            maxBuffer: LONGEST_OUTPUT,
        };
        try {
            (0,external_node_child_process_namespaceObject.execFile)('ss', ssWords(connections), options, (error, stdout) => resolve(error === null ? stdout : null));
        }
        catch {
            // Too little memory for another process is thrown, other than what else can go wrong.
            resolve(null);
        }
    });
}

;// CONCATENATED MODULE: ./lib/src/transfer/rtt-watch.js




/** How often (ms) the kernel is asked. */
const EVERY = 500;
/** All that this thread watches, asked about in one. */
const watched = new Set();
let shell = null;
let timer;
/**
 * Notes twice a second what the kernel takes for the round-trip time (ms; smoothed, RFC 6298) of a connection that sends.
 * @param after seconds at the beginning that are left out
 */
function watchRtt(socket, after) {
    const connection = connectionOf(socket);
    if (connection === null)
        return { rtts: [], stop: () => undefined };
    const each = { connection, from: performance.now() + after * 1000, rtts: [] };
    watched.add(each);
    shell ??= new Shell();
    timer ??= setInterval(look, EVERY);
    return {
        rtts: each.rtts,
        stop: () => {
            watched.delete(each);
            if (watched.size === 0)
                rest();
        },
    };
}
function look() {
    const now = performance.now();
    const due = [...watched].filter(({ from, rtts }) => from <= now && rtts.length < NATIVE_MAX_RTTS);
    const asked = due.slice(0, MOST);
    const [, filter] = ssWords(asked.map(({ connection }) => connection));
    if (asked.length === 0 || filter === undefined)
        return;
    shell?.ask(filter, (output) => {
        for (const each of asked) {
            const rtt = countsOf(output, each.connection)?.rtt ?? null;
            if (rtt !== null && watched.has(each))
                each.rtts.push(rtt);
        }
    });
}
function rest() {
    clearInterval(timer);
    timer = undefined;
    shell?.end();
    shell = null;
}
/** A line that ss never prints. */
const END = 'end\n';
/** Each line is a filter of connections; what ss knows of them comes back, and {@link END}. */
const SCRIPT = 'while IFS= read -r filter; do ss -tinH "$filter" || :; echo end; done';
/**
 * A shell that runs ss. To start a program holds up a thread of Node until it runs, some 10 ms; to say a line to one that
 * runs does not, and here payload and probes wait for their turns. It ends when this thread does, by its standard input.
 */
class Shell {
    #child;
    #output = '';
    #tell = null;
    constructor() {
        this.#child = startShell();
        // Without a shell, or when it has gone, nothing is noted.
        this.#child?.on('error', () => undefined);
        this.#child?.stdin.on('error', () => undefined);
        this.#child?.stdout.setEncoding('latin1').on('data', (text) => this.#take(text));
    }
    /** One question at a time: a tool that hangs is asked nothing more. */
    ask(filter, tell) {
        if (this.#tell !== null || this.#child === null)
            return;
        this.#tell = tell;
        this.#output = '';
        this.#child.stdin.write(`${filter}\n`);
    }
    end() {
        this.#tell = null;
        const pid = this.#child?.pid;
        if (pid === undefined)
            return;
        try {
            // Its group: ss may be the one that hangs.
            process.kill(-pid, 'SIGKILL');
        }
        catch {
            // It has gone already.
        }
    }
    #take(text) {
        if (this.#tell === null)
            return;
        this.#output += text;
        if (this.#output.length > LONGEST_OUTPUT)
            return this.end();
        if (!this.#output.endsWith(END))
            return;
        const tell = this.#tell;
        this.#tell = null;
        tell(this.#output.slice(0, -END.length));
    }
}
function startShell() {
    const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
    try {
        return (0,external_node_child_process_namespaceObject.spawn)('sh', ['-c', SCRIPT], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    }
    catch {
        // Too little memory for another process is thrown, other than what else can go wrong.
        return null;
    }
}

;// CONCATENATED MODULE: ./lib/src/version.js
/** This package's version; a test holds it equal to package.json's. */
const VERSION = '1.0.0';

;// CONCATENATED MODULE: external "node:perf_hooks"
const external_node_perf_hooks_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");
;// CONCATENATED MODULE: ./lib/src/transfer/loop-watch.js

/** How often (ms) the loop is asked whether it is on time. */
const RESOLUTION = 10;
/** Watches this thread's event loop and CPU time while something is measured. */
class LoopWatch {
    #delay = (0,external_node_perf_hooks_namespaceObject.monitorEventLoopDelay)({ resolution: RESOLUTION });
    #startedAt = performance.now();
    #cpu = threadCpu();
    constructor() {
        this.#delay.enable();
    }
    /** Ends it, and tells what was seen. Can be called again. */
    stop() {
        this.#delay.disable();
        const elapsed = performance.now() - this.#startedAt;
        const cpu = threadCpu();
        // The histogram holds whole intervals; a loop that was on time has some of about the resolution, or none yet.
        const longest = this.#delay.count > 0 ? this.#delay.max / 1e6 - RESOLUTION : elapsed - RESOLUTION;
        return {
            loopDelay: Math.max(0, longest),
            otherSessions: null,
            threadShare: cpu === null || this.#cpu === null || elapsed <= 0 ? null : Math.min(1, (cpu - this.#cpu) / elapsed),
        };
    }
}
/** CPU time of this thread in ms; `null` before Node 23.9, which can't tell threads apart. */
function threadCpu() {
    const usage = process.threadCpuUsage?.();
    return usage === undefined ? null : (usage.user + usage.system) / 1000;
}

;// CONCATENATED MODULE: ./lib/src/server/activity.js

/** The tests that this worker runs now: a thread and a process have this module to themselves. */
const activity_running = new Set();
/**
 * Watches this worker while it runs a test of a session.
 * @returns ends it, and tells what was seen
 */
function watchTest(session) {
    const test = { session, others: new Set() };
    for (const other of activity_running) {
        if (other.session === session)
            continue;
        other.others.add(session);
        test.others.add(other.session);
    }
    activity_running.add(test);
    const watch = new LoopWatch();
    return () => {
        activity_running.delete(test);
        return { ...watch.stop(), otherSessions: test.others.size };
    };
}

;// CONCATENATED MODULE: ./lib/src/protocol/echo.js
/**
 * Probes of the native dialect. A probe has the length that was asked for, at least 14 bytes, of which the first say:
 *
 * | bytes | probe | answer |
 * |---|---|---|
 * | 0-3 | sequence number | the same |
 * | 4-8 | - | server's receive stamp, ns, its low 40 bits |
 * | 9-13 | - | ns from there to the transmit stamp |
 *
 * All numbers are big-endian. The idea of the two stamps is RFC 5357's: RTT less turnaround is the network's part.
 */
/** The bytes that every probe has. */
const PROBE_HEADER = 14;
/** The sequence number that ends the exchange; its answer is a line. */
const LAST_PROBE = 0xff_ff_ff_ff;
const echo_STAMP_RANGE = 2 ** 40;
/** Writes a probe's sequence number. */
function writeProbe(buffer, sequence) {
    buffer.writeUInt32BE(sequence, 0);
}
/** Reads a probe's sequence number. */
function readSequence(buffer, at) {
    return buffer.readUInt32BE(at);
}
/** Writes the server's stamps (ns of its own clock) into a probe that goes back. */
function writeStamps(buffer, at, received, sent) {
    buffer.writeUIntBE(received % echo_STAMP_RANGE, at + 4, 5);
    buffer.writeUIntBE(Math.min(echo_STAMP_RANGE - 1, Math.max(0, sent - received)), at + 9, 5);
}
/** Nanoseconds that the server held an answered probe. */
function readTurnaround(buffer, at) {
    return buffer.readUIntBE(at + 9, 5);
}

;// CONCATENATED MODULE: ./lib/src/transfer/busy-poll.js

/** How long (ms) a loop is kept turning without {@link BusyPoll.renew}. */
const busy_poll_LIMIT = 2000;
/**
 * After how long (ms) it looks at what it got of a core, first and later on. By chance from once to three times as
 * long: two ends that rested at the same times would never be parted.
 */
const FIRST_LOOK = 6;
const LOOK = 20;
/** The share of a core with which it goes on. */
const ENOUGH = 0.75;
/** How long (ms) it rests when it got less; twice as long after each further time. */
const FIRST_REST = 5;
const LONGEST_REST = 320;
/** So long (ms) with enough, and the next rest is short again. */
const CALM = 100;
/** The least share of the time in which it has to turn, so that one may say that it does. */
const MOST_OF_THE_TIME = 0.9;
/**
 * Keeps this thread's event loop turning, so that the wake-up of a sleeping processor is not measured as network.
 * It needs a core of its own: where others want the same one, a thread that never sleeps is the first to wait for it,
 * and much longer than a wake-up takes. So it rests as soon as it gets too little of a core, and longer each time. Two
 * ends that began on one core are parted by the first rest: the scheduler wakes the one that slept where it is free.
 */
class BusyPoll {
    #wanted;
    #turning = false;
    #until = 0;
    #rest = FIRST_REST;
    #restsUntil = 0;
    /** When it last looked (ms), and this thread's CPU time then (ms). */
    #lookedAt = 0;
    #cpu = 0;
    #looksAt = 0;
    /** Time (ms) in which it was wanted, and in which it turned. */
    #active = 0;
    #turned = 0;
    #countedAt = null;
    /** @param wanted without it, or on a single core, nothing is ever done */
    constructor(wanted) {
        this.#wanted = wanted && (0,external_node_os_namespaceObject.availableParallelism)() > 1;
    }
    /** Whether the loop is kept turning now. */
    get turning() {
        return this.#turning;
    }
    /** Whether it was, nearly all of the time. */
    get worked() {
        return this.#wanted && this.#turned >= this.#active * MOST_OF_THE_TIME;
    }
    /** Starts, or goes on for another while. */
    renew() {
        if (!this.#wanted)
            return;
        const now = performance.now();
        this.#count(now);
        this.#until = now + busy_poll_LIMIT;
        if (this.#turning || now < this.#restsUntil)
            return;
        this.#turning = true;
        this.#look(now, busy_poll_threadCpu(), FIRST_LOOK);
        this.#turn();
    }
    /** Ends it; it can be started again. */
    stop() {
        if (this.#countedAt !== null)
            this.#count(performance.now());
        this.#countedAt = null;
        this.#turning = false;
    }
    #turn() {
        if (!this.#turning)
            return;
        const now = performance.now();
        if (now >= this.#looksAt && !this.#gotEnough(now))
            this.#pause(now);
        else if (now > this.#until)
            this.stop();
        else
            setImmediate(() => this.#turn());
    }
    /** A loop that turns wants all of a core. */
    #gotEnough(now) {
        const cpu = busy_poll_threadCpu();
        const share = (cpu - this.#cpu) / (now - this.#lookedAt);
        this.#look(now, cpu, LOOK);
        return share >= ENOUGH;
    }
    #look(now, cpu, after) {
        this.#lookedAt = now;
        this.#cpu = cpu;
        this.#looksAt = now + after * (1 + 2 * Math.random());
    }
    #pause(now) {
        if (now - this.#restsUntil > CALM)
            this.#rest = FIRST_REST;
        this.#count(now);
        this.#turning = false;
        this.#restsUntil = now + this.#rest;
        this.#rest = Math.min(LONGEST_REST, this.#rest * 2);
    }
    #count(now) {
        const passed = now - (this.#countedAt ?? now);
        this.#active += passed;
        if (this.#turning)
            this.#turned += passed;
        this.#countedAt = now;
    }
}
/** CPU time of this thread in ms; before Node 23.9, which can't tell threads apart, of the whole process. */
function busy_poll_threadCpu() {
    const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
    return (user + system) / 1000;
}

;// CONCATENATED MODULE: ./lib/src/server/echo-exchange.js



/** Sends every probe back as soon as it is complete, with the stamps of its arrival and departure. */
class EchoExchange {
    #socket;
    #payload;
    #onEnd;
    #probe;
    #poll;
    #have = 0;
    constructor(socket, payload, busyPoll, onEnd) {
        this.#socket = socket;
        this.#payload = payload;
        this.#onEnd = onEnd;
        this.#probe = Buffer.alloc(payload);
        this.#poll = new BusyPoll(busyPoll);
    }
    /** Whether this end kept its event loop turning. */
    get busyPolls() {
        return this.#poll.worked;
    }
    /** Takes bytes; returns how many belonged to the exchange. */
    receive(length, buffer) {
        const receivedAt = nanoseconds();
        this.#poll.renew();
        let at = 0;
        while (at < length) {
            const taken = buffer.copy(this.#probe, this.#have, at, Math.min(length, at + this.#payload - this.#have));
            at += taken;
            this.#have += taken;
            if (this.#have < this.#payload)
                break;
            this.#have = 0;
            if (readSequence(this.#probe, 0) === LAST_PROBE) {
                this.close();
                this.#onEnd();
                return at;
            }
            this.#answer(receivedAt);
        }
        return at;
    }
    close() {
        this.#poll.stop();
    }
    #answer(receivedAt) {
        // A client that does not read its answers is not read any further, until they have gone out.
        if (this.#socket.writableNeedDrain)
            this.#socket.pause();
        // The kernel may not take it at once, and the next probe comes into the same memory.
        const answer = Buffer.from(this.#probe);
        writeStamps(answer, 0, receivedAt, nanoseconds());
        this.#socket.write(answer);
    }
}

;// CONCATENATED MODULE: ./lib/src/server/interval-teller.js
/**
 * Tells a client of the intervals of what it sends.
 * @param seconds width of an interval
 * @param idle ms without payload after which the connection is dropped
 */
function intervalTeller(socket, seconds, idle, say) {
    let quiet = 0;
    return (index, bytes) => {
        // A client that does not read hears later, at the latest by the tally: nothing is piled up for it.
        if (socket.writableNeedDrain)
            return false;
        // These lines must not keep a connection on which no payload moves any more.
        quiet = bytes > 0 ? 0 : quiet + seconds * 1000;
        if (quiet >= idle)
            socket.destroy();
        else
            say({ interval: { index, bytes } });
        return true;
    };
}

;// CONCATENATED MODULE: ./lib/src/server/session.js

/** A secret that all workers of one server share, so that each knows the sessions that another began. */
function sessionSecret() {
    return randomBytes(32).toString('base64url');
}
/** A new session's id: 128 random bits, and what proves that this server gave it out. */
function newSession(secret) {
    const id = (0,external_node_crypto_namespaceObject.randomBytes)(16).toString('base64url');
    return `${id}.${proof(id, secret)}`;
}
/** Whether this server gave out that session id. */
function isSession(session, secret) {
    const [id = '', given = ''] = session.split('.');
    const expected = Buffer.from(proof(id, secret));
    const actual = Buffer.from(given);
    return actual.length === expected.length && (0,external_node_crypto_namespaceObject.timingSafeEqual)(actual, expected);
}
function proof(id, secret) {
    return (0,external_node_crypto_namespaceObject.createHmac)('sha256', secret).update(id).digest('base64url');
}

;// CONCATENATED MODULE: ./lib/src/stats/sequence-window.js
/**
 * Remembers which of the last sequence numbers have come, up to the highest one, in a bit each: as much memory as the
 * window is wide, however many there are.
 */
class SequenceWindow {
    #size;
    #words;
    #highest = -1;
    /** @param most how many numbers are remembered at least */
    constructor(most) {
        this.#size = 2 ** Math.max(5, Math.ceil(Math.log2(most)));
        this.#words = new Uint32Array(this.#size / 32);
    }
    /** The highest number that has come; -1 before the first. */
    get highest() {
        return this.#highest;
    }
    /** Takes a number; `old`: it is so far behind the highest one that nobody knows any more whether it had come. */
    take(sequence) {
        if (sequence > this.#highest)
            this.#advance(sequence);
        else if (this.#highest - sequence >= this.#size)
            return 'old';
        const place = sequence % this.#size;
        const word = place >>> 5;
        const bit = 1 << (place & 31);
        const bits = this.#words[word] ?? 0;
        if ((bits & bit) !== 0)
            return 'duplicate';
        this.#words[word] = bits | bit;
        return 'new';
    }
    /** The numbers that are passed over have not come yet; their places were those of numbers long ago. */
    #advance(sequence) {
        if (sequence - this.#highest >= this.#size)
            this.#words.fill(0);
        else {
            for (let passed = this.#highest + 1; passed <= sequence; passed += 1) {
                const place = passed % this.#size;
                const word = place >>> 5;
                this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (place & 31));
            }
        }
        this.#highest = sequence;
    }
}

;// CONCATENATED MODULE: ./lib/src/stats/flow-count.js

/** A datagram that arrives so many others later is taken for lost: nobody remembers whether it had come before. */
const WINDOW = 2 ** 20;
/**
 * Counts the datagrams of a flow as they arrive.
 *
 * - Reordered is one that arrives behind one with a higher number (RFC 4737, section 3.3).
 * - Jitter is the interarrival jitter of RFC 3550, section 6.4.1, over the transit times of datagrams in the order of
 *   their arrival: J += (|D| - J) / 16, from 0. Clocks need not agree: only differences count. Duplicates are left out.
 */
class FlowCount {
    #most;
    #window;
    #first = Number.POSITIVE_INFINITY;
    #received = 0;
    #duplicates = 0;
    #reordered = 0;
    #firstAt = 0;
    #lastAt = 0;
    #transit = 0;
    #jitter = 0;
    #differences = 0;
    /** @param most how many datagrams there can be; higher numbers are none of this flow's */
    constructor(most) {
        this.#most = most;
        this.#window = new SequenceWindow(Math.min(WINDOW, most));
    }
    /** Takes a datagram, when it was sent (by its sender's clock) and when it arrived; true: it had not come before. */
    add(sequence, sentAt, at) {
        if (sequence >= this.#most)
            return false;
        const before = this.#window.highest;
        const kind = this.#window.take(sequence);
        if (kind === 'duplicate')
            this.#duplicates += 1;
        if (kind !== 'new')
            return false;
        if (sequence < before)
            this.#reordered += 1;
        if (sequence < this.#first)
            this.#first = sequence;
        this.#addTransit(at - sentAt);
        if (this.#received === 0)
            this.#firstAt = at;
        this.#lastAt = at;
        this.#received += 1;
        return true;
    }
    /** Different datagrams so far. */
    get received() {
        return this.#received;
    }
    counts() {
        const differences = this.#received - 1;
        return {
            first: this.#received > 0 ? this.#first : null,
            last: this.#received > 0 ? this.#window.highest : null,
            received: this.#received,
            duplicates: this.#duplicates,
            reordered: this.#reordered,
            elapsed: Math.max(0, this.#lastAt - this.#firstAt),
            jitter: differences > 0 ? this.#jitter / 1e6 : null,
            jitterMean: differences > 0 ? this.#differences / differences / 1e6 : null,
        };
    }
    #addTransit(transit) {
        if (this.#received > 0) {
            const difference = Math.abs(transit - this.#transit);
            this.#jitter += (difference - this.#jitter) / 16;
            this.#differences += difference;
        }
        this.#transit = transit;
    }
}

;// CONCATENATED MODULE: ./lib/src/stats/slices.js
/** Counts things into intervals of equal width by when they came: the first one begins the first. Times in ns. */
class Slices {
    #width;
    #most;
    #counts = [];
    #from = null;
    /** {@link wholeSlices} */
    whole;
    /**
     * @param width seconds of an interval
     * @param planned seconds of all of them, as far as can be known
     * @param most the most intervals; the last one has all that comes later
     */
    constructor(width, planned, most) {
        this.#width = width * 1e9;
        this.#most = most;
        this.whole = wholeSlices(width, planned, most);
    }
    /** Takes one; true: it was the first. */
    add(at) {
        const isFirst = this.#from === null;
        this.#from ??= at;
        const slice = Math.min(this.#most - 1, Math.floor((at - this.#from) / this.#width));
        while (this.#counts.length <= slice)
            this.#counts.push(0);
        this.#counts[slice] = (this.#counts[slice] ?? 0) + 1;
        return isFirst;
    }
    /** When an interval ends; known once there was one thing. */
    endOf(interval) {
        return (this.#from ?? 0) + (interval + 1) * this.#width;
    }
    /** How many intervals are complete at a time: nothing that comes later is counted in them. */
    completeAt(at) {
        if (this.#from === null)
            return 0;
        return Math.max(0, Math.min(Math.floor((at - this.#from) / this.#width), this.whole));
    }
    /** What is in an interval, so far. */
    countOf(interval) {
        return this.#counts[interval] ?? 0;
    }
    /** What is in each, up to the last thing that came. */
    counts() {
        return [...this.#counts];
    }
}
/**
 * How many intervals can be told to be over while a test of so many seconds goes on: the last one is with the test
 * alone, and so is each that the plan did not know of.
 */
function wholeSlices(width, planned, most) {
    return Math.max(0, Math.min(Math.ceil(planned / width - 1e-9), most) - 1);
}

;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: ./lib/src/transfer/host-drops.js

/** Where a line of /proc/net/udp has what: proc_net(5) tells of the first ones, the kernel's udp.rst of the last. */
const COLUMN = { local: 1, remote: 2, drops: 12 };
/**
 * How many datagrams the kernel dropped that had arrived for a connected socket, as a rule because its buffer was full.
 * @returns `null` where the kernel can't be asked: it needs Linux
 */
async function hostDrops(socket) {
    try {
        const { family, port } = socket.address();
        const remote = socket.remoteAddress().port;
        const table = await (0,promises_namespaceObject.readFile)(family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp', 'utf8');
        return dropsIn(table, port, remote);
    }
    catch {
        return null;
    }
}
/** The drops of the one socket with these ports; `null` where there is none, or more than one. */
function dropsIn(table, localPort, remotePort) {
    const rows = table
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((row) => portOf(row[COLUMN.local]) === localPort && portOf(row[COLUMN.remote]) === remotePort);
    const drops = Number(rows[0]?.[COLUMN.drops]);
    return rows.length === 1 && Number.isInteger(drops) ? drops : null;
}
/** The port of an address such as `0100007F:1389`. */
function portOf(address = '') {
    return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}

;// CONCATENATED MODULE: ./lib/src/transfer/datagram-receiver.js







/** How long (ms) a receiver waits for what is missing while datagrams still come, at the very most. */
const LONGEST_WAIT = 10_000;
/** The receiving end of a flow. It waits for late datagrams before it tells what it counted. */
class DatagramReceiver {
    #socket;
    #plan;
    #peer;
    #mark;
    #count;
    #slices;
    #watch;
    #onComplete;
    #lastAt = nanoseconds();
    /** Datagrams that there have to be, and when (ns) their sender said so. */
    #sent = null;
    #sentAt = 0;
    #drain = 0;
    #ended = false;
    #timer;
    /**
     * @param socket connected to the peer
     * @param onInterval hears of the bytes of each interval as it ends; `null`: nobody wants to know
     * @param onComplete all has come, or nothing comes any more
     */
    constructor(socket, plan, peer, token, onInterval, onComplete) {
        this.#socket = socket;
        this.#plan = plan;
        this.#peer = peer;
        this.#mark = markOf('payload', token);
        this.#count = new FlowCount(plannedDatagrams(plan));
        this.#slices = new Slices(plan.interval, plannedSeconds(plan), FLOW_MAX_INTERVALS);
        const counted = {
            whole: this.#slices.whole,
            endOf: (interval) => this.#slices.endOf(interval),
            completeAt: (at) => this.#slices.completeAt(at),
            bytesOf: (interval) => this.#slices.countOf(interval) * plan.payload,
        };
        this.#watch = onInterval && new IntervalWatch(counted, onInterval);
        this.#onComplete = onComplete;
        socket.on('message', this.#take);
    }
    /** When (ns) the last datagram came; before the first, when this began. */
    get lastAt() {
        return this.#lastAt;
    }
    /**
     * Its sender has sent so many, and no more come.
     * @param drain ms in which nothing has to come before what is missing is taken for lost
     */
    expect(sent, drain) {
        this.#sent = sent;
        this.#sentAt = nanoseconds();
        this.#drain = drain;
        this.#awaitRest();
    }
    /** What was counted so far. */
    async tally() {
        return { ...this.tallySoFar(), dropped: await hostDrops(this.#socket) };
    }
    /** The same without what only the kernel knows. */
    tallySoFar() {
        return {
            ...this.#count.counts(),
            intervals: [...this.#slices.counts()],
            dropped: null,
            buffer: this.#bufferSize(),
        };
    }
    /** Counts nothing more. */
    close() {
        this.#ended = true;
        this.#watch?.stop();
        clearTimeout(this.#timer);
        this.#socket.removeListener('message', this.#take);
    }
    #take = (bytes, from) => {
        const at = nanoseconds();
        // Until it was connected the socket took what anybody sent, and some of that may still be in its buffer.
        if (bytes.length !== this.#plan.payload || readMark(bytes) !== this.#mark)
            return;
        if (from.port !== this.#peer.port || from.address !== this.#peer.address)
            return;
        this.#lastAt = at;
        if (!this.#count.add(readSequenceNumber(bytes), readSendStamp(bytes), at))
            return;
        if (this.#slices.add(at))
            this.#watch?.start();
        if (this.#sent !== null && this.#count.received >= this.#sent)
            this.#complete();
    };
    #awaitRest() {
        if (this.#ended)
            return;
        const now = nanoseconds();
        const quietFor = (now - Math.max(this.#lastAt, this.#sentAt)) / 1e6;
        const waited = (now - this.#sentAt) / 1e6;
        if (this.#count.received >= (this.#sent ?? 0) || quietFor >= this.#drain || waited >= LONGEST_WAIT) {
            return this.#complete();
        }
        // Timers count in whole milliseconds, and may come a little early.
        const wait = Math.min(this.#drain - quietFor, LONGEST_WAIT - waited);
        this.#timer = setTimeout(() => this.#awaitRest(), Math.ceil(wait));
    }
    #complete() {
        this.close();
        this.#onComplete();
    }
    #bufferSize() {
        try {
            return this.#socket.getRecvBufferSize();
        }
        catch {
            return 0;
        }
    }
}

;// CONCATENATED MODULE: ./lib/src/transfer/datagram-sender.js





/** Datagrams that go out before the event loop has its turn. */
const BATCH = 32;
/**
 * How late (ns) a datagram may go out. Slots that passed earlier are missed: a burst that makes up for all of them would
 * be lost in queues that the flow itself, at its rate, would never fill.
 */
const LATEST = 10e6;
/** How far (ms) ahead a timer wakes up for a datagram that is due; the rest is waited for turn by turn. */
const TIMER_SLACK = 2;
/** A flow of an amount, which a slow sender makes longer, is over after so many times its time, and so many s more. */
const datagram_sender_LIMIT = { times: 4, more: 30 };
/** How long (s) a flow goes on at the very most. */
function flowLimit(plan) {
    return plannedSeconds(plan) * datagram_sender_LIMIT.times + datagram_sender_LIMIT.more;
}
/**
 * The sending end of a flow: one datagram in each slot of a schedule that begins with the first one and does not drift.
 * Those that are due go out together when the event loop comes to it.
 */
class DatagramSender {
    #socket;
    #plan;
    #onSent;
    #total;
    /** ns from one slot to the next. */
    #width;
    #mark;
    #poll = new BusyPoll(true);
    #limitAt;
    #buffer;
    /** The beginning of the schedule (ns), and slots of it that have passed. */
    #startedAt = 0;
    #slot = 0;
    #sent = 0;
    #missed = 0;
    #failed = 0;
    #firstAt = 0;
    #lastAt = 0;
    #stopped = false;
    #ended = false;
    #closed = false;
    #timer;
    /**
     * @param socket connected to where the datagrams go
     * @param token the flow's
     * @param onSent the kernel has the last datagram
     */
    constructor(socket, plan, token, onSent) {
        this.#socket = socket;
        this.#plan = plan;
        this.#onSent = onSent;
        this.#total = plannedDatagrams(plan);
        this.#width = ((plan.payload * 8) / plan.rate) * 1e9;
        this.#mark = markOf('payload', token);
        this.#buffer = this.#newBuffer();
        this.#startedAt = nanoseconds();
        this.#limitAt = this.#startedAt + flowLimit(plan) * 1e9;
        this.#turn();
    }
    /** What was sent so far. */
    sent() {
        return {
            datagrams: this.#sent,
            elapsed: Math.round(this.#lastAt - this.#firstAt),
            missed: this.#missed,
            failed: this.#failed,
        };
    }
    /** Sends nothing more, and tells what was. */
    stop() {
        this.#stopped = true;
        clearTimeout(this.#timer);
        this.#turn();
    }
    /** Ends it without another datagram or word. */
    close() {
        this.#closed = true;
        this.#end();
    }
    #turn() {
        if (this.#ended)
            return;
        const now = nanoseconds();
        if (now >= this.#limitAt)
            return this.#finish();
        // What the kernel did not take at once is sent before anything else is.
        if (this.#isHeldUp()) {
            this.#timer = setTimeout(() => this.#turn(), 1);
            return;
        }
        if (this.#stopped || this.#isComplete())
            return this.#finish();
        this.#poll.renew();
        this.#sendDue(this.#due(now));
        if (this.#isComplete() && !this.#isHeldUp())
            return this.#finish();
        this.#wait();
    }
    /** How many slots are due and were not used; those of too long ago are given up. */
    #due(now) {
        const due = Math.floor((now - this.#startedAt) / this.#width) + 1;
        const kept = Math.max(1, Math.ceil(LATEST / this.#width));
        // A time has so many slots; an amount goes on in later ones.
        const last = this.#plan.bytes === null ? this.#total : Number.POSITIVE_INFINITY;
        const givenUp = Math.min(due - kept, last) - this.#slot;
        if (givenUp > 0) {
            this.#missed += givenUp;
            this.#slot += givenUp;
        }
        return Math.min(due, last) - this.#slot;
    }
    #sendDue(due) {
        for (let batch = Math.min(due, BATCH); batch > 0 && !this.#isComplete(); batch -= 1) {
            const at = nanoseconds();
            writePayloadHeader(this.#buffer, this.#sent, at);
            this.#socket.send(this.#buffer, this.#onSend);
            if (this.#sent === 0)
                this.#firstAt = at;
            this.#lastAt = at;
            this.#sent += 1;
            this.#slot += 1;
            if (this.#isHeldUp()) {
                // The kernel reads it later.
                this.#buffer = this.#newBuffer();
                return;
            }
        }
    }
    #onSend = (error) => {
        if (error !== null)
            this.#failed += 1;
    };
    #wait() {
        const wait = (this.#startedAt + this.#slot * this.#width - nanoseconds()) / 1e6;
        if (wait <= 0 || (this.#poll.turning && wait < TIMER_SLACK))
            setImmediate(() => this.#turn());
        else {
            const slack = this.#poll.turning ? TIMER_SLACK : 0;
            this.#timer = setTimeout(() => this.#turn(), Math.min(wait - slack, 60_000));
        }
    }
    /** A time is over with its slots, used or not; an amount when it was sent. */
    #isComplete() {
        return (this.#plan.bytes === null ? this.#slot : this.#sent) >= this.#total;
    }
    #isHeldUp() {
        return this.#socket.getSendQueueCount() > 0;
    }
    #finish() {
        this.#end();
        // Errors of the last datagrams are told in the turn that follows.
        setImmediate(() => this.#closed || this.#onSent(this.sent()));
    }
    #end() {
        this.#ended = true;
        this.#poll.stop();
        clearTimeout(this.#timer);
    }
    #newBuffer() {
        const buffer = (0,external_node_crypto_namespaceObject.randomFillSync)(Buffer.allocUnsafeSlow(this.#plan.payload));
        buffer.writeUInt32BE(this.#mark, 0);
        return buffer;
    }
}

;// CONCATENATED MODULE: external "node:dgram"
const external_node_dgram_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dgram");
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: ./lib/src/transfer/udp-socket.js


/** What is asked for as socket buffers, in bytes; kernels grant what they allow. */
const udp_socket_BUFFER = 4 * 1024 * 1024;
/** Less than so much every kernel grants. */
const SMALLEST_BUFFER = 64 * 1024;
/**
 * Opens a UDP socket on a local address.
 * @param local the address as a TCP socket tells it; port 0 is any free one
 * @throws the system's error
 */
async function openUdp(local) {
    const address = plainAddress(local.address);
    const socket = (0,external_node_dgram_namespaceObject.createSocket)(address.includes(':') ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
    try {
        socket.bind({ address, port: local.port, exclusive: true });
        await (0,external_node_events_namespaceObject.once)(socket, 'listening');
    }
    catch (error) {
        closeUdp(socket);
        throw error;
    }
    // What the network says of datagrams that were sent (nobody listens there, …) is no error of this socket.
    socket.on('error', () => undefined);
    enlarge((size) => socket.setRecvBufferSize(size));
    enlarge((size) => socket.setSendBufferSize(size));
    return socket;
}
/** Binds a socket to its peer: the kernel hands over what comes from there, and nothing else, from now on. */
async function connectUdp(socket, peer) {
    await new Promise((resolve, reject) => {
        socket.connect(peer.port, plainAddress(peer.address), (...failed) => {
            const [error] = failed;
            if (error instanceof Error)
                reject(error);
            else
                resolve();
        });
    });
}
/** Closes a socket, unless that was done before. */
function closeUdp(socket) {
    socket.removeAllListeners('message');
    try {
        socket.close();
    }
    catch {
        // It is closed.
    }
}
/** An IPv4 address that is written as one of IPv6, as sockets for both have it, is one of IPv4. */
function plainAddress(address) {
    return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address;
}
/** Some kernels refuse what is more than they allow, where others grant less. */
function enlarge(set) {
    for (let size = udp_socket_BUFFER; size >= SMALLEST_BUFFER; size /= 2) {
        try {
            set(size);
            return;
        }
        catch {
            // The next smaller one.
        }
    }
}

;// CONCATENATED MODULE: ./lib/src/server/udp-door.js



/** Hellos that are answered; a client says a few, as long as no answer comes. */
const MOST_ANSWERS = 32;
/**
 * Where a flow begins at the server: a UDP socket that sends nothing but the answers to hellos with the flow's own token,
 * none longer than its hello. The first address that said one is the only one that is listened to from then on. Whether
 * its owner wants the flow is proved by the nonce in the answer, said on the TCP connection: a forged address would
 * have seen the token, but not what was sent to somebody else.
 */
class UdpDoor {
    socket;
    token = (0,external_node_crypto_namespaceObject.randomBytes)(SECRET_SIZE);
    #nonce = (0,external_node_crypto_namespaceObject.randomBytes)(SECRET_SIZE);
    #peer = null;
    #answers = 0;
    /** @internal use {@link openDoor} */
    constructor(socket) {
        this.socket = socket;
        socket.on('message', this.#take);
    }
    get port() {
        return this.socket.address().port;
    }
    /** Whether the token has come. */
    get heard() {
        return this.#peer !== null;
    }
    /**
     * Ends the answers, and binds the socket to the address that was proved.
     * @returns that address; `null` where the nonce is wrong
     */
    async enter(nonce) {
        const peer = this.#peer;
        if (peer === null || !isSame(nonce, this.#nonce))
            return null;
        this.socket.removeListener('message', this.#take);
        await connectUdp(this.socket, peer);
        return peer;
    }
    close() {
        closeUdp(this.socket);
    }
    #take = (bytes, from) => {
        if (!isHello(bytes, this.token))
            return;
        this.#peer ??= { address: from.address, port: from.port };
        if (from.address !== this.#peer.address || from.port !== this.#peer.port)
            return;
        if (this.#answers >= MOST_ANSWERS)
            return;
        this.#answers += 1;
        this.socket.send(challengeDatagram(this.token, this.#nonce), from.port, from.address, () => undefined);
    };
}
/**
 * Opens a flow's socket: on the port of the server where it is free, so that one open port is enough for a client behind a
 * firewall, else on any.
 * @param local the server's end of the client's TCP connection
 * @throws the system's error
 */
async function openDoor(local) {
    try {
        return new UdpDoor(await openUdp(local));
    }
    catch {
        return new UdpDoor(await openUdp({ address: local.address, port: 0 }));
    }
}
/** Hashes have the same length, whatever was said. */
function isSame(a, b) {
    const [one, other] = [a, b].map((bytes) => (0,external_node_crypto_namespaceObject.createHash)('sha256').update(bytes).digest());
    return one !== undefined && other !== undefined && (0,external_node_crypto_namespaceObject.timingSafeEqual)(one, other);
}

;// CONCATENATED MODULE: ./lib/src/server/udp-echo.js




/** Probes of which it is remembered whether they came: more than are on their way at once. */
const udp_echo_WINDOW = 65_536;
/** Answers that may wait for the kernel. */
const MOST_QUEUED = 1024;
/** Sends every probe of a flow back, once for each time it came, stamped. */
class UdpEcho {
    #socket;
    #payload;
    #peer;
    #mark;
    #window = new SequenceWindow(udp_echo_WINDOW);
    #poll;
    #received = 0;
    #duplicates = 0;
    constructor(socket, { payload, busyPoll }, peer, token) {
        this.#socket = socket;
        this.#payload = payload;
        this.#peer = peer;
        this.#mark = markOf('probe', token);
        this.#poll = new BusyPoll(busyPoll);
        socket.on('message', this.#take);
    }
    /** Different probes that came, and those that came again. */
    get echoed() {
        return { received: this.#received, duplicates: this.#duplicates };
    }
    /** Whether this end kept its event loop turning. */
    get busyPolls() {
        return this.#poll.worked;
    }
    close() {
        this.#poll.stop();
        this.#socket.removeListener('message', this.#take);
    }
    #take = (probe, from) => {
        const at = nanoseconds();
        if (probe.length !== this.#payload || readMark(probe) !== this.#mark)
            return;
        if (from.port !== this.#peer.port || from.address !== this.#peer.address)
            return;
        this.#poll.renew();
        const kind = this.#window.take(readSequenceNumber(probe));
        if (kind === 'new')
            this.#received += 1;
        else
            this.#duplicates += 1;
        // Answers that the kernel has no room for don't pile up: they are lost, as they would be in the network.
        if (this.#socket.getSendQueueCount() >= MOST_QUEUED)
            return;
        makeAnswer(probe, at, nanoseconds());
        this.#socket.send(probe, () => undefined);
    };
}

;// CONCATENATED MODULE: ./lib/src/server/udp-flow.js







/** How long (ms) a receiver waits for late datagrams where the client does not say. */
const DRAIN = 200;
/**
 * A UDP flow that was asked for on a connection. It lives no longer than that: when the connection goes, so do its socket
 * and all timers. Nothing is sent before the client's address is proved, and then no more than was asked for.
 */
class UdpFlow {
    #connection;
    #request;
    #host;
    #door = null;
    #sender = null;
    #receiver = null;
    #echo = null;
    /** What has still to come to its end. */
    #running = new Set();
    #text = '';
    #state = 'closed';
    #stopped = false;
    #limit;
    constructor(connection, request, host) {
        this.#connection = connection;
        this.#request = request;
        this.#host = host;
        this.#safely(async () => this.#open());
    }
    /** Takes what the client says; returns how many bytes that were. */
    receive(length, buffer) {
        if (this.#state === 'over')
            return length;
        const newline = buffer.subarray(0, length).indexOf(10);
        const used = newline === -1 ? length : newline + 1;
        this.#text += buffer.toString('utf8', 0, used);
        if (this.#text.length > NATIVE_MAX_LINE) {
            this.#refuse('request', `A line has more than ${NATIVE_MAX_LINE} bytes.`);
        }
        else if (newline !== -1) {
            const text = this.#text;
            this.#text = '';
            this.#read(text);
        }
        return used;
    }
    /** Ends it without another word. */
    close() {
        this.#state = 'over';
        clearTimeout(this.#limit);
        this.#sender?.close();
        this.#receiver?.close();
        this.#echo?.close();
        this.#door?.close();
    }
    async #open() {
        const obstacle = this.#request.direction === 'echo' ? null : flowObstacle(this.#request);
        if (obstacle !== null)
            return this.#refuse('request', obstacle);
        const { localAddress = '', localPort = 0 } = this.#connection;
        const door = await openDoor({ address: localAddress, port: localPort });
        // The connection may have gone meanwhile.
        if (this.#state === 'over')
            return door.close();
        this.#door = door;
        this.#state = 'knocking';
        this.#host.say({ door: { port: door.port, token: encodeSecret(door.token) } });
    }
    #read(text) {
        try {
            this.#hear(readJson(flowWordSchema, text, 'word'));
        }
        catch (error) {
            this.#refuse('request', messageOf(error));
        }
    }
    #hear({ start, sent, drain = DRAIN, stop }) {
        if (start !== undefined) {
            if (this.#state !== 'knocking')
                return this.#refuse('request', 'The flow can not be started now.');
            this.#state = 'entering';
            this.#safely(async () => this.#enter(start));
        }
        if (sent !== undefined) {
            if (this.#receiver === null)
                return this.#refuse('request', 'Nothing can have been sent yet.');
            this.#receiver.expect(sent.datagrams, drain);
        }
        if (stop === true)
            this.#stop();
    }
    async #enter(start) {
        const nonce = decodeSecret(start);
        const door = this.#door;
        const peer = nonce && (await door?.enter(nonce));
        if (this.#state === 'over' || door === null)
            return;
        if (!peer)
            return this.#refuse('request', 'That is not the nonce that the hello was answered.');
        this.#state = 'begun';
        if (this.#stopped)
            this.#finish();
        else
            this.#begin(door, peer);
    }
    #begin({ socket, token }, peer) {
        const request = this.#request;
        if (request.direction === 'echo') {
            this.#echo = new UdpEcho(socket, request, peer, token);
            this.#running.add('echoing');
            this.#host.say({ go: true });
            return;
        }
        this.#limit = setTimeout(() => this.#stop(), flowLimit(request) * 1000);
        if (request.direction !== 'download') {
            const onInterval = request.progress === true ? this.#host.onInterval : null;
            const onComplete = () => this.#ended('receiving');
            this.#receiver = new DatagramReceiver(socket, request, peer, token, onInterval, onComplete);
            this.#running.add('receiving');
        }
        this.#host.say({ go: true });
        if (request.direction === 'upload')
            return;
        this.#running.add('sending');
        this.#sender = new DatagramSender(socket, request, token, (sent) => {
            this.#host.say({ sent });
            this.#ended('sending');
        });
    }
    /** The client has enough, or the time is over in which it should have had. */
    #stop() {
        this.#stopped = true;
        if (this.#state === 'entering')
            return;
        this.#receiver?.close();
        this.#echo?.close();
        this.#running.delete('receiving');
        this.#running.delete('echoing');
        if (this.#running.has('sending'))
            this.#sender?.stop();
        else
            this.#finish();
    }
    #ended(what) {
        this.#running.delete(what);
        if (this.#running.size === 0)
            this.#finish();
    }
    #finish() {
        if (this.#state !== 'over')
            this.#safely(async () => this.#tell());
    }
    async #tell() {
        const heard = this.#door?.heard ?? false;
        const flow = await this.#receiver?.tally();
        const echo = this.#echo;
        if (this.#state === 'over')
            return;
        this.close();
        this.#host.done({
            heard,
            ...(flow && { flow }),
            ...(echo && { echoed: echo.echoed, busyPoll: echo.busyPolls }),
        });
    }
    #refuse(code, message) {
        if (this.#state === 'over')
            return;
        this.close();
        this.#host.refuse(code, message);
    }
    #safely(act) {
        act().catch((error) => this.#refuse('udp', `This server can't have a UDP flow there: ${messageOf(error)}.`));
    }
}

;// CONCATENATED MODULE: ./lib/src/server/native-conversation.js















/** Characters of an error's sentence. */
const LONGEST_SENTENCE = 500;
/** One connection's conversation in the native dialect. */
class NativeConversation {
    #socket;
    #limits;
    #identity;
    #onBegun;
    #opened = false;
    #session = '';
    #text = '';
    /** What the bytes belong to while a request runs that has more than lines. */
    #taker = null;
    #sender = null;
    #receiver = null;
    #echo = null;
    #flow = null;
    #closing = false;
    #watched = null;
    #rtts = null;
    #timer;
    /** @param onBegun told the id of the session that this connection has begun, where it is a control connection */
    constructor(socket, limits, identity, onBegun) {
        this.#socket = socket;
        this.#limits = limits;
        this.#identity = identity;
        this.#onBegun = onBegun;
        this.#expectLine();
    }
    receive(length, buffer) {
        for (let at = 0; at < length;) {
            const rest = at === 0 ? buffer : buffer.subarray(at);
            at += this.#taker === null ? this.#takeLine(length - at, rest) : this.#taker(length - at, rest);
        }
    }
    inputEnd() {
        this.#socket.destroySoon();
    }
    drained() {
        this.#socket.resume();
    }
    close() {
        this.#closing = true;
        if ((this.#receiver ?? this.#sender ?? this.#flow) === null)
            this.#socket.destroySoon();
    }
    over() {
        clearTimeout(this.#timer);
        this.#sender?.close();
        this.#receiver?.close();
        this.#echo?.close();
        this.#flow?.close();
        this.#watched?.();
        this.#rtts?.stop();
    }
    /** A line that was begun has to be completed soon; between lines the idle limit holds. */
    #takeLine(length, buffer) {
        const newline = buffer.subarray(0, length).indexOf(10);
        const used = newline === -1 ? length : newline + 1;
        this.#text += buffer.toString('utf8', 0, used);
        if (this.#text.length > NATIVE_MAX_LINE) {
            this.#refuse('line', `A line has more than ${NATIVE_MAX_LINE} bytes.`);
        }
        else if (newline !== -1) {
            const text = this.#text;
            this.#text = '';
            clearTimeout(this.#timer);
            this.#handle(text);
        }
        else
            this.#expectLine();
        return used;
    }
    #expectLine() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#refuse('line', 'A line was begun and not completed.'), this.#limits.commandQuiet);
    }
    #handle(text) {
        try {
            if (!this.#opened)
                this.#open(text);
            else if (!this.#isLateWord(text))
                this.#answer(readJson(requestSchema, text, 'request'));
        }
        catch (error) {
            this.#refuse('request', messageOf(error));
        }
    }
    /** What ends by itself was not stopped in time, and the word for it, or that all is well, may be on its way then. */
    #isLateWord(text) {
        return /^\s*\{\s*"(?:stop|alive)"\s*:\s*true\s*\}\s*$/.test(text);
    }
    #open(text) {
        const opening = splitOpening(text);
        if (opening?.version !== NATIVE_VERSION) {
            const asked = opening === null ? 'what it did not understand' : `version ${opening.version}`;
            return this.#refuse('version', `This server speaks WYNDRVR/${NATIVE_VERSION}, and was asked for ${asked}.`);
        }
        const hello = readJson(helloSchema, opening.json, 'first line');
        const { mode, worker, secret } = this.#identity;
        if (hello.role === 'stream' && !isSession(hello.session, secret)) {
            return this.#refuse('session', 'This server has no such session.');
        }
        const session = hello.role === 'stream' ? hello.session : newSession(secret);
        this.#opened = true;
        this.#session = session;
        if (hello.role === 'control')
            this.#onBegun(session);
        const { idle } = this.#limits;
        const served = { session, mode, worker, version: VERSION, idle, tellsTcp: TELLS_TCP, udp: true };
        this.#socket.write(openingLine({ ...served, host: hostFacts() }));
    }
    #answer(request) {
        if ('bytes' in request && (request.bytes === null) === (request.seconds === null)) {
            return this.#refuse('request', 'One of bytes and seconds has to be a number, and the other null.');
        }
        // Whoever asks and does not read has to wait.
        if (this.#socket.writableNeedDrain)
            this.#socket.pause();
        switch (request.request) {
            case 'echo':
                return this.#startEcho(request.payload, request.busyPoll);
            case 'download':
                return this.#send(request);
            case 'upload':
                return this.#receive(request);
            case 'udp':
                return this.#startFlow(request);
            case 'tcp':
                void this.#tellTcp();
                return;
            default:
                this.#say({});
                this.#end();
        }
    }
    #startEcho(payload, busyPoll) {
        this.#watch();
        const echo = new EchoExchange(this.#socket, payload, busyPoll, () => {
            this.#echo = null;
            this.#taker = null;
            this.#done({ busyPoll: echo.busyPolls, end: this.#seen() });
        });
        this.#echo = echo;
        this.#taker = (length, buffer) => echo.receive(length, buffer);
        this.#say({ busyPoll: echo.busyPolls });
    }
    #send(request) {
        const startedAt = process.cpuUsage();
        this.#watch();
        if (request.rtts === true)
            this.#rtts = watchRtt(this.#socket, request.warmup);
        this.#say({});
        // All that a client says while payload goes out is that it has enough; the line may come in pieces.
        this.#taker = (length, buffer) => {
            if (buffer.subarray(0, length).includes(10))
                this.#sender?.stop();
            return length;
        };
        const sender = new PayloadSender(this.#socket, nativeSendPlan(request), () => {
            this.#sender = null;
            this.#taker = null;
            const rtts = this.#rtts && { rtts: [...this.#rtts.rtts] };
            this.#rtts?.stop();
            this.#rtts = null;
            this.#done({ cpu: cpuSince(startedAt), end: this.#seen(), ...rtts });
        });
        this.#sender = sender;
    }
    #receive(request) {
        const startedAt = process.cpuUsage();
        this.#watch();
        const receiver = new PayloadReceiver(request, {
            onCounted: (tally) => this.#say({ tally, cpu: cpuSince(startedAt), end: this.#seen() }),
            onEnd: () => {
                this.#receiver = null;
                this.#taker = null;
                if (this.#closing)
                    this.#socket.destroySoon();
            },
            onInterval: request.progress === true ? this.#intervalTeller(request.interval) : null,
        });
        this.#receiver = receiver;
        this.#taker = (length, buffer) => receiver.receive(length, buffer, nanoseconds());
        this.#say({});
    }
    #startFlow(request) {
        const startedAt = process.cpuUsage();
        this.#watch();
        const flow = new UdpFlow(this.#socket, request, {
            say: (answer) => this.#say(answer),
            done: (answer) => {
                this.#flow = null;
                this.#taker = null;
                this.#done({ ...answer, cpu: cpuSince(startedAt), end: this.#seen() });
            },
            refuse: (code, message) => this.#refuse(code, message),
            onInterval: this.#intervalTeller(request.direction === 'echo' ? 0 : request.interval),
        });
        this.#flow = flow;
        this.#taker = (length, buffer) => flow.receive(length, buffer);
    }
    #watch() {
        this.#watched = watchTest(this.#session);
    }
    /** What was seen since then. */
    #seen() {
        const facts = this.#watched?.();
        this.#watched = null;
        return facts;
    }
    #intervalTeller(seconds) {
        return intervalTeller(this.#socket, seconds, this.#limits.idle, (answer) => this.#say(answer));
    }
    async #tellTcp() {
        // One question at a time: what comes before the answer is dropped, and can not pile up.
        this.#taker = (length) => length;
        const tcp = await tcpCounts(this.#socket);
        this.#taker = null;
        if (this.#socket.writable)
            this.#say({ tcp });
    }
    #done(answer) {
        this.#say(answer);
        if (this.#closing)
            this.#socket.destroySoon();
    }
    #say(answer) {
        this.#socket.write(line(answer));
    }
    #refuse(code, message) {
        clearTimeout(this.#timer);
        // A sentence may quote what was sent.
        const answer = { error: { code, message: message.slice(0, LONGEST_SENTENCE) } };
        this.#socket.write(this.#opened ? line(answer) : openingLine(answer));
        this.#end();
    }
    /** Sends what is still to be sent, then closes; whatever else comes is not looked at. */
    #end() {
        this.#taker = (length) => length;
        this.#socket.destroySoon();
    }
}

;// CONCATENATED MODULE: ./lib/src/protocol/seed.js
/**
 * The seed dialect: unframed ASCII commands and replies over one TCP connection.
 * Commands may come with or without white space behind them, split over segments, or several in one.
 */
/** The replies of a seed server, byte for byte. */
const SEED_REPLY = {
    pong: 'PONG',
    ready: 'READY',
    done: 'DONE',
    bye: 'BYE',
    unknown: 'ERROR:Unknown command',
    invalid: 'ERROR:Invalid command format',
};
/** The most payload that one command may ask for, in bytes: 1 TiB. A larger number is an invalid command. */
const SEED_MAX_TRANSFER = 2 ** 40;
/** The most bytes that are kept while waiting for the rest of one command. */
const SEED_MAX_COMMAND = 1024;
/**
 * Reads the first command of what a client has sent so far.
 * @param text the bytes not yet used, as latin1
 * @param ended nothing more will come, or not for so long that what is there must be all
 */
function readSeedCommand(text, ended) {
    const start = text.search(/\S/);
    if (start === -1)
        return { state: 'empty' };
    const rest = text.slice(start);
    const word = KEYWORDS.find((keyword) => rest.startsWith(keyword));
    if (word === undefined) {
        const more = !ended && KEYWORDS.some((keyword) => keyword.startsWith(rest));
        return more ? { state: 'part' } : command({ name: 'unknown' }, start + lineLength(rest));
    }
    const behind = rest.slice(word.length);
    if (word === 'PING' || word === 'QUIT') {
        if (!startsAnew(behind))
            return command({ name: 'unknown' }, start + word.length + lineLength(behind));
        return command({ name: word === 'PING' ? 'ping' : 'quit' }, start + word.length);
    }
    return readTransfer(word, behind, start + word.length, ended);
}
/** The bytes of a command that asks for a transfer; the newline spares the server the wait for more digits. */
function seedTransferCommand(direction, byteCount) {
    return `BANDWIDTH_${direction.toUpperCase()}:${byteCount}\n`;
}
const KEYWORDS = ['PING', 'QUIT', 'BANDWIDTH_DOWNLOAD', 'BANDWIDTH_UPLOAD'];
function readTransfer(word, behind, used, ended) {
    if (behind === '' && !ended)
        return { state: 'part' };
    const digits = /^:(\d*)/.exec(behind);
    const next = digits === null ? behind : behind.slice(digits[0].length);
    const invalid = command({ name: 'invalid' }, used + lineLength(behind));
    if (digits === null)
        return invalid;
    if (/^[ \t\r]*$/.test(next) && !ended && behind.length < SEED_MAX_COMMAND) {
        return { state: digits[1] === '' ? 'part' : 'number' };
    }
    const byteCount = Number(digits[1]);
    if (digits[1] === '' || !startsAnew(next) || byteCount > SEED_MAX_TRANSFER)
        return invalid;
    const name = word === 'BANDWIDTH_DOWNLOAD' ? 'download' : 'upload';
    return command({ name, bytes: byteCount }, used + digits[0].length + terminatorLength(next));
}
function command(value, used) {
    return { state: 'command', command: value, used };
}
/** Nothing, white space, or (the beginning of) another command may follow one. */
function startsAnew(text) {
    return (text === '' ||
        /^\s/.test(text) ||
        KEYWORDS.some((keyword) => keyword.startsWith(text) || text.startsWith(keyword)));
}
/** A command that is not understood is dropped with the rest of its line, or with all that there is. */
function lineLength(text) {
    const newline = text.indexOf('\n');
    return newline === -1 ? text.length : newline + 1;
}
/** The terminator belongs to the command: what follows it may be payload. */
function terminatorLength(text) {
    return /^[ \t\r]*\n?/.exec(text)?.[0].length ?? 0;
}

;// CONCATENATED MODULE: ./lib/src/server/seed-conversation.js


/**
 * One connection's conversation in the seed dialect, from its first byte to its last.
 * It writes no faster than the peer reads, and reads no commands while it can't answer them.
 */
class SeedConversation {
    #socket;
    #limits;
    #state = 'commands';
    #input = '';
    #remaining = 0;
    #badCommands = 0;
    #inputEnded = false;
    #closing = false;
    #timer;
    #sender = null;
    constructor(socket, limits) {
        this.#socket = socket;
        this.#limits = limits;
    }
    /** Ends the conversation: at once between commands, else when the running transfer is complete. */
    close() {
        this.#closing = true;
        if (this.#state === 'commands')
            this.#end();
    }
    /** Takes what has come; the buffer is another's again afterwards. */
    receive(length, buffer) {
        if (this.#state === 'over')
            return;
        if (this.#state !== 'receiving') {
            this.#input += buffer.toString('latin1', 0, length);
            this.#advance(false);
            return;
        }
        const payload = Math.min(this.#remaining, length);
        this.#remaining -= payload;
        if (payload < length)
            this.#input += buffer.toString('latin1', payload, length);
        if (this.#remaining === 0)
            this.#received();
    }
    /** The peer sends nothing more: what is there is all. */
    inputEnd() {
        this.#inputEnded = true;
        if (this.#state === 'receiving')
            this.#end();
        else
            this.#advance(false);
    }
    /** What was written has gone out. */
    drained() {
        this.#advance(false);
    }
    /** Answers every complete command that is there. */
    #advance(quiet) {
        if (this.#state !== 'commands')
            return;
        clearTimeout(this.#timer);
        while (this.#state === 'commands') {
            if (this.#socket.writableNeedDrain) {
                this.#socket.pause();
                return;
            }
            const ended = quiet || this.#inputEnded || this.#input.length > SEED_MAX_COMMAND;
            const input = readSeedCommand(this.#input, ended);
            if (input.state !== 'command') {
                this.#await(input.state);
                return;
            }
            this.#input = this.#input.slice(input.used);
            this.#answer(input.command);
        }
    }
    #await(state) {
        this.#socket.resume();
        if (state === 'empty') {
            this.#input = '';
            if (this.#inputEnded)
                this.#end();
            return;
        }
        const quiet = state === 'number' ? this.#limits.numberQuiet : this.#limits.commandQuiet;
        this.#timer = setTimeout(() => this.#advance(true), quiet);
    }
    #answer(command) {
        if (command.name === 'unknown' || command.name === 'invalid') {
            this.#socket.write(SEED_REPLY[command.name]);
            this.#badCommands += 1;
            if (this.#badCommands >= this.#limits.badCommands)
                this.#end();
            return;
        }
        this.#badCommands = 0;
        switch (command.name) {
            case 'ping':
                this.#socket.write(SEED_REPLY.pong);
                return;
            case 'quit':
                this.#socket.write(SEED_REPLY.bye);
                this.#end();
                return;
            default:
                this.#startTransfer(command.name, command.bytes);
        }
    }
    #startTransfer(name, byteCount) {
        this.#socket.write(SEED_REPLY.ready);
        this.#remaining = byteCount;
        if (name === 'download') {
            this.#afterReady(() => (byteCount === 0 ? this.#transferred() : this.#send()));
            return;
        }
        const early = Math.min(this.#remaining, this.#input.length);
        this.#remaining -= early;
        this.#input = this.#input.slice(early);
        if (this.#remaining === 0)
            this.#afterReady(() => this.#received());
        else if (this.#inputEnded)
            this.#end();
        else
            this.#state = 'receiving';
    }
    /** Lets READY be read by itself. The peer's next bytes stay in the kernel until they are wanted. */
    #afterReady(next) {
        this.#state = 'ready';
        this.#socket.pause();
        this.#timer = setTimeout(next, this.#limits.readyMoment);
    }
    #send() {
        this.#state = 'sending';
        this.#sender = new PayloadSender(this.#socket, seedSendPlan(this.#remaining), () => this.#transferred());
    }
    #received() {
        this.#socket.write(SEED_REPLY.done);
        this.#transferred();
    }
    #transferred() {
        if (this.#state === 'over')
            return;
        this.#state = 'commands';
        if (this.#closing)
            this.#end();
        else
            this.#advance(false);
    }
    /** Sends what is still to be sent, then closes: without reading on, so that a chatty peer can't hold it open. */
    #end() {
        this.over();
        this.#socket.resume();
        this.#socket.destroySoon();
    }
    /** The connection is gone, or going. */
    over() {
        clearTimeout(this.#timer);
        this.#sender?.close();
        this.#state = 'over';
        this.#input = '';
    }
}

;// CONCATENATED MODULE: ./lib/src/server/conversation.js




/** Serves one connection, in the dialect that its first bytes are in. */
function serve(accepted, limits, identity, turn) {
    /** What has come while it waits, or while it may still be the beginning of the native mark. */
    let held = Buffer.alloc(0);
    let { waits } = turn;
    let conversation = null;
    let inputEnded = false;
    let timer;
    // One that waits is read as far as a first line can go. The rest stays in the kernel.
    const room = () => waits && held.length < NATIVE_MAX_LINE ? NATIVE_MAX_LINE - held.length : READ_SIZE;
    const socket = adopt(accepted, (length, buffer) => {
        if (conversation !== null)
            return conversation.receive(length, buffer);
        held = Buffer.concat([held, buffer.subarray(0, length)]);
        if (waits)
            wait();
        else
            detect();
    }, room);
    const isNative = () => held.toString('latin1', 0, NATIVE_MARK.length) === NATIVE_MARK;
    const wait = () => {
        const end = held.indexOf(10);
        const session = end === -1 ? null : joinedSession(held.toString('utf8', 0, end));
        if (session !== null && turn.admits(session))
            begin();
        else if (held.length >= NATIVE_MAX_LINE)
            socket.pause();
    };
    const begin = () => {
        waits = false;
        socket.setTimeout(limits.idle, () => socket.destroy());
        socket.resume();
        if (held.length > 0)
            detect();
        if (inputEnded)
            endInput();
    };
    const detect = () => {
        const start = held.toString('latin1', 0, NATIVE_MARK.length);
        if (start.length < NATIVE_MARK.length && NATIVE_MARK.startsWith(start)) {
            timer ??= setTimeout(choose, limits.commandQuiet);
        }
        else
            choose();
    };
    const choose = () => {
        clearTimeout(timer);
        const bytes = held;
        conversation = isNative()
            ? new NativeConversation(socket, limits, identity, turn.begun)
            : new SeedConversation(socket, limits);
        held = Buffer.alloc(0);
        conversation.receive(bytes.length, bytes);
    };
    const endInput = () => {
        if (conversation === null && held.length > 0)
            choose();
        if (conversation === null)
            socket.destroySoon();
        else
            conversation.inputEnd();
    };
    socket.setNoDelay(true);
    socket.on('end', () => {
        inputEnded = true;
        if (!waits)
            endInput();
        // It left. In the seed's dialect that can't be told from a client that has asked for all that it wants to know.
        else if (held.length === 0 || isNative())
            socket.destroySoon();
    });
    socket.on('drain', () => conversation?.drained());
    // A peer that resets or vanishes is no fault of this server; 'close' follows and cleans up.
    socket.on('error', () => undefined);
    socket.on('close', () => {
        clearTimeout(timer);
        conversation?.over();
    });
    if (waits)
        socket.resume();
    else
        begin();
    return {
        socket,
        begin,
        close: () => {
            if (conversation === null)
                socket.destroySoon();
            else
                conversation.close();
        },
    };
}

;// CONCATENATED MODULE: ./lib/src/server/limits.js
/** The limits of a server that was asked for none. */
const DEFAULT_LIMITS = {
    idle: 60_000,
    numberQuiet: 250,
    commandQuiet: 2000,
    readyMoment: 50,
    badCommands: 100,
};
/** Transfers that run when the server closes may go on for so long (ms) before they are cut. */
const CLOSE_GRACE = 1500;
/** A worker that has not ended after so long (ms) is ended by force. */
const CLOSE_LIMIT = CLOSE_GRACE + 300;
/** Connections that may wait, for a sequential server's turn or for a worker process; more are turned away. */
const MAX_WAITING = 4096;
/** Connections that the kernel holds until they are accepted. */
const BACKLOG = 1024;

;// CONCATENATED MODULE: ./lib/src/server/connections.js


/** The connections that one worker serves. */
class Connections {
    #options;
    #open = new Set();
    /** In order of arrival. */
    #waiting = new Set();
    /** In sequential mode, the connection whose turn it is: a seed client's, or a control connection, with its session. */
    #first = null;
    #session = null;
    #closed = null;
    constructor(options) {
        this.#options = options;
    }
    /** Takes over a paused socket on which nothing has been read yet. */
    add(accepted) {
        const waits = this.#options.sequential && this.#open.size > 0;
        if (this.#closed !== null || (waits && this.#waiting.size >= MAX_WAITING)) {
            accepted.destroy();
            return;
        }
        const { limits, identity } = this.#options;
        const served = serve(accepted, limits, identity, {
            waits,
            admits: (session) => this.#admit(served, session),
            begun: (session) => {
                this.#session = session;
            },
        });
        if (waits)
            this.#waiting.add(served);
        else
            this.#begin(served);
        served.socket.on('close', () => this.#ended(served));
    }
    /** Ends all of them: between commands at once, in a transfer after {@link CLOSE_GRACE} at the latest. */
    async close() {
        const closed = new Promise((resolve) => {
            this.#closed = resolve;
        });
        for (const { socket } of this.#waiting)
            socket.destroy();
        for (const { close } of this.#open)
            close();
        const cut = setTimeout(() => {
            for (const { socket } of this.#open)
                socket.destroy();
        }, CLOSE_GRACE);
        if (this.#open.size === 0)
            this.#closed?.();
        await closed;
        clearTimeout(cut);
    }
    /** Its turn has come. */
    #begin(served) {
        this.#open.add(served);
        if (this.#options.sequential)
            this.#first = served;
    }
    /** A connection that waits is served beside the control connection when it is a stream of the same session. */
    #admit(stream, session) {
        if (session !== this.#session)
            return false;
        this.#waiting.delete(stream);
        this.#open.add(stream);
        // A control connection has nothing to say while its streams work; each of them has an idle limit of its own.
        this.#first?.socket.setTimeout(0);
        return true;
    }
    #ended(served) {
        this.#options.onEnd?.();
        if (this.#waiting.delete(served))
            return;
        this.#open.delete(served);
        if (this.#closed !== null) {
            if (this.#open.size === 0)
                this.#closed();
        }
        else if (this.#options.sequential)
            this.#goOn(served);
    }
    /** A session ends with its control connection, and the next client has the server for itself. */
    #goOn(ended) {
        if (ended === this.#first) {
            this.#first = null;
            this.#session = null;
            for (const { socket } of this.#open)
                socket.destroy();
        }
        if (this.#open.size === 1)
            this.#first?.socket.setTimeout(this.#options.limits.idle);
        const [next] = this.#waiting;
        if (this.#open.size > 0 || next === undefined)
            return;
        this.#waiting.delete(next);
        this.#begin(next);
        next.begin();
    }
}

;// CONCATENATED MODULE: ./lib/src/server/process-entry.js

let connections = null;
process.on('message', (order, socket) => {
    switch (order.type) {
        case 'start':
            connections = new Connections({
                limits: order.limits,
                identity: { mode: 'process', worker: process.pid, secret: order.secret },
                sequential: false,
                onEnd: () => report({ type: 'ended' }),
            });
            report({ type: 'ready' });
            return;
        case 'connection':
            report({ type: 'taken' });
            // A peer that left while it was handed over is gone already.
            if (socket === undefined || connections === null)
                report({ type: 'ended' });
            else
                connections.add(socket);
            return;
        default:
            void process_entry_close();
    }
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => void process_entry_close());
// The parent may have ended before there was anything here to notice it.
if (!process.connected)
    process.exit(0);
async function process_entry_close() {
    await connections?.close();
    process.exit(0);
}
function report(message) {
    if (process.connected)
        process.send?.(message);
}

