import * as v from 'valibot'

import type { Comparison } from './types.ts'

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const amount = v.pipe(v.number(), v.minValue(0))
const count = v.pipe(amount, v.integer())
const figure = v.nullable(amount)
const text = v.pipe(v.string(), v.maxLength(1000))
const figures = v.pipe(v.array(amount), v.maxLength(10_000))
/** Head may have any number of times as much as base, and no less than nothing. */
const change = v.pipe(v.number(), v.minValue(-1))

const arm = v.object({
  host: v.pipe(v.string(), v.maxLength(256)),
  port: v.pipe(count, v.maxValue(65_535)),
  dialect: v.nullable(v.picklist(['seed', 'native'])),
  command: v.nullable(v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(1000))),
  via: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256))), null),
})

/** A comparison, checked. */
export const comparisonSchema: v.GenericSchema<unknown, Comparison> = v.object({
  measure: v.picklist(['download', 'upload', 'latency']),
  metric: v.pipe(v.string(), v.maxLength(256)),
  unit: v.picklist(['Mbps', 'ms']),
  better: v.picklist(['higher', 'lower']),
  arms: v.object({ base: arm, head: arm }),
  base: figure,
  head: figure,
  change: v.nullable(change),
  interval: v.nullable(v.object({ from: change, to: change })),
  floor: figure,
  margin: share,
  verdict: v.picklist(['better', 'same', 'worse', 'inconclusive', 'invalid']),
  sentence: text,
  method: v.object({
    seed: count,
    error: share,
    estimate: text,
    interval: text,
    looks: text,
    budget: amount,
    burst: v.nullable(count),
  }),
  looks: v.pipe(v.array(v.object({ at: amount, share, error: share, blocks: count })), v.maxLength(100)),
  blocks: v.pipe(
    v.array(
      v.object({
        at: amount,
        pairs: v.object({ base: figures, head: figures }),
        same: v.object({ base: figures, again: figures }),
      }),
    ),
    v.maxLength(10_000),
  ),
  leftOut: count,
  validity: v.object({
    ok: v.boolean(),
    reasons: v.pipe(v.array(text), v.maxLength(100)),
  }),
})
