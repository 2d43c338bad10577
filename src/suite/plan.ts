import type { Dialect } from '../results/types.ts'
import { fullSuite } from './full-suite.ts'
import { planAll, planKind, planStep } from './kinds.ts'
import type { PlannedStep, SuiteStep, TestName, TestOptions } from './kinds.ts'
import { SEED_TESTS } from './tests.ts'

/** Which tests to run, and their options. */
export interface SuiteTests extends TestOptions {
  /**
   * The tests, in the order in which they run. Default: latency, download and upload. `'full'`: every test of the
   * server's dialect, short: in less than 25 s, unless a `duration`, `count` or `size` is given.
   */
  readonly tests?: readonly (TestName | SuiteStep)[] | 'full' | undefined
}

/**
 * Plans the steps of a suite, in the order in which they run.
 * @param dialect a full suite has fewer and other steps in the seed dialect
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, even if no test uses it
 */
export function planSuite(options: SuiteTests, dialect: Dialect = 'native'): readonly PlannedStep[] {
  const shared = planAll(options)
  return stepsOf(options, dialect).map((step) => {
    if (typeof step === 'string') return planStep(step, options, (kind) => shared[kind])
    const { test, ...own } = step
    const merged = { ...options, ...own }
    return planStep(test, merged, (kind) => planKind(kind, merged))
  })
}

function stepsOf(options: SuiteTests, dialect: Dialect): readonly (TestName | SuiteStep)[] {
  const { tests = SEED_TESTS } = options
  return tests === 'full' ? fullSuite(options, dialect) : tests
}
