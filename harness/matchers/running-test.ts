import { TestRunner } from 'vitest'
import type { MatcherState } from 'vitest'

/** A test that runs. */
export type Test = NonNullable<MatcherState['task']>

/**
 * The test that a matcher is used in. Within another assertion (`toEqual({ latency: expect.toHaveLatencyBelow('5ms') })`)
 * vitest does not tell; where tests run at once there is no telling which it is, and `undefined`.
 */
export function testOf({ task }: MatcherState): Test | undefined {
  if (task !== undefined) return task
  const current = TestRunner.getCurrentTest()
  return current?.type === 'test' && current.concurrent !== true ? current : undefined
}
