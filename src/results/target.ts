import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { amount, dialectSchema, figure, name, share } from './parts.ts'
import type { Dialect, Entries } from './parts.ts'

/** How a server distributes connections. */
export type ServerMode = 'thread' | 'process' | 'sequential'

export const serverModeSchema = v.picklist(['thread', 'process', 'sequential'])

/** Properties that a path was given, in each direction. */
export interface Imitation {
  /** `kernel`: its queueing disciplines, between network namespaces. `relay`: a relay of TCP and UDP in user space. */
  readonly by: 'kernel' | 'relay'
  /** Time (ms) that packets take longer. */
  readonly delay: number
  /** Largest random deviation from the delay, ms. */
  readonly jitter: number
  /** Share (0..1) of packets lost; a relay loses only datagrams. */
  readonly loss: number
  /** Bit/s of whole frames; `null` if unlimited. */
  readonly rate: number | null
}

export const imitationSchema: v.GenericSchema<unknown, Imitation> = v.object({
  by: v.picklist(['kernel', 'relay']),
  delay: amount,
  jitter: amount,
  loss: share,
  rate: figure,
} satisfies Entries<Imitation>)

/** The measured server, as it was addressed. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The dialect that was spoken; `null` if no connection was established. */
  readonly dialect: Dialect | null
  /** How the server distributes connections; `null` if it did not say, as in the seed dialect. */
  readonly mode: ServerMode | null
  /** The network that a spec imitated on the path to it; missing without one. */
  readonly network?: Imitation
}

export const targetSchema: v.GenericSchema<unknown, Target> = v.object({
  host: name,
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PORT)),
  dialect: v.nullable(dialectSchema),
  mode: v.optional(v.nullable(serverModeSchema), null),
  network: v.exactOptional(imitationSchema),
} satisfies Entries<Target>)
