/** What measurements of several kinds are made of. */

/**
 * Whether a measurement is to be trusted; the reasons are sentences for people. With `ok` they are notes beside a figure
 * that is right: that a host and not the network set it, for instance.
 */
export interface Validity {
  readonly ok: boolean
  readonly reasons: readonly string[]
}

/** The wire languages. */
export type Dialect = 'seed' | 'native'

/** What one end saw of itself while it measured. */
export interface EndFacts {
  /** The longest time (ms) for which its event loop stood still. */
  readonly loopDelay: number
  /** Share (0..1) of a core that its busiest thread used; `null` where threads can't be told apart (Node below 23.9). */
  readonly threadShare: number | null
  /** Sessions that the same worker of a server measured at the same time; `null` at the client. */
  readonly otherSessions: number | null
}

/** Both ends; the server's is `null` where the dialect can't tell. */
export interface Ends {
  readonly client: EndFacts
  readonly server: EndFacts | null
}

/**
 * A histogram with buckets of equal relative width. Histograms of the same `smallest` and `growth` are merged by adding
 * up their counts.
 */
export interface Histogram {
  /** Upper bound of bucket 0, ms. */
  readonly smallest: number
  /** How many times as high the upper bound of each bucket is as the one before. */
  readonly growth: number
  /** Samples by bucket: bucket i holds what lies above smallest × growth^(i - 1) and up to smallest × growth^i. */
  readonly counts: Readonly<Record<string, number>>
}

/** Which way payload flows, seen from the client. */
export type Direction = 'download' | 'upload'

/** CPU time in seconds. */
export interface CpuTime {
  readonly user: number
  readonly system: number
}
