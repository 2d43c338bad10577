import { usageError } from '../check.ts'
import { findHistory, noHistory } from '../history/store.ts'
import type { HistoryEntry } from '../results/history-entry.ts'
import { writtenThreshold } from '../verdict/threshold.ts'
import type { Threshold } from '../verdict/threshold.ts'
import type { Env } from './color.ts'
import { complain } from './say.ts'
import { currentBranch, storePlace } from './store-flags.ts'
import type { BranchFlags } from './store-flags.ts'

/** The flags of commands that judge a run against a history. */
export interface HistoryFlags extends BranchFlags {
  /** Folder of the store. */
  readonly history?: string
}

/**
 * The runs that `shift` thresholds look for changes in: those of the branch that a pull request targets, or of the current
 * branch. Complains about lines that are not entries, and if there is no such history, as before the first run.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it cannot be read, if a threshold needs one, or if none does
 */
export function historyOf(
  { history, branch, job }: HistoryFlags,
  thresholds: readonly Threshold[],
  env: Env,
): readonly HistoryEntry[] {
  const shift = thresholds.find(({ kind }) => kind === 'shift')
  if (history === undefined) {
    if (shift !== undefined) {
      const sentence = `The threshold '${writtenThreshold(shift)}' needs a history of earlier runs. Give it with --history.`
      throw usageError(sentence)
    }
    if (branch === undefined && job === undefined) return []
    throw usageError('--branch and --job choose a history. Give --history too, or remove them.')
  }
  if (shift === undefined) {
    throw usageError(
      "--history is for thresholds with shift, such as 'latency.p50 shift < 5%'. Give one, or remove it.",
    )
  }
  const place = storePlace(history, { branch, job }, () => env['GITHUB_BASE_REF'] || currentBranch(env))
  const found = findHistory(place)
  if (found === null) complain(noHistory(place))
  for (const sentence of found?.refused ?? []) complain(sentence)
  return found?.entries ?? []
}
