import type { ResultDocument } from '../../results/types.ts'
import { partsOf } from '../../results/split.ts'
import { METRICS } from '../../verdict/metrics.ts'
import type { Figure, Metric } from '../../verdict/metric.ts'
import { worstValue } from '../../verdict/readings.ts'

/** A result document and the name that tells it from others. */
export interface NamedRun {
  /** Usually the path of its file. */
  readonly name: string
  readonly document: ResultDocument
}

/**
 * Merged documents as the runs that they were made of, each with both names, and what was judged of all of them together as
 * another one.
 */
export function separateRuns(runs: readonly NamedRun[]): readonly NamedRun[] {
  return runs.flatMap((run) => {
    const { name, document } = run
    const parts = partsOf(document)
    if (parts.length === 0) return [run]
    const told = new Set(document.origins?.flatMap(({ verdicts }) => verdicts))
    const verdicts = document.verdicts.filter((_, index) => !told.has(index))
    const { origins: _origins, specs: _specs, together: _together, ...whole } = document
    return [
      ...parts.map((part) => ({ name: `${name}: ${part.name}`, document: part.document })),
      ...(verdicts.length === 0
        ? []
        : [{ name, document: { ...whole, measurements: [], comparisons: [], verdicts } }]),
    ]
  })
}

/** A metric's figure in one measurement of a run. */
export interface Reading {
  readonly metric: Metric
  /** In the metric's unit; +infinity for a percentile that falls on a lost sample. */
  readonly value: number
  /** Number of the measurement in its document, from 1. */
  readonly number: number
  readonly measurement: ResultDocument['measurements'][number]
}

/** All known figures of a run, in the order of its measurements. Of several figures of a metric the worst, as for thresholds. */
export function readingsIn({ document }: NamedRun): readonly Reading[] {
  return document.measurements.flatMap((measurement, place) =>
    METRICS.flatMap((metric) => {
      const value = worstValue(metric, metric.read(measurement).filter(isKnown))
      return value === null ? [] : [{ metric, value, number: place + 1, measurement }]
    }),
  )
}

function isKnown(figure: Figure): figure is Figure & { readonly value: number } {
  return figure.value !== null
}
