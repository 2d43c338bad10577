import type { Dialect } from '../results/types.ts'
import { FULL_STEPS } from './full-steps.ts'
import type { FullStep } from './full-steps.ts'
import type { SuiteStep, TestOptions } from './kinds.ts'
import type { SuiteTests } from './suite-tests.ts'
import { SEED_TESTS, USUAL_TESTS } from './tests.ts'

/**
 * The steps of a full suite: every test of a dialect, one after the other, each short enough that all end in less than 25 s.
 * @param given options that replace the short ones; a `duration`, `count` or `size` sets the length of its tests
 */
export function fullSuite(given: TestOptions, dialect: Dialect): readonly SuiteStep[] {
  return FULL.filter(({ dialects }) => dialects.includes(dialect)).map(({ step }) => step(given, dialect))
}

/**
 * The names of the tests that a suite skips, because they are not available in the server's dialect. None if tests were
 * named: they are refused. A test that is about HTTP is no gap in another dialect.
 * @param dialect `null` if no server has answered
 */
export function leftOutOf(tests: SuiteTests['tests'], dialect: Dialect | null): readonly string[] {
  if (dialect === null) return []
  if (tests === undefined) return SEED_TESTS.filter((test) => !USUAL_TESTS[dialect].includes(test))
  if (tests !== 'full') return []
  return FULL.filter(({ dialects }) => !dialects.includes(dialect) && dialects.includes('native')).map(
    ({ name }) => name,
  )
}

/** In the order in which they run. UDP comes last: if it is blocked, the suite ends with it. */
const FULL: readonly FullStep[] = Object.values(FULL_STEPS)
  .flat()
  .toSorted((one, other) => Number(one.udp) - Number(other.udp))
