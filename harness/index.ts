/** Network-performance specs as ordinary vitest tests: `import { expect, test } from 'wyndrvr/vitest'`. */
import { test as base } from 'vitest'

import type { Measurement } from '../src/results/types.ts'
import { leaseLink } from './link.ts'
import type { Link } from './link.ts'
import { leaseServer, SERVER_VARIABLE } from './server.ts'
import type { SpecServer } from './server.ts'

export { expect } from 'vitest'
export type { Link } from './link.ts'
export type { SpecServer } from './server.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What the test's links measured, in order; vitest's json reporter writes it out. */
    wyndrvr?: Measurement[]
  }
}

/**
 * vitest's `test` with two fixtures:
 * - `server`: the file's server, started in its own process on a free port, or the one that `WYNDRVR_SERVER` names.
 * - `link`: the test's connection to that server, closed after the test and cut when the test is aborted.
 */
export const test = base
  // vitest reads from the pattern which fixtures are asked for: an empty one, none.
  // oxlint-disable-next-line no-empty-pattern
  .extend('server', { scope: 'file' }, async ({}, { onCleanup }): Promise<SpecServer> => {
    const lease = await leaseServer(process.env[SERVER_VARIABLE])
    onCleanup(lease.end)
    return lease.server
  })
  .extend('link', async ({ server, signal, task }, { onCleanup }): Promise<Link> => {
    // What an attempt before this one measured is not this one's.
    task.meta.wyndrvr = []
    const record = (measurement: Measurement): void => {
      task.meta.wyndrvr = [...(task.meta.wyndrvr ?? []), measurement]
    }
    const lease = await leaseLink(server, signal, record)
    onCleanup(lease.end)
    return lease.link
  })
