import { expect, test } from 'vitest'

import { OddGap, stallReasons } from '../../src/stats/odd-gap.ts'

const REASON = /^No data moved for (.+): the server, or the path to it, stalled\.$/

test.each<[string, readonly (readonly [gap: number, ours?: number])[], string | null]>([
  ['a pause that is much longer than the others', [...gaps(20, 5), [400], ...gaps(20, 5)], '400 ms'],
  ['a pause of this process', [...gaps(20, 5), [400, 395], ...gaps(20, 5)], null],
  ['a short pause', [...gaps(20, 5), [80], ...gaps(20, 5)], null],
  ['the bursts of a slow path', [...gaps(20, 5), [700], ...gaps(5, 5), [650], ...gaps(5, 5)], null],
  ['too few moves', [...gaps(3, 5), [400]], null],
])('%s', (_, steps, time) => {
  const gap = new OddGap()
  let at = 0
  for (const [step, ours = 0] of steps) {
    at += step
    gap.moved(at, ours)
  }
  expect(gap.reasons().map((reason) => REASON.exec(reason)?.[1])).toEqual(time === null ? [] : [time])
})

test('the pauses of several streams are one reason', () => {
  expect(stallReasons([361, 971, 120], 128)).toEqual([
    'No data moved on 3 of 128 streams for up to 971 ms: the server, or the path to it, stalled.',
  ])
  expect(stallReasons([361], 2)).toEqual([
    'No data moved on 1 of 2 streams for 361 ms: the server, or the path to it, stalled.',
  ])
  expect(stallReasons([], 2)).toEqual([])
})

function gaps(count: number, time: number): readonly (readonly [number])[] {
  return Array.from({ length: count }, () => [time] as const)
}
