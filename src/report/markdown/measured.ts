import type { Measurement } from '../../results/types.ts'
import type { MarkdownInput } from './input.ts'

/** A measurement and whose it is. */
export interface Measured {
  /** The spec that measured it; `null` where there are none. */
  readonly spec: string | null
  readonly measurement: Measurement
}

/** All that was measured, in order. */
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
