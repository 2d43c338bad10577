import * as v from 'valibot'

import { messageOf } from '../errors.ts'
import { COMMIT } from './commit-name.ts'
import { real } from './parts.ts'
import type { Entries } from './parts.ts'
import { beginningOf, schemaProblem } from './schema-problem.ts'

/** The name and version of the format of an entry. */
export const HISTORY_SCHEMA = 'wyndrvr.history/1'

/** What one run adds to a history: one line of JSON. */
export interface HistoryEntry {
  readonly schema: typeof HISTORY_SCHEMA
  readonly branch: string
  readonly job: string
  /** The commit that was measured; `null` if unknown. */
  readonly commit: string | null
  /** When the run started, ISO 8601 in UTC. */
  readonly at: string
  /** A digest of the run: entries of the same run have the same. */
  readonly run: string
  /** A digest of the machines and systems at both ends: only runs with the same are compared. */
  readonly conditions: string
  readonly tests: readonly HistoryTest[]
}

/** The figures of metrics that were measured with the same options. */
export interface HistoryTest {
  /** A digest of the options. */
  readonly test: string
  /** The worst figure of each metric, in the metric's unit, to six digits. */
  readonly figures: Readonly<Record<string, number>>
}

/** Most characters of a line. A run with every test has about 4000. */
export const LONGEST_LINE = 65_536

/** The longest name of a branch or a job: git stores branches as files. */
export const LONGEST_NAME = 255

const digest = v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/))
const placeName = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME))

const entrySchema: v.GenericSchema<unknown, HistoryEntry> = v.object({
  schema: v.literal(HISTORY_SCHEMA),
  branch: placeName,
  job: placeName,
  commit: v.nullable(v.pipe(v.string(), v.regex(COMMIT))),
  at: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.check((text) => Number.isFinite(Date.parse(text))),
  ),
  run: digest,
  conditions: digest,
  tests: v.pipe(
    v.array(v.object({ test: digest, figures: v.record(v.string(), real) } satisfies Entries<HistoryTest>)),
    v.maxLength(1000),
  ),
} satisfies Entries<HistoryEntry>)

/** The entry as a line, without a line break. */
export function writeEntry({
  schema,
  branch,
  job,
  commit,
  at,
  run,
  conditions,
  tests,
}: HistoryEntry): string {
  return JSON.stringify({ schema, branch, job, commit, at, run, conditions, tests })
}

/** Reads a line; what is wrong with it, to end a sentence with, if it is not an entry. */
export function readEntry(line: string): HistoryEntry | string {
  if (line.length > LONGEST_LINE)
    return `has ${line.length} characters, more than the ${LONGEST_LINE} allowed`
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return `is not valid JSON: ${beginningOf(messageOf(error))}`
  }
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined
  if (schema !== HISTORY_SCHEMA) {
    const found =
      schema === undefined ? 'has no schema' : `has the schema ${beginningOf(JSON.stringify(schema))}`
    return `${found}; this version reads '${HISTORY_SCHEMA}'`
  }
  const result = v.safeParse(entrySchema, value)
  return result.success ? result.output : schemaProblem(result.issues[0])
}

/** Whether a line is an entry in the format of a later version. */
export function isOfLaterVersion(line: string): boolean {
  const [, version = '0'] = /^\{"schema":"wyndrvr\.history\/(\d{1,9})"/.exec(line) ?? []
  return Number(version) > 1
}
