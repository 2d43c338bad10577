import type { MachineFacts } from '../machine.ts'
import type { Peer } from '../tools/peers.ts'
import type { Places } from '../tools/places.ts'

/** One side's samples of a figure, in the order of the turns; `null` if a run failed. */
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
  /** `null` if it was not measured; `failures` or `note` says why. */
  readonly ours: Side | null
  readonly peer: Side | null
  /** Our median divided by the peer's. */
  readonly ratio: number | null
  /** Smallest and largest ratio of two runs of the same turn. */
  readonly ratios: { readonly min: number; readonly max: number } | null
  readonly reach: string
  /** `null` if unknown. */
  readonly met: boolean | null
  readonly note: string | null
  readonly failures: readonly string[]
}

/** Rows, and where their programs ran. */
export interface PlacedRows {
  readonly places: Places
  readonly rows: readonly JudgedRow[]
}

/** The results of a bench, which `--output` writes. */
export interface BenchReport {
  readonly schema: 'wyndrvr.bench/1'
  readonly startedAt: string
  readonly rounds: number
  readonly seconds: number
  readonly machine: MachineFacts
  /** CPUs used by other programs during each counted run. */
  readonly neighbors: readonly number[]
  readonly peers: readonly Peer[]
  /** The rows whose programs were placed on CPUs; `null`, or a sentence that says why, if none were. */
  readonly placed: PlacedRows | string | null
  /** All rows, with unplaced programs. */
  readonly rows: readonly JudgedRow[]
}
