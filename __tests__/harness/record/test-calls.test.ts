import { once } from 'node:events'

import { expect, test } from 'vitest'
import type { TestContext } from 'vitest'

import { testCalls, testLife } from '../../../harness/record/test-calls.ts'
import type { Tracked } from '../../../harness/record/test-calls.ts'

/** A test whose end can be awaited. */
function passingTest(): {
  readonly calls: Tracked
  readonly signal: AbortSignal
  readonly end: () => Promise<void>
} {
  const ends: (() => unknown)[] = []
  const context = {
    task: { result: { state: 'pass' } },
    onTestFinished: (end: () => unknown) => void ends.push(end),
  }
  const { signal, stop } = testLife(new AbortController().signal)
  // Only what the function uses of a test's context.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const calls = testCalls({ ...(context as unknown as TestContext), stop })
  return {
    calls,
    signal,
    end: async () => {
      for (const end of ends) await end()
    },
  }
}

test('a call that still runs at the end of its test is stopped, and the test waits for it', async () => {
  const { calls, signal, end } = passingTest()
  const steps: string[] = []
  const compare = calls('compare', async () => {
    await once(signal, 'abort')
    steps.push('stopped')
    await new Promise(setImmediate)
    steps.push('ended')
  })
  const asked = compare().then(() => undefined)
  expect(steps).toEqual([])
  await end()
  expect(steps).toEqual(['stopped', 'ended'])
  await asked
})

test('a call whose result nobody has asked for fails its test, once it has been stopped', async () => {
  const { calls, signal, end } = passingTest()
  const measure = calls('measure', async () => {
    await once(signal, 'abort')
    throw new Error('stopped')
  })
  void measure()
  await expect(end()).rejects.toThrow(
    'measure(…) was not awaited, so the test ended without its result. Write: await measure(…)',
  )
})

test('the signal of a test aborts its calls before its end', () => {
  const canceled = new AbortController()
  const { signal } = testLife(canceled.signal)
  canceled.abort()
  expect(signal.aborted).toBe(true)
})
