import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { restoreHistory } from '../../../src/action/run/history-cache.ts'
import type { KeptStore } from '../../../src/action/run/kept-store.ts'
import { addToHistory, findHistory } from '../../../src/history/store.ts'
import { exampleEntries } from '../../support/documents/history-entries.ts'
import { startCacheService } from '../../support/github/cache-service.ts'
import type { CacheService } from '../../support/github/cache-service.ts'

const MAIN = { branch: 'main', job: 'default' } as const

let folder = ''
let cache: CacheService
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-cache-'))
  cache = await startCacheService()
})
afterAll(async () => {
  await cache[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  vi.stubEnv('RUNNER_TEMP', folder)
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com')
  vi.stubEnv('GITHUB_WORKSPACE', folder)
  vi.stubEnv('GITHUB_RUN_ATTEMPT', '1')
  // The library writes the commands of a runner.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  cache.clear()
})

/** The history as a run finds it. */
async function restored(
  run: number,
  place: Readonly<Record<'branch' | 'job', string>> = MAIN,
): Promise<KeptStore> {
  for (const [name, value] of Object.entries({ ...cache.env, GITHUB_RUN_ID: String(run) }))
    vi.stubEnv(name, value)
  return restoreHistory(place)
}

async function add({ folder: store }: KeptStore, index: number): Promise<void> {
  await addToHistory({ store, ...MAIN }, exampleEntries(10).slice(index, index + 1), {
    keep: 200,
    maxAge: null,
  })
}

function runsIn({ folder: store }: KeptStore): readonly string[] {
  return findHistory({ store, ...MAIN })?.entries.map(({ run }) => run) ?? []
}

test('every run finds the newest entry of its branch and job, and saves another', async () => {
  for (const run of [0, 1, 2]) {
    const store = await restored(run)
    expect(runsIn(store)).toEqual(['run-0', 'run-1', 'run-2'].slice(0, run))
    await add(store, run)
    expect(await store.keep()).toBe(true)
  }
  expect(cache.keys()).toEqual([0, 1, 2].map((run) => `wyndrvr-history-main.default.jsonl-${run}-1`))
  for (const place of [
    { ...MAIN, branch: 'other' },
    { ...MAIN, job: 'default-2' },
  ])
    expect(runsIn(await restored(3, place))).toEqual([])
})

test('an entry that cannot be restored is not replaced by a history of one run', async () => {
  const store = await restored(1)
  await add(store, 0)
  expect(await store.keep()).toBe(true)
  cache.spoil()
  await expect(restored(2)).rejects.toThrow(
    'the entry wyndrvr-history-main.default.jsonl-1-1 of the cache could not be restored',
  )
})

test('what another job left on the runner is not taken for the history', async () => {
  await add(await restored(1), 0)
  expect(runsIn(await restored(2))).toEqual([])
})

test('a runner without a cache is told what else there is', async () => {
  vi.stubEnv('ACTIONS_RESULTS_URL', '')
  vi.stubEnv('ACTIONS_CACHE_URL', '')
  await expect(restoreHistory(MAIN)).rejects.toThrow(
    'this runner has no cache. Set the input history to a folder, or to branch: and a name',
  )
})
