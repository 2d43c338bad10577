import * as v from 'valibot'

import { hostFactsSchema } from './environment.ts'
import type { HostFacts } from './environment.ts'
import { amount, count, name } from './parts.ts'
import type { Entries } from './parts.ts'

/** One of several clients that measured together, and where it was. */
export interface ClientPlace {
  /** Its number in measurements. */
  readonly client: number
  /** The command that ran its agent, split into words. */
  readonly from: readonly string[]
  /** Its machine and process; `null` if it never connected. */
  readonly host: HostFacts | null
}

/** When the clients began a test. */
export interface TogetherStart {
  /** The test, as it is called on the command line. */
  readonly test: string
  /** Number of clients that began it. */
  readonly clients: number
  /** Time (ms) from the first client's begin to the last one's. */
  readonly apart: number
  /** The largest error (ms) of `apart`, from comparing the clocks of the clients. */
  readonly error: number
}

/** How several clients in different places measured together. */
export interface Together {
  readonly clients: readonly ClientPlace[]
  /** In the order of the tests. */
  readonly starts: readonly TogetherStart[]
}

export const togetherSchema: v.GenericSchema<unknown, Together> = v.object({
  clients: v.pipe(
    v.array(
      v.object({
        client: count,
        from: v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(1000)),
        host: v.nullable(hostFactsSchema),
      } satisfies Entries<ClientPlace>),
    ),
    v.maxLength(1000),
  ),
  starts: v.pipe(
    v.array(
      v.object({ test: name, clients: count, apart: amount, error: amount } satisfies Entries<TogetherStart>),
    ),
    v.maxLength(1000),
  ),
} satisfies Entries<Together>)
