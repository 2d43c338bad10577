import * as v from 'valibot'

import { difference, name, sentence } from './parts.ts'
import type { Entries } from './parts.ts'

/** A judged figure. */
export interface Verdict {
  /** What the figure was compared with: a fixed limit, another arm of the same run, or earlier runs. */
  readonly kind: 'threshold' | 'comparison' | 'baseline'
  readonly metric: string
  /** The arm that was judged, if it is one of several; missing otherwise. */
  readonly arm?: string
  readonly verdict: 'pass' | 'fail' | 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  /** The threshold as a line; `null` if none was given. */
  readonly threshold: string | null
  /** The judged figure in the metric's unit; `null` if it is unknown or not finite. */
  readonly figure: number | null
  /** The figure at which the verdict changes, in the metric's unit; `null` if there is none. */
  readonly limit: number | null
}

export const verdictSchema: v.GenericSchema<unknown, Verdict> = v.object({
  kind: v.picklist(['threshold', 'comparison', 'baseline']),
  metric: name,
  arm: v.exactOptional(name),
  verdict: v.picklist(['pass', 'fail', 'better', 'same', 'worse', 'inconclusive', 'invalid']),
  sentence: v.pipe(v.string(), v.maxLength(4000)),
  threshold: v.optional(v.nullable(sentence), null),
  figure: v.optional(difference, null),
  limit: v.optional(difference, null),
} satisfies Entries<Verdict>)
