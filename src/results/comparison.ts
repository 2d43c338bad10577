import type { Dialect, Validity } from './parts.ts'

/** What a comparison measures on both arms. */
export type Measure = 'download' | 'upload' | 'latency'

/** A metric of two arms compared, with all that it takes to compute it again. Shares: 0.1 is 10 %. */
export interface Comparison {
  readonly measure: Measure
  /** `download.mbps`, `upload.mbps`, `latency.p50`, `latency.p90` or `latency.p99`. */
  readonly metric: string
  readonly unit: 'Mbps' | 'ms'
  /** Which direction is the better one. */
  readonly better: 'higher' | 'lower'
  readonly arms: { readonly base: ComparisonArm; readonly head: ComparisonArm }
  /** Median of the base's figures, in the metric's unit; `null` where there is none. */
  readonly base: number | null
  readonly head: number | null
  /** How much more than the base's the head's figures are; `null` where there is too little to tell. */
  readonly change: number | null
  /** Where the true change lies, but for the error that the last look may make. */
  readonly interval: { readonly from: number; readonly to: number } | null
  /** The least change that this machine can tell: what base against base, in the same run, could not exclude. */
  readonly floor: number | null
  /** Changes up to it do not matter. */
  readonly margin: number
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  readonly method: ComparisonMethod
  /** Looks at the data, in order. The last one gave the verdict. */
  readonly looks: readonly ComparisonLook[]
  /** In the order in which they were measured. Connections, and processes that were started, are renewed between them. */
  readonly blocks: readonly ComparisonBlock[]
  /** Pairs that were left out, because the client stood still meanwhile or an arm gave no figure. */
  readonly leftOut: number
  readonly validity: Validity
}

/** One of two arms. */
export interface ComparisonArm {
  readonly host: string
  readonly port: number
  /** The wire language that was spoken; `null` where no connection came about. */
  readonly dialect: Dialect | null
  /** The command that was started for it, in words; `null` where it ran already. */
  readonly command: readonly string[] | null
  /** The proxy that was asked for the connections; `null` where none was. */
  readonly via: string | null
}

/** How a comparison was made. */
export interface ComparisonMethod {
  /** Of the order of the bursts and of the resampling. */
  readonly seed: number
  /** What all looks together may err (0..1), half of it on either side. */
  readonly error: number
  readonly estimate: string
  readonly interval: string
  readonly looks: string
  /** Seconds that the whole run might take, all its measures together. */
  readonly budget: number
  /** Payload of a burst in bytes, or the probes of one of latency; `null` where it came to none. */
  readonly burst: number | null
}

/** One look at the data that there were. */
export interface ComparisonLook {
  /** Seconds since the run began. */
  readonly at: number
  /** Share (0..1) of the budget that had passed. */
  readonly share: number
  /** What this look may err (0..1), on both sides together. */
  readonly error: number
  /** How many blocks there were. */
  readonly blocks: number
}

/** Bursts on the same connections. Figures in the metric's unit, with six significant digits. */
export interface ComparisonBlock {
  /** Seconds since the run began. */
  readonly at: number
  /** A/B: the first of the base's figures was measured right before or after the first of the head's, and so on. */
  readonly pairs: { readonly base: readonly number[]; readonly head: readonly number[] }
  /** A/A: the base against itself, on two connections. */
  readonly same: { readonly base: readonly number[]; readonly again: readonly number[] }
}
