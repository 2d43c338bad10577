import { MEASURE_NAMES, metricOf, USUAL } from '../../compare/measures.ts'
import type { MeasureName } from '../../compare/measures.ts'
import type { Inputs } from './inputs.ts'

/** What a comparison judges: the tests, or the default ones, and what a threshold bounds the change of. */
export function comparedNames({
  tests,
  thresholds,
}: Pick<Inputs, 'tests' | 'thresholds'>): readonly MeasureName[] {
  const bounded = new Set(thresholds.filter(({ kind }) => kind === 'regress').map(({ metric }) => metric))
  return MEASURE_NAMES.filter((name) => {
    const asked = tests.length === 0 ? USUAL.includes(name) : tests.includes(name)
    return asked || bounded.has(metricOf(name))
  })
}
