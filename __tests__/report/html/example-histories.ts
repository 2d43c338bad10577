import type { PastRuns } from '../../../src/report/past-runs.ts'
import type { HistoryEntry } from '../../../src/results/history-entry.ts'
import { metricNamed } from '../../../src/verdict/find-metric.ts'
import { metricHistory } from '../../../src/verdict/metric-history.ts'
import { exampleEntry } from '../../support/documents/history-entries.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { commitOf } from '../../support/documents/past-runs.ts'

/** A history of latency and download, in which some runs were made under other conditions. */
export function exampleHistory(
  latency: readonly number[],
  given: Partial<Pick<HistoryEntry, 'branch' | 'job'>> = {},
): PastRuns {
  const { branch = 'main', job = 'default' } = given
  const entries = latency.map((value, index) =>
    exampleEntry({
      branch,
      job,
      run: `run-${index}`,
      at: new Date(Date.UTC(2026, 10, 1, index)).toISOString(),
      // Releases have longer names, and some commits are unknown.
      commit: index % 30 === 4 ? 'release/2026.11.28-rc1' : index % 30 === 5 ? null : commitOf(index),
      conditions: index % 30 === 7 ? 'linux-arm64-1' : 'linux-x64-1',
      tests: [{ test: '1', figures: { 'latency.p50': value, 'download.mbps': 900 } }],
    }),
  )
  const metrics = ['latency.p50', 'download'].map((name) => metricHistory(metricNamed(name), entries))
  return { branch, job, entries, metrics }
}

/** Figures of 90 runs at four levels. */
export const LEVELS: readonly number[] = Array.from({ length: 90 }, (_, index) => {
  const level = index < 30 ? 1 : index < 60 ? 1.2 : index < 84 ? 1.05 : 1.3
  return level + 0.004 * (index % 5)
})

/** A history whose names are hostile. */
export function hostileHistory(): PastRuns {
  return exampleHistory(LEVELS, { branch: HOSTILE.join(' '), job: HOSTILE.toReversed().join(' ') })
}
