import type { ServerMode } from '../results/types.ts'
import type { Access } from './access.ts'
import type { SessionHub } from './iperf3/session-hub.ts'
import type { Limits } from './limits.ts'
import type { Address } from './listen.ts'
import type { Seats } from './seats.ts'
import type { Tally } from './tally.ts'
import type { ServerTls } from './tls/server-tls.ts'
import type { ServerTraffic } from './traffic.ts'
import type { UdpPort } from './udp-port.ts'
import type { Warnings } from './warnings.ts'
import type { ServerUsage } from './usage.ts'

/** How a server spreads its connections over workers. */
export type Mode = ServerMode

/** All modes, in the order in which help texts list them. */
export const MODES: readonly Mode[] = ['thread', 'process', 'sequential']

/** What every worker of a server is told when it starts. */
export interface WorkerPlan {
  readonly limits: Limits
  /** The secret with which workers sign and verify session ids. */
  readonly secret: string
  readonly access: Access
  /** `null` without TLS. */
  readonly tls: ServerTls | null
  /** Whether they report what their connections do. */
  readonly traffic: boolean
}

/** What a mode needs to start. */
export interface Plan extends WorkerPlan {
  readonly host: string
  readonly port: number
  readonly workers: number
}

/** What all workers of a server share. */
export interface ServerParts {
  readonly tally: Tally
  readonly udp: UdpPort
  readonly sessions: SessionHub
  readonly warnings: Warnings
  readonly usage: ServerUsage
  readonly seats: Seats
  readonly traffic: ServerTraffic
}

/** A mode that accepts connections. */
export interface RunningMode {
  readonly address: Address
  readonly warnings: readonly string[]
  /** Ids of the current worker threads or processes. */
  readonly workers: () => readonly number[]
  readonly close: () => Promise<void>
}
