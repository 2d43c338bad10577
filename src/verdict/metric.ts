import type { Measurement, MeasurementKind } from '../results/types.ts'
import type { MetricUnit } from '../text/figure.ts'

/** A figure of a measurement that can be judged. */
export interface Metric {
  /** The test and its figure: `latency.p99`. */
  readonly name: string
  /** The test alone, for its main figure: `download` is `download.mbps`. `null` for other figures. */
  readonly short: string | null
  /** The unit in a document; `''` for a plain number. */
  readonly unit: MetricUnit
  /** The direction in which it is better. */
  readonly better: 'lower' | 'higher'
  /** What it is, in words: `Latency over TCP: 99th percentile`. */
  readonly what: string
  /** Its figures in a measurement: several if the measurement has several, none if it is of another kind. */
  readonly read: (measurement: Measurement) => readonly Figure[]
}

/** A metric's figure in one measurement. */
export interface Figure {
  /** +infinity for a percentile that falls on a lost sample; `null` if unknown. */
  readonly value: number | null
  /** Why it is `null` or +infinity, as a sentence; `null` without a reason. */
  readonly why: string | null
}

/** A metric without its test: a figure of a measurement or of a part of one. */
export interface Field<T> extends Pick<Metric, 'name' | 'unit' | 'better' | 'what'> {
  readonly read: (from: T) => Figure
}

/**
 * The metrics of one subject.
 * @param find what of a measurement has the fields
 * @param main the field that has the subject as its short name
 */
export function metricsOf<T>(
  subject: string,
  what: string,
  fields: readonly Field<T>[],
  find: (measurement: Measurement) => readonly T[],
  main: string | null = null,
): readonly Metric[] {
  return fields.map((field) => ({
    ...field,
    name: `${subject}.${field.name}`,
    short: field.name === main ? subject : null,
    what: `${what}: ${field.what}`,
    read: (measurement) => find(measurement).map((found) => field.read(found)),
  }))
}

type OfKind<Kind extends MeasurementKind> = Extract<Measurement, { kind: Kind }>

/** Finds what has figures in the measurements of one kind. */
export function inKind<Kind extends MeasurementKind, T>(
  kind: Kind,
  find: (found: OfKind<Kind>) => readonly T[],
) {
  const isOfKind = (found: Measurement): found is OfKind<Kind> => found.kind === kind
  return (found: Measurement): readonly T[] => (isOfKind(found) ? find(found) : [])
}

/** Finds the measurement itself. */
export function all<One>(found: One): readonly One[] {
  return [found]
}

/** A field that is better if it is lower. */
export function lower<T>(
  name: string,
  unit: MetricUnit,
  what: string,
  value: (from: T) => number | null,
  why: (from: T) => string | undefined = () => undefined,
): Field<T> {
  const read = (from: T): Figure => ({ value: value(from), why: why(from) ?? null })
  return { name, unit, better: 'lower', what, read }
}

/** A field that is better if it is higher. */
export function higher<T>(...field: Parameters<typeof lower<T>>): Field<T> {
  return { ...lower<T>(...field), better: 'higher' }
}

/** A part as a share of the whole; `null` if the whole is 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
