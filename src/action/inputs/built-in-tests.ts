import { MEASURE_NAMES } from '../../compare/measures.ts'
import type { Dialect } from '../../results/types.ts'
import type { SuiteStep } from '../../suite/kinds.ts'
import { BUILT_IN_TESTS } from '../kinds.ts'
import type { Task } from './inputs.ts'

/** What the input `tests` may list. */
export const TEST_NAMES: Readonly<Record<Task, readonly string[]>> = {
  suite: BUILT_IN_TESTS.map(({ name }) => name),
  compare: MEASURE_NAMES,
  server: [],
  judge: [],
  report: [],
}

/** The tests that run: those that are chosen, or else those that run by default. */
export function testNames(chosen: readonly string[]): readonly string[] {
  return chosen.length > 0
    ? chosen
    : BUILT_IN_TESTS.filter(({ byDefault }) => byDefault).map(({ name }) => name)
}

/**
 * The steps of the built-in suite.
 * @param names of tests; empty: those that run by default and that the dialect supports
 * @param duration of each, ms
 */
export function builtInSteps(
  names: readonly string[],
  duration: number,
  dialect: Dialect,
): readonly SuiteStep[] {
  return BUILT_IN_TESTS.filter(({ name, byDefault, dialects }) =>
    names.length > 0 ? names.includes(name) : byDefault && dialects.includes(dialect),
  ).flatMap(({ steps }) => steps(duration, dialect))
}
