import * as v from 'valibot'

import { name } from './parts.ts'
import type { Entries } from './parts.ts'

/** The program that measured. */
export interface Tool {
  readonly name: 'wyndrvr' | 'iperf3'
  readonly version: string
}

export const toolSchema = v.object({
  name: v.picklist(['wyndrvr', 'iperf3']),
  version: name,
} satisfies Entries<Tool>)
