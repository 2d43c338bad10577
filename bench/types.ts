import type { PeerName } from './tools/peers.ts'

/** What can be found out about a run, and in which unit. */
export const FIGURES = {
  /** Throughput at the receiver, 10^6 bit/s. */
  mbps: 'Mbps',
  /** CPU seconds of both ends, user and system, for each 10^9 bytes received. */
  cpu: 's/GB',
  /** Median full round trip in microseconds. */
  p50: 'µs',
  /** Connections opened, served one exchange and closed. */
  connects: '1/s',
  /** Datagrams that were sent, did not arrive, and were not dropped by the receiving host. */
  lost: 'datagrams',
  /** Probes that were answered. */
  answered: 'answers',
  /** Largest sum of the resident set sizes of a server's processes; a page that they share counts once for each. */
  rss: 'MB',
  /** Largest sum of their proportional set sizes; a page counts as the part of one that each of its users has. */
  pss: 'MB',
  /** From the start of a process to its end. */
  wall: 'ms',
  /** The same, without the time in which it measured. */
  overhead: 'ms',
  /** From when a server is asked for until it is there. */
  ready: 'ms',
} as const

/** The name of a figure. */
export type Figure = keyof typeof FIGURES

/** What one run found. */
export type Sample = Readonly<Partial<Record<Figure, number>>>

/** What every run is told. */
export interface Bench {
  /** How long a timed run lasts. */
  readonly seconds: number
  readonly signal: AbortSignal
}

/** One of the programs that take turns. A run starts what it needs and leaves nothing behind. */
export interface Arm {
  readonly name: string
  /** What has to be installed for it. */
  readonly peer?: PeerName
  readonly run: (bench: Bench) => Promise<Sample>
}

/** What a row has to reach: so many times the peer's figure, or an amount of its own in every run. */
export type Reach =
  | { readonly bound: 'at least' | 'at most'; readonly times: number }
  | { readonly bound: 'at least' | 'at most'; readonly amount: number }

/** One line of the table. */
export interface Row {
  /** What `--only` calls it. */
  readonly name: string
  readonly work: string
  readonly figure: Figure
  /** The arm that is ours. */
  readonly ours: string
  /** The arms that it is held against: the best of them counts. */
  readonly against: readonly string[]
  /** `null`: it is shown, and nothing is asked of it. */
  readonly reach: Reach | null
}

/** Arms that take turns, and the rows that are read off their runs. */
export interface Group {
  /** How many turns a round has; 1 unless told. Short runs need many. */
  readonly turns?: number
  readonly arms: readonly Arm[]
  readonly rows: readonly Row[]
}
