/**
 * Checks requests and responses against GitHub's OpenAPI description of what the action uses, which
 * `scripts/cut-openapi.ts` cut out of the whole. Every check gives its findings as text.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import document from './openapi.json' with { type: 'json' }

type Schema = Readonly<Record<string, unknown>>
type Content = Readonly<Record<string, { readonly schema: Schema }>>

interface Reference {
  readonly $ref: string
}

interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema: Schema
}

interface Response {
  readonly description?: string
  readonly content?: Content
}

interface Operation {
  readonly operationId: string
  readonly externalDocs: { readonly url: string }
  readonly parameters: readonly (Parameter | Reference)[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Reference | Response>>
}

/** An operation that a request means, and the parameters in the request's path. */
export interface Match {
  readonly operation: Operation
  readonly parameters: ReadonlyMap<string, string>
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly responses: Readonly<Record<string, Response>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

const { paths, components }: Description = document

const ajv = new Ajv({ allErrors: true, strict: true })
formats.default(ajv)
// The schemas refer to "#/components/…", so each one is compiled with the components beside it.
ajv.addKeyword('components')
const validators = new Map<Schema, ValidateFunction>()

/** Finds the operation that a method and a path without its query belong to. */
export function findOperation(method: string, path: string): Match | null {
  for (const [template, operations] of Object.entries(paths)) {
    const operation = operations[method.toLowerCase()]
    const parameters = operation === undefined ? null : matchPath(template, path)
    if (operation !== undefined && parameters !== null) {
      return { operation, parameters }
    }
  }
  return null
}

/** Says what is wrong with the parameters in a request's path and query. */
export function checkParameters(match: Match, query: URLSearchParams): string[] {
  const findings: string[] = []
  const described = new Set<string>()
  for (const part of match.operation.parameters) {
    const { in: place, name, required, schema } = resolve(part, components.parameters)
    const given = place === 'path' ? match.parameters.get(name) : query.get(name)
    if (place === 'query') {
      described.add(name)
    }
    if (given !== undefined && given !== null) {
      findings.push(...checkValue(schema, fromText(given, schema), `${place} parameter ${name}`))
    } else if (required === true) {
      findings.push(`${place} parameter ${name} is missing`)
    }
  }
  // GitHub ignores what it does not know, which is how a misspelt parameter goes unseen.
  for (const name of new Set(query.keys())) {
    if (!described.has(name)) {
      findings.push(`query parameter ${name} is not in the description`)
    } else if (query.getAll(name).length > 1) {
      findings.push(`query parameter ${name} is given more than once`)
    }
  }
  return findings
}

/** Violations in a request's parsed body, which is `undefined` if it is empty. */
export function checkBody({ requestBody }: Operation, body: unknown, headers: IncomingHttpHeaders): string[] {
  if (requestBody === undefined) {
    return body === undefined ? [] : ['body is given where none is described']
  }
  if (body === undefined) {
    return requestBody.required === true ? ['body is missing'] : []
  }
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'not given'
  return [
    ...(Object.hasOwn(requestBody.content, type) ? [] : [`the body's Content-Type is ${type}`]),
    ...checkValue(jsonSchema(requestBody.content), body, 'body'),
  ]
}

/** Says what is wrong with a response's parsed body. */
export function checkResponse(match: Match | null, status: number, body: unknown): string[] {
  const place = `response ${status}`
  const part = match?.operation.responses[status]
  if (part !== undefined) {
    const { content } = resolve(part, components.responses)
    return content === undefined ? [] : checkValue(jsonSchema(content), body, place)
  }
  // No operation lists every refusal, 401 among them; a refusal that is not listed has the shape
  // that the listed ones share.
  const error = components.schemas['basic-error']
  return status >= 400 && error !== undefined
    ? checkValue(error, body, place)
    : [`${place} is not in the description`]
}

function matchPath(template: string, path: string): Map<string, string> | null {
  const expected = template.split('/')
  const given = path.split('/')
  if (expected.length !== given.length) {
    return null
  }
  const parameters = new Map<string, string>()
  for (const [index, segment] of given.entries()) {
    const wanted = expected[index] ?? ''
    const name = /^\{(.+)\}$/.exec(wanted)?.[1]
    if (name === undefined ? wanted !== segment : segment === '') {
      return null
    }
    if (name !== undefined) {
      parameters.set(name, segment)
    }
  }
  return parameters
}

function resolve<Part extends object>(part: Part | Reference, section: Readonly<Record<string, Part>>): Part {
  if (!('$ref' in part)) {
    return part
  }
  const found = section[part.$ref.slice(part.$ref.lastIndexOf('/') + 1)]
  if (found === undefined) {
    throw new Error(`The description lacks ${part.$ref}`)
  }
  return found
}

function jsonSchema(content: Content): Schema {
  const json = content['application/json']
  if (json === undefined) {
    throw new Error('The description has content that is not JSON')
  }
  return json.schema
}

// Text that is not wholly a number stays text, for the schema to refuse.
function fromText(text: string, schema: Schema): number | string {
  return schema['type'] === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text
}

function checkValue(schema: Schema, value: unknown, place: string): string[] {
  let validate = validators.get(schema)
  if (validate === undefined) {
    validate = ajv.compile({ ...schema, components })
    validators.set(schema, validate)
  }
  return validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message }) => `${place}${instancePath} ${message ?? 'is invalid'}`,
      )
}
