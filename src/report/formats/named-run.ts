import type { ResultDocument } from '../../results/types.ts'
import { METRICS } from '../../verdict/metrics.ts'
import type { Figure, Metric } from '../../verdict/metric.ts'
import { worstValue } from '../../verdict/readings.ts'

/** A result document and the name that tells it from others. */
export interface NamedRun {
  /** Usually the path of its file. */
  readonly name: string
  readonly document: ResultDocument
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
