import type { Measurement } from '../../results/types.ts'
import type { MarkdownInput } from './input.ts'
import { legsByMeasurement } from './legs.ts'

/** A measurement and its spec. */
export interface Measured {
  /** The spec that measured it, or the document of a merged one; `null` without both. */
  readonly spec: string | null
  readonly measurement: Measurement
}

/** All measurements, in order. */
export function measuredBy({
  document,
  specs,
}: Pick<MarkdownInput, 'document' | 'specs'>): readonly Measured[] {
  const legs = legsByMeasurement(document)
  return specs.length > 0
    ? specs.flatMap(({ name, measurements }) =>
        measurements.map((measurement) => ({ spec: name, measurement })),
      )
    : document.measurements.map((measurement, place) => ({
        spec: legs.get(place)?.name ?? null,
        measurement,
      }))
}
