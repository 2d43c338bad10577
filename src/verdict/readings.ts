import type { Measurement } from '../results/types.ts'
import type { Figure, Metric } from './metrics.ts'

/** All that measurements tell of a metric. */
export interface Readings {
  /** Figures of measurements that are to be trusted. +infinity for a percentile that falls on a lost sample. */
  readonly trusted: readonly (Figure & { readonly value: number })[]
  /** Why the others are not known, or not to be trusted: sentences without a full stop. */
  readonly others: readonly string[]
}

/** Finds a metric's figures in measurements, and sorts out what can't be judged. */
export function readingsOf(metric: Metric, measurements: readonly Measurement[]): Readings {
  const trusted: (Figure & { readonly value: number })[] = []
  const others: string[] = []
  for (const measurement of measurements) {
    for (const figure of metric.read(measurement)) {
      const { value } = figure
      if (!measurement.validity.ok) {
        others.push(`is not to be trusted: ${phrase(measurement.validity.reasons.join(' '))}`)
      } else if (value === null) {
        others.push(`is not known${figure.why === null ? '' : `: ${phrase(figure.why)}`}`)
      } else trusted.push({ ...figure, value })
    }
  }
  return { trusted, others }
}

/** A sentence as a part of another one; reasons may have come from a file. */
function phrase(sentence: string): string {
  const line = sentence.replaceAll(/\s+/g, ' ').replace(/\.$/, '')
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line
}

/** Characters of a reason: enough to know what is the matter. */
const LONGEST = 400
