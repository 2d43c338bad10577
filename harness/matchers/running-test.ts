import { TestRunner } from 'vitest'
import type { MatcherState } from 'vitest'

/** A running test. */
export type Test = NonNullable<MatcherState['task']>

/**
 * The test that uses a matcher. Inside another assertion (`toEqual({ latency: expect.toHaveLatencyBelow('5ms') })`) vitest
 * does not name it; among concurrent tests it is then unknown, and `undefined`.
 */
export function testOf({ task }: MatcherState): Test | undefined {
  if (task !== undefined) return task
  const current = TestRunner.getCurrentTest()
  return current?.type === 'test' && current.concurrent !== true ? current : undefined
}
