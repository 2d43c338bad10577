import type { Measurement } from '../results/types.ts'
import type { Figure, Metric } from './metric.ts'
import { notMeasured } from './not-measured.ts'

/** A metric's figures in some measurements. */
export interface Readings {
  /** Figures of trustworthy measurements. +infinity for a percentile that falls on a lost sample. */
  readonly trusted: readonly (Figure & { readonly value: number })[]
  /** Why the other figures cannot be judged. */
  readonly others: readonly Unjudged[]
}

/** Why a figure cannot be judged. */
export interface Unjudged {
  readonly reason: 'untrusted' | 'unknown'
  /** A sentence without a subject and a full stop. */
  readonly sentence: string
}

/** Finds a metric's figures in measurements, apart from those that cannot be judged. */
export function readingsOf(metric: Metric, measurements: readonly Measurement[]): Readings {
  const trusted: (Figure & { readonly value: number })[] = []
  const others: Unjudged[] = []
  for (const measurement of measurements) {
    for (const figure of metric.read(measurement)) {
      const { value } = figure
      if (!measurement.validity.ok) {
        const why = phrase(measurement.validity.reasons.join(' '))
        others.push({ reason: 'untrusted', sentence: `is not trustworthy: ${why}` })
      } else if (value === null) {
        const why = figure.why === null ? '' : `: ${phrase(figure.why)}`
        others.push({ reason: 'unknown', sentence: `is unknown${why}` })
      } else trusted.push({ ...figure, value })
    }
  }
  return { trusted, others }
}

/** The worst of a metric's figures; `null` without any. */
export function worstValue(metric: Metric, figures: Readings['trusted']): number | null {
  return figures.map(({ value }) => value).toSorted((a, b) => worseBy(metric, a, b))[0] ?? null
}

/** A figure of a run that can be compared with that of another, or why it has none, to continue the metric's name with. */
export type Usable = { readonly value: number } | { readonly reason: string }

/** The worst of a metric's figures in a run, all of which must be trustworthy. */
export function worstFigure(metric: Metric, measurements: readonly Measurement[]): Usable {
  const { trusted, others } = readingsOf(metric, measurements)
  const [other] = others
  if (other !== undefined) return { reason: other.sentence }
  const worst = worstValue(metric, trusted)
  return worst === null ? { reason: notMeasured(metric, isMeasuredIn(measurements)) } : { value: worst }
}

/** Tells whether measurements or comparisons have a metric, trustworthy or not. */
export function isMeasuredIn(
  measurements: readonly Measurement[],
  comparisons: readonly { readonly metric: string }[] = [],
): (metric: Metric) => boolean {
  return ({ name, read }) =>
    measurements.some((measurement) => read(measurement).length > 0) ||
    comparisons.some(({ metric }) => metric === name)
}

/** The difference of two figures of a metric, counted so that more is worse. */
export function worseBy({ better }: Pick<Metric, 'better'>, base: number, head: number): number {
  return better === 'lower' ? head - base : base - head
}

/** A sentence as a part of another one, shortened since reasons may come from a file. */
function phrase(sentence: string): string {
  const line = sentence.replaceAll(/\s+/g, ' ').replace(/\.$/, '')
  return line.length > LONGEST ? `${line.slice(0, LONGEST).trimEnd()}…` : line
}

/** Characters of a reason that are kept. */
const LONGEST = 400
