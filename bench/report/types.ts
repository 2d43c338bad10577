import type { MachineFacts } from '../machine.ts'
import type { Peer } from '../tools/peers.ts'

/** One side's samples of a figure, in the order of the turns; `null` where a run failed. */
export interface Side {
  readonly name: string
  readonly median: number
  readonly min: number
  readonly max: number
  readonly samples: readonly (number | null)[]
}

/** A row of the table, measured and judged. */
export interface JudgedRow {
  readonly name: string
  readonly work: string
  readonly unit: string
  /** `null` where it was not measured; `failures` or `note` tells why. */
  readonly ours: Side | null
  readonly peer: Side | null
  /** Our median over the peer's median. */
  readonly ratio: number | null
  /** Smallest and largest ratio of two runs of the same turn. */
  readonly ratios: { readonly min: number; readonly max: number } | null
  readonly reach: string
  /** `null` where it can't be said. */
  readonly reached: boolean | null
  readonly note: string | null
  readonly failures: readonly string[]
}

/** All that a bench found out, and what `--output` writes. */
export interface BenchReport {
  readonly schema: 'wyndrvr.bench/1'
  readonly startedAt: string
  readonly rounds: number
  readonly seconds: number
  readonly machine: MachineFacts
  /** Cores that other programs used during each run that counted. */
  readonly neighbours: readonly number[]
  readonly peers: readonly Peer[]
  readonly rows: readonly JudgedRow[]
}
