import * as v from 'valibot'

import { count, name } from './parts.ts'
import type { Entries } from './parts.ts'
import { targetSchema } from './target.ts'
import type { Target } from './target.ts'

/** One of a spec's measurements. */
export interface SpecMeasured {
  /** Its index in the document's `measurements`. */
  readonly measurement: number
  /** What it measured. With proxies and tunnels a run has several targets. `null` for calls of a function without a route. */
  readonly target: Target | null
  /** The proxy that was asked for the connection; `null` if none was. */
  readonly via: string | null
}

/** One spec of a suite, its outcome, and which of the document's measurements belong to it. */
export interface SpecResult {
  /** Its file, relative to the project's folder. */
  readonly file: string
  /** vitest's project, such as `net` or `a (net)`; missing in documents of the action. */
  readonly project?: string | undefined
  /** Its name, with the names of the groups around it. */
  readonly name: string
  /** `incomplete`: the run ended before the spec did. */
  readonly state: 'passed' | 'failed' | 'skipped' | 'incomplete'
  /** Why it was skipped or is incomplete; missing if unknown. */
  readonly reason?: string | undefined
  /** Number of attempts: 1, or more if it was retried. The measurements are those of the last attempt. */
  readonly attempts: number
  /** Why it failed, in the words of the test framework. */
  readonly errors: readonly string[]
  readonly measured: readonly SpecMeasured[]
  /** Indexes of its comparisons in the document's `comparisons`. */
  readonly compared: readonly number[]
  /** Indexes in the document's `verdicts` of the verdicts of its comparisons and matchers, in order. */
  readonly judged: readonly number[]
}

const text = v.pipe(v.string(), v.maxLength(4000))

export const specSchema = v.object({
  file: text,
  project: v.optional(text),
  name: text,
  state: v.picklist(['passed', 'failed', 'skipped', 'incomplete']),
  reason: v.optional(text),
  attempts: count,
  errors: v.pipe(v.array(text), v.maxLength(100)),
  measured: v.pipe(
    v.array(
      v.object({
        measurement: count,
        target: v.nullable(targetSchema),
        via: v.nullable(name),
      } satisfies Entries<SpecMeasured>),
    ),
    v.maxLength(100_000),
  ),
  // Missing in documents of earlier releases, as is `judged`.
  compared: v.optional(v.pipe(v.array(count), v.maxLength(1000)), []),
  judged: v.optional(v.pipe(v.array(count), v.maxLength(100_000)), []),
} satisfies Entries<SpecResult>)
