import { array, assert, nat, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'

import { SequenceWindow } from '../../src/stats/sequence-window.ts'

const SIZE = 128

test('tells new, duplicate and old numbers apart, whatever is skipped', () => {
  const number = oneof(nat(3 * SIZE), nat(40 * SIZE))
  assert(
    property(array(number, { maxLength: 200 }), (numbers) => {
      const window = new SequenceWindow(SIZE)
      const seen = new Set<number>()
      let highest = -1
      for (const each of numbers) {
        highest = Math.max(highest, each)
        const expected = highest - each >= SIZE ? 'old' : seen.has(each) ? 'duplicate' : 'new'
        expect(window.take(each)).toBe(expected)
        expect(window.highest).toBe(highest)
        seen.add(each)
      }
    }),
  )
})

test('a number that skips nearly the whole window costs thousands of times less than the numbers that it skips', () => {
  const size = 2 ** 20
  const jumps = costOf(200, size - 1)
  const steps = costOf(200 * 100, 1)
  // Each jump is 1,048,575 numbers. Clearing them one by one would take as long as 10,000 steps, and not as 100.
  expect(jumps).toBeLessThan(steps * 20 + 20_000)
})

/** CPU time (µs) of so many numbers, each so far behind the last. */
function costOf(count: number, step: number): number {
  const window = new SequenceWindow(2 ** 20)
  for (let each = 0; each < 1000; each += 1) window.take(each)
  const before = process.cpuUsage()
  for (let each = 1; each <= count; each += 1) window.take(1000 + each * step)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
