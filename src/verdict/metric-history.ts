import type { HistoryEntry } from '../results/history-entry.ts'
import { changePoints } from '../stats/change-points.ts'
import { middleOf } from '../stats/middle.ts'
import { figureIn } from './history-figures.ts'
import type { Metric } from './metric.ts'

/** The newest runs of a metric that are judged; older ones say little about today. */
const MOST_RUNS = 200

/** Any number will do, as long as it stays the same: a history that has not changed has the same change points. */
const SEED = 1

/** The course of a metric over comparable runs. */
export interface MetricHistory {
  readonly metric: Metric
  /** In the order in which they ran. */
  readonly runs: readonly HistoryRun[]
  /** Between changes, in order; a single one if nothing changed. Empty without runs. */
  readonly levels: readonly Level[]
  /** Runs that measured the metric under other conditions than the newest one, which are left out. */
  readonly others: number
}

/** A metric's figure in one run. */
export interface HistoryRun extends Pick<HistoryEntry, 'at' | 'commit'> {
  readonly value: number
}

/** Neighboring runs without a change. */
interface Level {
  /** Index of its first run. */
  readonly from: number
  readonly runs: number
  /** In the metric's unit. */
  readonly median: number
}

/**
 * The course of a metric over the runs that are comparable with the newest one: the same conditions and the same test.
 * @param entries in the order in which they ran
 */
export function metricHistory(metric: Metric, entries: readonly HistoryEntry[]): MetricHistory {
  const measured = entries.flatMap((entry) => {
    const { at, commit, conditions } = entry
    const figure = figureIn(entry, metric)
    return figure === null ? [] : [{ at, commit, value: figure.value, how: `${conditions} ${figure.test}` }]
  })
  const newest = measured.at(-1)
  const comparable = measured.filter(({ how }) => how === newest?.how)
  const runs = comparable.slice(-MOST_RUNS).map(({ at, commit, value }) => ({ at, commit, value }))
  return { metric, runs, levels: levelsOf(runs), others: measured.length - comparable.length }
}

function levelsOf(runs: readonly HistoryRun[]): readonly Level[] {
  if (runs.length === 0) return []
  const values = runs.map(({ value }) => value)
  const starts = [0, ...changePoints(values, SEED)]
  return starts.map((from, index) => {
    const level = values.slice(from, starts[index + 1])
    return { from, runs: level.length, median: middleOf(level.toSorted((a, b) => a - b)) }
  })
}
