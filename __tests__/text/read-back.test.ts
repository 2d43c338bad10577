import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { changeText } from '../../src/text/change.ts'
import { differenceText, figureBeside, figureText, limitText } from '../../src/text/figure.ts'
import type { MetricUnit } from '../../src/text/figure.ts'
import { perSecondText, ratePairText, rateText } from '../../src/text/rate.ts'
import { estimatedShareText, shareText } from '../../src/text/share.ts'
import { sizeText } from '../../src/text/size.ts'
import { addedTimesText, addedTimeText, elapsedText, timeText } from '../../src/text/time.ts'
import { mbpsText, msText } from '../../src/text/two-decimals.ts'
import { amountIn, bitsPerSecond, bytes, milliseconds } from '../../src/units.ts'
import type { Quantity } from '../../src/units.ts'
import { findMetric } from '../../src/verdict/find-metric.ts'
import { METRICS } from '../../src/verdict/metrics.ts'
import { parseThreshold } from '../../src/verdict/parse.ts'
import { QUANTITY_OF } from '../../src/verdict/threshold.ts'

/** Three digits are at most half a unit of the third one off, which is 0.5 % of 100. */
const THREE_DIGITS = 0.005
const TWO_DIGITS = 0.05

/** A day in ms is the longest time that an option takes. */
const MOST = 86_000_000

const amounts = fc.oneof(
  fc.constantFrom(0, 999.5, 999.96, 1e-7, 1000, 0.999_96),
  fc.double({ min: 1e-12, max: MOST, noNaN: true }),
  fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
)

type Read = (text: string) => number

const as =
  (quantity: Quantity): Read =>
  (text) =>
    amountIn(text, quantity)

/** @param off the largest difference that the printed digits allow, as a share, or as an amount */
function readBack(
  print: (amount: number) => string,
  read: Read,
  off: { readonly share?: number; readonly amount?: number } = { share: THREE_DIGITS },
): () => void {
  return () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const text = print(amount)
        const allowed = (off.share ?? 0) * amount + (off.amount ?? 0)
        // The text has decimal digits, and the amount is binary.
        expect(Math.abs(read(text) - amount)).toBeLessThanOrEqual(allowed * (1 + 1e-9) + amount * 1e-14)
      }),
      { numRuns: 500 },
    )
  }
}

describe('what is printed reads back to the same amount, as far as it is printed:', () => {
  test.each<[string, (amount: number) => string, Read]>([
    ['a time', timeText, milliseconds],
    ['a time in a threshold', timeText, as('duration')],
    ['an added time, after its sign', (ms) => addedTimeText(ms).slice(1), milliseconds],
    ['the only one of added times', (ms) => addedTimesText([ms]).slice(1), milliseconds],
    ['a rate', rateText, (text) => bitsPerSecond(text) / 1e6],
    ['a rate in a threshold', rateText, as('rate')],
    ['the larger of two rates', (mbps) => ratePairText(0, mbps)[1], as('rate')],
    ['a number per second', perSecondText, as('frequency')],
    ['a share', shareText, as('share')],
    [
      'a change, after its sign',
      (share) => changeText(share + 1, null).slice(1),
      (text) => as('share')(text) - 1,
    ],
  ])('%s', (_, print, read) => {
    expect(
      readBack(print, read, { share: THREE_DIGITS, amount: print === timeText ? 0 : 0.005 }),
    ).not.toThrow()
  })

  test.each<[string, () => void]>([
    ['an estimated share', readBack(estimatedShareText, as('share'), { share: TWO_DIGITS })],
    ['a size', readBack((size) => sizeText(Math.round(size)), bytes, { share: THREE_DIGITS, amount: 0.5 })],
    ['elapsed time', readBack((ms) => elapsedText(ms / 1000), as('duration'), { amount: 500 })],
    ["a time in the seed's two decimals", readBack(msText, as('duration'), { amount: 0.005 })],
    ["a rate in the seed's two decimals", readBack(mbpsText, as('rate'), { amount: 0.005 })],
  ])('%s', (_, whatever) => {
    expect(whatever).not.toThrow()
  })

  test.each<MetricUnit>(['ms', 'Mbps', 'share', '1/s', 'MB', 'ms/GB', 'ms/1000', 'ms/connection', ''])(
    'a figure in %j, its limit, and the two beside each other',
    (unit) => {
      const read = as(QUANTITY_OF[unit])
      expect(readBack((amount) => figureText(amount, unit), read)).not.toThrow()
      expect(readBack((amount) => limitText(amount, unit), read, { share: 0 })).not.toThrow()
      expect(readBack((amount) => figureBeside(amount, amount * 1.0001, unit), read)).not.toThrow()
      // Percentage points are not a unit of thresholds.
      const difference = readBack((amount) => differenceText(amount, unit), read)
      if (unit !== 'share') expect(difference).not.toThrow()
    },
  )
})

test('every metric can be limited to what is printed of it', () => {
  for (const { name, unit } of METRICS) {
    const limit = `${name} < ${figureText(0.75, unit)}`
    expect(parseThreshold(limit)).toMatchObject({ metric: name, bound: 0.75 })
    expect(findMetric(name)?.unit).toBe(unit)
  }
})
