import type { Dialect } from '../results/types.ts'
import { FULL_STEPS } from './kinds.ts'
import type { FullStep, SuiteStep, TestOptions } from './kinds.ts'

/**
 * The steps of a full suite: every test of a dialect, one after the other, each short enough that all end in less than 25 s.
 * @param given options that replace the short ones; a `duration`, `count` or `size` sets the length of its tests
 */
export function fullSuite(given: TestOptions, dialect: Dialect): readonly SuiteStep[] {
  return FULL.filter(({ native }) => dialect === 'native' || !native).map(({ step }) => step(given, dialect))
}

/** The names of the steps that are not available in a dialect; `null` if no server has answered. */
export function leftOutOf(dialect: Dialect | null): readonly string[] {
  return dialect === 'native' ? [] : FULL.filter(({ native }) => native).map(({ name }) => name)
}

/** In the order in which they run. UDP comes last: if it is blocked, the suite ends with it. */
const FULL: readonly FullStep[] = Object.values(FULL_STEPS)
  .flat()
  .toSorted((one, other) => Number(one.udp) - Number(other.udp))
