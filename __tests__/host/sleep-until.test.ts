import { expect, test } from 'vitest'

import { sleepUntil } from '../../src/host/sleep-until.ts'

const never = new AbortController().signal

test.each([-1000, 0, 0.05, 3, 40])('a wait of %d ms does not end early', async (wait) => {
  const time = performance.now() + wait
  await sleepUntil(time, never)
  expect(performance.now()).toBeGreaterThanOrEqual(time)
})

test('a signal ends it, before and during the wait', async () => {
  const stop = new AbortController()
  const waiting = sleepUntil(performance.now() + 600_000, stop.signal)
  stop.abort()
  await expect(waiting).resolves.toBeUndefined()
  await expect(sleepUntil(performance.now() + 600_000, stop.signal)).resolves.toBeUndefined()
})
