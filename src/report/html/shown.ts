import type { Measurement } from '../../results/types.ts'
import type { NamedRun } from '../formats/named-run.ts'
import { reportOf } from '../kinds.ts'

/** A measurement under the name that the page calls it. */
export interface Shown {
  readonly name: string
  readonly measurement: Measurement
}

/** The measurements of a run, under names that tell them apart. */
export function shownIn({ document: { measurements } }: NamedRun): readonly Shown[] {
  const clients = new Set(measurements.map(({ client }) => client)).size
  const named = measurements.map((measurement) => {
    const name = reportOf(measurement).nameOf(measurement)
    return { name: clients > 1 ? `${name}, client ${measurement.client}` : name, measurement }
  })
  const times = new Map<string, number>()
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1)
  return named.map(({ name, measurement }, place) => ({
    name: times.get(name) === 1 ? name : `${name} (measurement ${place + 1})`,
    measurement,
  }))
}
