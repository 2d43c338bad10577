import * as v from 'valibot'

import { amount, count, real } from './parts.ts'
import type { Entries } from './parts.ts'

/** The most probes that are kept one by one. */
export const MOST_SAMPLES = 20_000

/** The most slices of one stream. */
export const MOST_SLICES = 1000

/**
 * Every probe, in the order in which they were sent. Each number but the first is the difference to the one before, because
 * differences are short.
 */
export interface Samples {
  /** Seconds from the start of the measurement to the time from which `at` counts. */
  readonly from: number
  /** Probes per entry: 1, or a power of 2 if there were more than 20,000. An entry is then the slowest of that many probes. */
  readonly every: number
  /** When each probe was sent or, in an open loop, was due, ns. */
  readonly at: readonly number[]
  /** Round-trip times, ns, as differences of the answered probes; `null` for a lost one. */
  readonly rtt: readonly (number | null)[]
}

const step = v.pipe(real, v.integer())
const every = v.pipe(count, v.minValue(1))

export const samplesSchema = v.object({
  from: amount,
  every,
  at: v.pipe(v.array(step), v.maxLength(MOST_SAMPLES)),
  rtt: v.pipe(v.array(v.nullable(step)), v.maxLength(MOST_SAMPLES)),
} satisfies Entries<Samples>)

/** What one stream transferred in time. */
export interface StreamSlices {
  /** Intervals of the test per slice: 1, or a power of 2 if there were more than 1000. */
  readonly every: number
  /** Bytes that arrived in each slice. */
  readonly bytes: readonly number[]
}

export const streamSlicesSchema = v.object({
  every,
  bytes: v.pipe(v.array(count), v.maxLength(MOST_SLICES)),
} satisfies Entries<StreamSlices>)

/** One probe. */
export interface Sample {
  /** Seconds from the start of the measurement. */
  readonly at: number
  /** Round-trip time, ms; `null` if it was lost. */
  readonly rtt: number | null
}

/** The probes, with times in place of differences. */
export function samplesIn({ from, at, rtt }: Samples): readonly Sample[] {
  let time = 0
  let last = 0
  return at.slice(0, rtt.length).map((later, index) => {
    const more = rtt[index] ?? null
    time += later
    last += more ?? 0
    return { at: from + time / 1e9, rtt: more === null ? null : last / 1e6 }
  })
}
