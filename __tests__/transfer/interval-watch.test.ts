import { expect, test } from 'vitest'

import { nanoseconds } from '../../src/host/clock.ts'
import { Counter } from '../../src/transfer/counter.ts'
import { IntervalWatch } from '../../src/transfer/interval-watch.ts'

/** What is told of a count that has had its first bytes, up to a last call. */
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

test('intervals are told by themselves, in order, also those in which nothing came', async () => {
  expect(await told('3:0', () => true)).toEqual(['0:7', '1:0', '2:0', '3:0'])
})

test('one that could not be told is told again, before the next', async () => {
  const calls = await told('3:0', ({ length }) => length !== 1 && length !== 3)
  expect(calls).toEqual(['0:7', '0:7', '1:0', '1:0', '2:0', '3:0'])
})
