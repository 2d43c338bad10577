import { usageError } from '../check.ts'
import { findHistory, noHistory } from '../history/store.ts'
import { printableLine } from '../printable.ts'
import { MAIN_METRICS } from '../report/markdown/main-metrics.ts'
import type { PastRuns } from '../report/past-runs.ts'
import type { HistoryEntry } from '../results/history-entry.ts'
import { metricNamed } from '../verdict/find-metric.ts'
import { figureIn } from '../verdict/history-figures.ts'
import { metricHistory } from '../verdict/metric-history.ts'
import { complain } from './say.ts'
import { currentBranch, storePlace } from './store-flags.ts'
import type { BranchFlags } from './store-flags.ts'

/** The flags of commands that look at a history. */
export interface PastFlags extends BranchFlags {
  readonly store: string
  /** Names; missing: the main metrics. */
  readonly metric?: readonly string[]
  /** The commit from which on runs count. */
  readonly since?: string
}

/**
 * Reads a history and finds the changes of its metrics. Complains about lines that are not entries.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function readPast({ store, metric: names, since, ...flags }: PastFlags): PastRuns {
  const place = storePlace(store, flags, () => currentBranch(process.env))
  // Unknown metrics are refused before anything is read.
  const asked = names?.map((name) => metricNamed(name))
  const found = findHistory(place)
  if (found === null) throw usageError(noHistory(place))
  const { entries: all, refused } = found
  for (const sentence of refused) complain(sentence)
  const entries = since === undefined ? all : entriesSince(all, since)
  const metrics =
    asked ?? MAIN_METRICS.filter((metric) => entries.some((entry) => figureIn(entry, metric) !== null))
  const { branch, job } = place
  return { branch, job, entries, metrics: metrics.map((metric) => metricHistory(metric, entries)) }
}

function entriesSince(entries: readonly HistoryEntry[], since: string): readonly HistoryEntry[] {
  const first = entries.findIndex(({ commit }) => commit?.startsWith(since))
  if (first >= 0) return entries.slice(first)
  throw usageError(
    `The history has no run of the commit ${printableLine(since).slice(0, 100)}. Give one that wyndrvr history show --format json lists.`,
  )
}
