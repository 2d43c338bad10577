import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { dialectSchema, name } from './parts.ts'
import type { Dialect, Entries } from './parts.ts'

/** How a server distributes connections. */
export type ServerMode = 'thread' | 'process' | 'sequential'

export const serverModeSchema = v.picklist(['thread', 'process', 'sequential'])

/** The measured server, as it was addressed. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The dialect that was spoken; `null` if no connection was established. */
  readonly dialect: Dialect | null
  /** How the server distributes connections; `null` if it did not say, as in the seed dialect. */
  readonly mode: ServerMode | null
}

export const targetSchema: v.GenericSchema<unknown, Target> = v.object({
  host: name,
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PORT)),
  dialect: v.nullable(dialectSchema),
  mode: v.optional(v.nullable(serverModeSchema), null),
} satisfies Entries<Target>)
