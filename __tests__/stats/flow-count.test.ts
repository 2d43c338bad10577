import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FlowCount } from '../../src/stats/flow-count.ts'
import { SequenceWindow } from '../../src/stats/sequence-window.ts'

/** Arrivals 1 ms apart of datagrams sent 1 ms apart in the order of their numbers. */
function countOf(sequences: readonly number[], most = 100): ReturnType<FlowCount['counts']> {
  const count = new FlowCount(most)
  for (const [place, sequence] of sequences.entries()) count.add(sequence, sequence * 1e6, place * 1e6)
  return count.counts()
}

describe('the counts of a receiver', () => {
  test('of a perfect flow', () => {
    expect(countOf([0, 1, 2, 3])).toEqual({
      first: 0,
      last: 3,
      received: 4,
      duplicates: 0,
      reordered: 0,
      elapsed: 3e6,
      jitter: 0,
      jitterMean: 0,
    })
  })

  test('without datagrams', () => {
    expect(countOf([])).toMatchObject({ first: null, last: null, received: 0, elapsed: 0, jitter: null })
    expect(countOf([5])).toMatchObject({ first: 5, last: 5, received: 1, jitter: null, jitterMean: null })
  })

  test.each([
    ['the flow starts with the first arrival', [7, 8, 9], { first: 7, last: 9, received: 3, reordered: 0 }],
    [
      'an earlier datagram that arrives later becomes the first',
      [7, 5, 8],
      { first: 5, last: 8, received: 3, reordered: 1 },
    ],
    ['a duplicate is not counted as received', [0, 1, 1, 0, 2], { received: 3, duplicates: 2, reordered: 0 }],
    [
      'a datagram that overtakes two others puts both out of order',
      [2, 0, 1, 3],
      { received: 4, reordered: 2 },
    ],
    ['a late datagram is out of order once', [1, 2, 0, 3], { received: 4, reordered: 1 }],
    ['sequence numbers out of range are ignored', [0, 100, 2 ** 32 - 1, 1], { last: 1, received: 2 }],
  ])('%s', (_, sequences, expected) => {
    expect(countOf(sequences)).toMatchObject(expected)
  })

  test('jitter is that of RFC 3550 over transit times, for any clock offset', () => {
    const count = new FlowCount(10)
    // Transit times of 5, 6, 6, 2 ms on a clock that is a day behind: |D| = 1, 0, 4.
    for (const [sequence, transit] of [5, 6, 6, 2].entries()) {
      count.add(sequence, 86_400e9 + sequence * 1e6, sequence * 1e6 + transit * 1e6)
    }
    const afterTwo = (1 / 16) * (15 / 16)
    expect(count.counts().jitter).toBeCloseTo(afterTwo + (4 - afterTwo) / 16, 9)
    expect(count.counts().jitterMean).toBeCloseTo(5 / 3, 9)
  })

  test('a duplicate is not a sample of jitter', () => {
    const count = new FlowCount(10)
    count.add(0, 0, 0)
    count.add(1, 1e6, 1e6)
    count.add(0, 0, 50e6)
    count.add(2, 2e6, 2e6)
    expect(count.counts()).toMatchObject({ jitter: 0, jitterMean: 0, duplicates: 1, elapsed: 2e6 })
  })

  test('equal those of a list of all arrivals', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(199), { maxLength: 400 }), (sequences) => {
        const counts = countOf(sequences, 200)
        const different = [...new Set(sequences)]
        const late = different.filter((sequence, place) =>
          different.slice(0, place).some((earlier) => earlier > sequence),
        )
        expect(counts).toMatchObject({
          first: different.length > 0 ? Math.min(...different) : null,
          last: different.length > 0 ? Math.max(...different) : null,
          received: different.length,
          duplicates: sequences.length - different.length,
          reordered: late.length,
        })
      }),
    )
  })
})

describe('a window of sequence numbers', () => {
  test('classifies each number within its width, and calls earlier ones old', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 2 ** 32 - 300, max: 2 ** 32 - 1 })), {
          maxLength: 300,
        }),
        (numbers) => {
          const window = new SequenceWindow(64)
          const seen = new Set<number>()
          let highest = -1
          for (const number of numbers) {
            highest = Math.max(highest, number)
            const expected = highest - number >= 64 ? 'old' : seen.has(number) ? 'duplicate' : 'new'
            expect(window.take(number)).toBe(expected)
            seen.add(number)
          }
          expect(window.highest).toBe(highest)
        },
      ),
    )
  })

  test('needs no more memory for numbers that are far apart', () => {
    const window = new SequenceWindow(2 ** 20)
    const numbers = [0, 2 ** 31, 2 ** 32 - 1]
    expect(numbers.map((number) => window.take(number))).toEqual(['new', 'new', 'new'])
    expect([...numbers, 2 ** 32 - 2].map((number) => window.take(number))).toEqual([
      'old',
      'old',
      'duplicate',
      'new',
    ])
  })
})
