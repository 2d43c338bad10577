import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../errors.ts'
import { comparisonSchema } from './comparison.ts'
import type { Comparison } from './comparison.ts'
import { environmentSchema } from './environment.ts'
import type { Environment } from './environment.ts'
import { measurementSchema } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { MOST_ORIGINS, originSchema } from './origins.ts'
import type { Origin } from './origins.ts'
import type { Entries } from './parts.ts'
import { beginningOf, schemaProblem } from './schema-problem.ts'
import { specSchema } from './specs.ts'
import type { SpecResult } from './specs.ts'
import { toolSchema } from './tool.ts'
import type { Tool } from './tool.ts'
import { targetSchema } from './target.ts'
import type { Target } from './target.ts'
import { togetherSchema } from './together.ts'
import type { Together } from './together.ts'
import { verdictSchema } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** The name and version of the document's format. Readers reject another major version. */
export const RESULT_SCHEMA = 'wyndrvr.result/1'

/** What is known of a run before it measures anything. */
export interface RunHead {
  readonly schema: typeof RESULT_SCHEMA
  readonly tool: Tool
  /** When the run started, ISO 8601 in UTC. */
  readonly startedAt: string
  readonly target: Target
  readonly environment: Environment
}

export const runHead = {
  schema: v.literal(RESULT_SCHEMA),
  tool: toolSchema,
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  target: targetSchema,
  environment: environmentSchema,
} satisfies Entries<RunHead>

/** Everything that one run found out. Plain JSON; a field whose value is unknown is `null`. */
export interface ResultDocument extends RunHead {
  readonly measurements: readonly Measurement[]
  /** Metrics of two arms, compared, with everything needed to compute the comparison again. */
  readonly comparisons: readonly Comparison[]
  readonly verdicts: readonly Verdict[]
  /** The specs that measured; only present if specs were run. */
  readonly specs?: readonly SpecResult[]
  /** How several clients measured together; only present if they measured from different places. */
  readonly together?: Together
  /** The documents that it was merged from; missing in others. `target` and `environment` are then those of the first. */
  readonly origins?: readonly Origin[]
}

/** `npm run schema` writes `schema/result-1.schema.json` from it. */
export const documentSchema: v.GenericSchema<unknown, ResultDocument> = v.object({
  ...runHead,
  measurements: v.pipe(v.array(measurementSchema), v.maxLength(100_000)),
  // Missing in documents of earlier releases.
  comparisons: v.optional(v.pipe(v.array(comparisonSchema), v.maxLength(1000)), []),
  verdicts: v.pipe(v.array(verdictSchema), v.maxLength(100_000)),
  specs: v.exactOptional(v.pipe(v.array(specSchema), v.maxLength(100_000))),
  together: v.exactOptional(togetherSchema),
  origins: v.exactOptional(v.pipe(v.array(originSchema), v.maxLength(MOST_ORIGINS))),
} satisfies Entries<ResultDocument>)

/** The document as text: JSON indented by two spaces, with samples on lines of their own, and a newline at the end. */
export function writeDocument(document: ResultDocument): string {
  const text = JSON.stringify(document, null, 2)
  return `${text.replaceAll(LISTS, (list) => list.replaceAll(/\s+/g, ' '))}\n`
}

/** Thousands of numbers. No string of the document contains an unescaped quotation mark. */
const LISTS = /"(?:at|rtt|bytes)": \[[^\]]*\]/g

/**
 * Reads and checks a document. Unknown fields are ignored.
 * @param source name of the text for errors, such as a file's path
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if it is not valid JSON, has another major version or does not match the
 * schema
 */
export function readDocument(text: string, source: string): ResultDocument {
  return checkDocument(parseJson(text, source), source)
}

/** The same for what is parsed already. */
export function checkDocument(value: unknown, source: string): ResultDocument {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (schema !== RESULT_SCHEMA) {
    const problem =
      schema === undefined ? 'has no schema' : `has the schema ${beginningOf(JSON.stringify(schema))}`
    throw documentError(source, `${problem}; this version reads '${RESULT_SCHEMA}'`)
  }
  const result = v.safeParse(documentSchema, value)
  if (result.success) return result.output
  throw documentError(source, schemaProblem(result.issues[0]))
}

/**
 * Parses the text of a document.
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT`
 */
export function parseJson(text: string, source: string): unknown {
  try {
    // Some shells write a byte order mark at the start of a file.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw documentError(source, `is not valid JSON: ${messageOf(error)}`)
  }
}

function documentError(source: string, problem: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_DOCUMENT', `The result document ${source} ${problem}.`)
}
