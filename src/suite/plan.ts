import type { Dialect } from '../results/types.ts'
import { fullSuite } from './full-suite.ts'
import { planAll, planKind, planStep } from './kinds.ts'
import type { PlannedStep, Plans, SuiteStep, TestName, TestOptions } from './kinds.ts'
import { SEED_TESTS } from './tests.ts'

/** Which tests to run, and their options. */
export interface SuiteTests extends TestOptions {
  /**
   * The tests, in the order in which they run. Default: latency, download and upload. `'full'`: every test of the
   * server's dialect, short: in less than 25 s, unless a `duration`, `count` or `size` is given.
   */
  readonly tests?: readonly (TestName | SuiteStep)[] | 'full' | undefined
}

/** The steps of a suite in each dialect, in the order in which they run. */
export type SuitePlan = Readonly<Record<Dialect, readonly PlannedStep[]>>

/**
 * Plans a suite once, before the dialect of its server is known: a full suite has fewer and other steps in the seed dialect.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, even if no test uses it
 */
export function planSuite(options: SuiteTests): SuitePlan {
  // All kinds, used or not: an option out of range is never ignored.
  const shared = planAll(options)
  const native = planSteps(options, 'native', shared)
  return {
    native,
    iperf3: native,
    seed: options.tests === 'full' ? planSteps(options, 'seed', shared) : native,
  }
}

function planSteps(options: SuiteTests, dialect: Dialect, shared: Plans): readonly PlannedStep[] {
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
