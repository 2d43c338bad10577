import type { Measurement } from '../../results/types.ts'
import type { MarkdownInput } from './input.ts'

/** A measurement and its spec. */
export interface Measured {
  /** The spec that measured it; `null` without specs. */
  readonly spec: string | null
  readonly measurement: Measurement
}

/** All measurements, in order. */
export function measuredBy({
  document,
  specs,
}: Pick<MarkdownInput, 'document' | 'specs'>): readonly Measured[] {
  return specs.length > 0
    ? specs.flatMap(({ name, measurements }) =>
        measurements.map((measurement) => ({ spec: name, measurement })),
      )
    : document.measurements.map((measurement) => ({ spec: null, measurement }))
}
