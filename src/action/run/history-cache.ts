import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { fileName } from '../../history/file-name.ts'
import type { HistoryPlace } from '../../verdict/history-figures.ts'
import { withCacheVariables } from '../child-environment.ts'
import type { KeptStore } from './kept-store.ts'

/**
 * Restores the newest history of a branch and a job from the repository's cache; an empty folder if there is none. Keeping it
 * saves another entry, because entries of a cache never change.
 * @throws {Error} if the runner has no cache, or the entry cannot be restored
 */
export async function restoreHistory({
  branch,
  job,
}: Pick<HistoryPlace, 'branch' | 'job'>): Promise<KeptStore> {
  // Few jobs need this library, and it is large.
  const { isFeatureAvailable, restoreCache, saveCache } = await import('@actions/cache')
  const name = fileName(branch, job)
  const folder = cachedFolder(name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const prefix = `wyndrvr-history-${name}-`
  const key = `${prefix}${process.env['GITHUB_RUN_ID'] ?? ''}-${process.env['GITHUB_RUN_ATTEMPT'] ?? ''}`
  await withCacheVariables(async () => {
    if (!isFeatureAvailable())
      throw new Error('this runner has no cache. Set the input history to a folder, or to branch: and a name')
    // The library does not tell an error from a miss. After an error, the entry with this run alone would take the place of all.
    const found = await restoreCache([folder], key, [prefix], { lookupOnly: true })
    if (found !== undefined && (await restoreCache([folder], key, [prefix])) === undefined)
      throw new Error(`the entry ${found} of the cache could not be restored`)
  })
  const keep = async (): Promise<boolean> => {
    // The library has said why, or that the job may only read.
    if ((await withCacheVariables(async () => saveCache([folder], key))) === -1)
      throw new Error('the cache did not take it')
    return true
  }
  return { folder, keep }
}

/** The folder's path is part of what identifies an entry of a cache, so it is the same in every run. */
function cachedFolder(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16)
  return join(process.env['RUNNER_TEMP'] ?? tmpdir(), `wyndrvr-history-${digest}`)
}
