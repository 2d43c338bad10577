import type { HostPort } from '../address.ts'
import type { DialectChoice } from '../client/open-session.ts'
import type { PlacementOption } from '../host/placement.ts'
import { TESTS } from '../suite/tests.ts'
import type { TestName } from '../suite/kinds.ts'
import type { Direction } from '../results/types.ts'
import type { Duration, Rate, Share } from '../units.ts'
import type { FarServerFlags } from './far-server-run.ts'
import type { HttpFlags } from './http-flags.ts'
import type { HistoryFlags } from './history-flags.ts'
import type { TlsFlags } from './tls-flags.ts'
import type { TokenFlags } from './token-flags.ts'

/** The flags of a client command line. Times and rates as given, sizes in bytes; a flag that is not given is absent. */
export interface ClientFlags extends TokenFlags, TlsFlags, HttpFlags, HistoryFlags {
  readonly host: string
  readonly port: number
  /** The server over HTTP. `host` and `port` are those of it. */
  readonly url?: string
  /** The server of `--server-from`. */
  readonly farServer?: FarServerFlags
  readonly test: readonly TestFlag[]
  readonly dialect: DialectChoice
  readonly bind?: string
  readonly ipv4?: boolean
  readonly ipv6?: boolean
  readonly sourcePort?: number
  readonly dscp?: string
  readonly window?: number
  /** Refused, with the way that works. */
  readonly mss?: string
  readonly congestion?: string
  readonly mtuProbe?: boolean
  readonly udp?: boolean
  readonly count?: number
  readonly size?: number
  readonly duration?: Duration
  readonly concurrent?: number
  /** The words of each command. */
  readonly from?: readonly (readonly string[])[]
  readonly timeout?: Duration
  readonly keepAlive?: Duration
  readonly interval?: Duration
  readonly payload?: number
  readonly busyPoll: boolean
  readonly connections?: number
  readonly direction?: Direction
  readonly lossRatio?: Share
  readonly resolution?: Share
  readonly maxRate?: Rate
  readonly trial?: Duration
  readonly tlsResume?: boolean
  readonly streams?: number
  readonly warmup?: Duration
  readonly rate?: Rate
  readonly block?: number
  readonly reportInterval?: Duration
  readonly samples?: boolean
  readonly pid?: readonly number[]
  readonly placement?: PlacementOption
  readonly overlap?: boolean
  readonly patience?: Duration
  readonly json?: boolean
  readonly jsonStream?: boolean
  readonly output?: string
  readonly html?: string
  readonly threshold?: readonly string[]
  /** Time from the start of one run to the start of the next; one run without it. */
  readonly watch?: Duration
  /** Where to serve metrics; `true` for the usual place. */
  readonly metrics?: HostPort | true
}

/** The values of `--test`. `all` means the seed's three tests, and `full` every test. */
export type TestFlag = TestName | 'all' | 'full'

/** All values of `--test`. */
export const TEST_FLAGS: readonly TestFlag[] = [...TESTS, 'all', 'full']

/** Whether flags ask for a measurement over HTTP or WebSocket, which have no UDP. */
export function isHttp({ url, dialect, httpVersion }: ClientFlags): boolean {
  return url !== undefined || httpVersion !== undefined || ['http1', 'http2', 'ws'].includes(dialect)
}
