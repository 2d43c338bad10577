import type { MatcherState } from 'vitest'

import { strictAsked } from '../environment.ts'
import { annotate } from './annotate-test.ts'
import { testOf } from './running-test.ts'
import type { Test } from './running-test.ts'

/** Whether what can't be judged fails: the matcher's option goes first, then the test's fixture, then the environment. */
export function isStrict(state: MatcherState, option: boolean | undefined): boolean {
  if (option !== undefined) return option
  const context = testOf(state)?.context
  if (context !== undefined && 'strict' in context && typeof context.strict === 'boolean')
    return context.strict
  return strictAsked(process.env)
}

/**
 * Leaves a test open, with an annotation that says why. It does not return where the test is to end here: it is skipped
 * then. A soft assertion, and one within another (`expect.toHaveLatencyBelow(…)`), let it go on and skip it at its end.
 * A polled one ends with the last reason when its time is up.
 *
 * Never is a failure covered: a test that has failed, or does so later on, fails.
 * @param asked what was to be judged: a poll says only once why it could not be
 * @returns whether the test goes on; false where it has failed already, or is not known, so that this has to fail it
 */
export function leaveOpen(state: MatcherState, reason: string, asked: string): boolean {
  const test = testOf(state)
  if (test === undefined || test.result?.state === 'fail') return false
  annotate(test, 'warning', reason, state.poll === true ? asked : reason)
  if (state.soft !== true && state.task !== undefined) throw skipOf(test, reason)
  test.context.onTestFinished(() => {
    if (test.result?.state !== 'fail') throw skipOf(test, reason)
  })
  return true
}

/**
 * What vitest throws to skip a test. It marks the test as skipped before it throws, though what is thrown may be caught:
 * by a poll that goes on and passes for instance. Thrown alone it skips the test where it ends it.
 */
function skipOf(test: Test, reason: string): unknown {
  try {
    return test.context.skip(reason)
  } catch (skip) {
    if (test.result) Reflect.deleteProperty(test.result, 'pending')
    return skip
  }
}
