import { overlapAsked } from '../src/host/measuring-lock.ts'
import { comparer } from './compare.ts'
import type { Compare } from './compare.ts'
import { leaseLink } from './link.ts'
import type { Link } from './link.ts'
import { programs } from './programs.ts'
import type { Spawn } from './programs.ts'
import { recorderOf, warn } from './record.ts'
import type { Recorder } from './record.ts'
import type { Route } from './route.ts'
import { leaseServer, SERVER_VARIABLE } from './server.ts'
import type { SpecServer, SpecServerOptions } from './server.ts'
import { strictAsked } from './strict.ts'
import { TimeBudget } from './time-budget.ts'
import { takingTurns } from './turns.ts'

/* Fixtures are told apart by their patterns, which vitest reads: an empty one asks for none. */
/* oxlint-disable no-empty-pattern */

const overlap = async ({}): Promise<boolean> => overlapAsked(process.env)

const strict = async ({}): Promise<boolean> => strictAsked(process.env)

const serverOptions = async ({}): Promise<SpecServerOptions> => ({})

/**
 * vitest's `test`, whose tests measure one at a time on this machine, with fixtures:
 * - `link`: the test's connection to the file's server, closed after the test and cut when the test is aborted.
 * - `linkTo`: connects further links, over other routes: `await linkTo(server.via({ port: 8080 }))`.
 * - `compare`: compares two routes in bursts that take turns: `await compare({ base: server, head: viaProxy })`.
 * - `server`: the file's server, started in its own process on a free port, or the one that `WYNDRVR_SERVER` names.
 * - `serverOptions`: how it is started; `test.override('serverOptions', { mode: 'process' })` at the top of a file.
 * - `startServer`: starts one more for the test: `await linkTo(await startServer({ mode: 'sequential' }))`.
 * - `spawn`, `spawnForFile`: start a program of yours, and stop it after the test, or the file.
 * - `overlap`: `test.override('overlap', true)` lets tests measure while others do.
 * - `strict`: `test.override('strict', true)` makes what can't be judged fail a test, instead of skipping it.
 */
export const test = takingTurns
  .extend('overlap', overlap)
  // Matchers look for it in every test.
  .extend('strict', { auto: true }, strict)
  .extend('serverOptions', { scope: 'file' }, serverOptions)
  .extend(
    'server',
    { scope: 'file' },
    async ({ serverOptions: options }, { onCleanup }): Promise<SpecServer> => {
      const lease = await leaseServer(process.env[SERVER_VARIABLE], options)
      onCleanup(lease.end)
      return lease.server
    },
  )
  .extend('startServer', async ({}, { onCleanup }) => {
    const ends: (() => Promise<void>)[] = []
    onCleanup(async () => {
      await Promise.all(ends.map(async (end) => end()))
    })
    return async (options: SpecServerOptions): Promise<SpecServer> => {
      const lease = await leaseServer(undefined, options)
      ends.push(lease.end)
      return lease.server
    }
  })
  .extend('time', async ({ task }): Promise<TimeBudget> => new TimeBudget(task.timeout))
  .extend('recorder', async ({ task, annotate }): Promise<Recorder> => recorderOf({ task, annotate }))
  .extend('compare', async ({ signal, time, recorder }): Promise<Compare> => {
    return comparer({ signal, budget: time, keep: recorder.compared })
  })
  .extend('linkTo', async ({ signal, time, recorder, annotate }, { onCleanup }) => {
    const owner = {
      signal,
      budget: time,
      record: recorder.measured,
      warn: async (sentence: string) => warn(annotate, sentence),
    }
    const ends: (() => Promise<void>)[] = []
    onCleanup(async () => {
      await Promise.all(ends.map(async (end) => end()))
    })
    return async (route: Route): Promise<Link> => {
      const lease = await leaseLink(route, owner)
      ends.push(lease.end)
      return lease.link
    }
  })
  .extend('link', async ({ linkTo, server }): Promise<Link> => linkTo(server))
  .extend('spawn', async ({}, { onCleanup }): Promise<Spawn> => {
    const group = programs()
    onCleanup(group.end)
    return group.spawn
  })
  .extend('spawnForFile', { scope: 'file' }, async ({}, { onCleanup }): Promise<Spawn> => {
    const group = programs()
    onCleanup(group.end)
    return group.spawn
  })

/**
 * Takes back what files before this one have overridden at their top: where files share their modules (`isolate: false`),
 * vitest keeps it for as long as the modules live.
 */
export function forgetOverrides(): void {
  test.override('overlap', overlap).override('strict', strict).override('serverOptions', serverOptions)
}
