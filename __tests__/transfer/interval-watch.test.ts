import { expect, test } from 'vitest'

import { nanoseconds } from '../../src/host/clock.ts'
import { Counter } from '../../src/transfer/counter.ts'
import { IntervalWatch } from '../../src/transfer/interval-watch.ts'

/** The calls for a count that has had its first bytes, up to the one given as the last. */
async function told(last: string, answer: (calls: readonly string[]) => boolean): Promise<readonly string[]> {
  const counter = new Counter({ bytes: null, seconds: null, warmup: 0, interval: 0.01 })
  const calls: string[] = []
  return new Promise((resolve) => {
    const watch = new IntervalWatch(counter, (interval, bytes) => {
      calls.push(`${interval}:${bytes}`)
      if (calls.at(-1) === last) {
        watch.stop()
        resolve(calls)
      }
      return answer(calls)
    })
    counter.add(7, nanoseconds())
    watch.start()
  })
}

test('intervals are reported by a timer, in order, empty ones too', async () => {
  expect(await told('3:0', () => true)).toEqual(['0:7', '1:0', '2:0', '3:0'])
})

test('an interval that could not be taken is reported again, before the next', async () => {
  const calls = await told('3:0', ({ length }) => length !== 1 && length !== 3)
  expect(calls).toEqual(['0:7', '0:7', '1:0', '1:0', '2:0', '3:0'])
})

test('nothing is reported after a stop, even if several intervals are due', async () => {
  const calls: number[] = []
  const allDue = { whole: 5, endOf: () => 0, completeAt: () => 5, bytesOf: () => 0 }
  const watch = new IntervalWatch(allDue, (interval) => {
    calls.push(interval)
    watch.stop()
    return true
  })
  watch.start()
  await expect.poll(() => calls).toEqual([0])
})
