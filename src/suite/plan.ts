import type { Dialect } from '../results/types.ts'
import { fullSuite } from './full-suite.ts'
import { planAll, planKind, planStep } from './kinds.ts'
import type { PlannedStep, Plans, SuiteStep, TestName } from './kinds.ts'
import type { SuiteTests } from './suite-tests.ts'
import { USUAL_TESTS } from './tests.ts'

/** The steps of a suite in each dialect, in the order in which they run. */
export type SuitePlan = Readonly<Record<Dialect, readonly PlannedStep[]>>

/**
 * Plans a suite once, before the dialect of its server is known: a full suite has fewer and other steps in some dialects, and so
 * has one without named tests in the iperf3 dialect.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, even if no test uses it
 */
export function planSuite(options: SuiteTests): SuitePlan {
  // All kinds, used or not: an option out of range is never ignored.
  const shared = planAll(options)
  return {
    native: planSteps(options, 'native', shared),
    seed: planSteps(options, 'seed', shared),
    iperf3: planSteps(options, 'iperf3', shared),
    http1: planSteps(options, 'http1', shared),
    http2: planSteps(options, 'http2', shared),
    ws: planSteps(options, 'ws', shared),
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
  const { tests = USUAL_TESTS[dialect] } = options
  return tests === 'full' ? fullSuite(options, dialect) : tests
}
