import type { Measurement } from '../../results/types.ts'
import type { NamedRun } from '../formats/named-run.ts'
import { reportOf } from '../kinds.ts'
import { specName } from '../spec-name.ts'

/** A measurement under the name that the page calls it. */
export interface Shown {
  readonly name: string
  readonly measurement: Measurement
}

/** The measurements of a run, under names that tell them apart: those of specs begin with the spec's. */
export function shownIn({ document: { measurements, specs = [] } }: NamedRun): readonly Shown[] {
  const clients = new Set(measurements.map(({ client }) => client)).size
  const specOf = new Map(
    specs.flatMap((spec) => spec.measured.map(({ measurement }) => [measurement, specName(spec, specs)])),
  )
  const named = measurements.map((measurement, place) => {
    const name = reportOf(measurement).nameOf(measurement)
    const spec = specOf.get(place)
    const own = spec === undefined ? name : `${spec}: ${name}`
    return { name: clients > 1 ? `${own}, client ${measurement.client}` : own, measurement }
  })
  const times = new Map<string, number>()
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1)
  return named.map(({ name, measurement }, place) => ({
    name: times.get(name) === 1 ? name : `${name} (measurement ${place + 1})`,
    measurement,
  }))
}
