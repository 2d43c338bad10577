import type { ServerMode } from '../results/types.ts'
import type { Limits } from './limits.ts'
import type { Address } from './listen.ts'

/** How a server spreads its connections over workers. */
export type Mode = ServerMode

/** All modes, in the order in which help texts list them. */
export const MODES: readonly Mode[] = ['thread', 'process', 'sequential']

/** What a mode needs to know to start. */
export interface Plan {
  readonly host: string
  readonly port: number
  readonly workers: number
  readonly limits: Limits
  /** What the workers prove sessions with. */
  readonly secret: string
}

/** A mode that accepts connections. */
export interface RunningMode {
  readonly address: Address
  readonly warnings: readonly string[]
  /** The ids of the threads or processes that serve now. */
  readonly workers: () => readonly number[]
  readonly close: () => Promise<void>
}
