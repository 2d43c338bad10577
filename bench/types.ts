import type { PeerName } from './tools/peers.ts'
import type { Places } from './tools/places.ts'

/** The figures of a run, and their units. */
export const FIGURES = {
  /** Throughput at the receiver, 10^6 bit/s. */
  mbps: 'Mbps',
  /** CPU seconds of both ends, user and system, for each 10^9 bytes received. */
  cpu: 's/GB',
  /** Median full round trip in microseconds. */
  p50: 'µs',
  /** Connections opened, served one exchange and closed. */
  connects: '1/s',
  /** Requests answered on connections that stay open. */
  requests: '1/s',
  /** Connections with a TLS handshake. */
  handshakes: '1/s',
  /** Datagrams that were lost, but not dropped by the receiving host. */
  lost: 'datagrams',
  /** Probes that were answered. */
  answered: 'answers',
  /** Largest sum of the resident set sizes of a server's processes. Shared pages count once per process. */
  rss: 'MB',
  /** Largest sum of their proportional set sizes. A shared page is divided by the number of its users. */
  pss: 'MB',
  /** Mean time of a transfer, of many in sequence. */
  each: 'ms',
  /** Time from the start of a process to its exit. */
  wall: 'ms',
  /** The same, without the time for which it measured. */
  overhead: 'ms',
  /** Time from requesting a server until it is ready. */
  ready: 'ms',
} as const

/** The name of a figure. */
export type Figure = keyof typeof FIGURES

/** The figures of one run. */
export type Sample = Readonly<Partial<Record<Figure, number>>>

/** What every run gets. */
export interface Bench {
  /** Duration of a timed run. */
  readonly seconds: number
  readonly signal: AbortSignal
  /** Where the programs run; `null`: the system chooses. */
  readonly places: Places | null
}

/** One of the programs that take turns. A run starts the processes it needs and ends them. */
export interface Arm {
  readonly name: string
  /** The tool that must be installed for it. */
  readonly peer?: PeerName
  readonly run: (bench: Bench) => Promise<Sample>
}

/** The goal of a row: a multiple of the peer's figure, or an amount in every run. */
export type Reach =
  | { readonly bound: 'at least' | 'at most'; readonly times: number }
  | { readonly bound: 'at least' | 'at most'; readonly amount: number }

/** One line of the table. */
export interface Row {
  /** Its name for `--only`. */
  readonly name: string
  readonly work: string
  readonly figure: Figure
  /** Our arm. */
  readonly ours: string
  /** The arms to compare with: the best of them counts. */
  readonly against: readonly string[]
  /** `null` if it is only shown. */
  readonly reach: Reach | null
  /** Whether its programs are also measured on chosen CPUs. */
  readonly isPlaced?: boolean
}

/** Arms that take turns, and the rows computed from their runs. */
export interface Group {
  /** Turns per round (default: 1). Short runs need many. */
  readonly turns?: number
  readonly arms: readonly Arm[]
  readonly rows: readonly Row[]
}
