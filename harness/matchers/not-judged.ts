import type { MatcherState } from 'vitest'

import { keepUnjudged } from '../record/recorder.ts'
import { strictAsked } from '../variables.ts'
import { annotate } from './annotate-test.ts'
import { testOf } from './running-test.ts'
import type { Test } from './running-test.ts'

/** Whether to fail what cannot be judged: by the matcher's option, else the test's fixture, else the environment. */
export function isStrict(state: MatcherState, option: boolean | undefined): boolean {
  if (option !== undefined) return option
  const context = testOf(state)?.context
  if (context !== undefined && 'strict' in context && typeof context.strict === 'boolean')
    return context.strict
  return strictAsked(process.env)
}

/**
 * Skips a test, with an annotation that says why. Throws to end the test at once, unless the assertion is soft or inside
 * another one (`expect.toHaveLatencyBelow(…)`): then the test continues and is skipped at its end. A polled assertion is
 * skipped with its last reason when its time is up.
 *
 * A failure always wins: a test that has failed, or fails later, is not skipped.
 * @param asked what could not be judged; a poll is annotated once for it
 * @returns whether the test continues; false if it has failed or is unknown, so that the matcher must fail
 */
export function skipNotJudged(state: MatcherState, reason: string, asked: string): boolean {
  const test = testOf(state)
  if (test === undefined || test.result?.state === 'fail') return false
  keepUnjudged(test, reason)
  annotate(test, 'warning', reason, state.poll === true ? asked : reason)
  if (state.soft !== true && state.task !== undefined) throw skipOf(test, reason)
  test.context.onTestFinished(() => {
    if (test.result?.state !== 'fail') throw skipOf(test, reason)
  })
  return true
}

/**
 * The error that skips a test when thrown. vitest also marks the test as skipped at once, which would be wrong if the error
 * is caught, as by a poll that passes later: the mark is removed.
 */
function skipOf(test: Test, reason: string): unknown {
  try {
    return test.context.skip(reason)
  } catch (skip) {
    if (test.result) Reflect.deleteProperty(test.result, 'pending')
    return skip
  }
}
