import { expect, test } from 'vitest'

import {
  increaseText,
  perSecondText,
  rateDigits,
  ratePairText,
  rateText,
  shareText,
  sizeText,
  timeText,
} from '../../src/report/figures.ts'

test.each([
  [null, 'N/A'],
  [0, '0 µs'],
  [0.000_01, '0.01 µs'],
  [0.0175, '17.5 µs'],
  [0.1, '100 µs'],
  [0.9994, '999 µs'],
  [0.9996, '1.00 ms'],
  [1.234, '1.23 ms'],
  [99.96, '100 ms'],
  [999.6, '1.00 s'],
  [86_400_000, '86400 s'],
])('%j ms is %s', (ms, text) => expect(timeText(ms)).toBe(text))

test.each([
  [null, 'N/A'],
  [0, '0 kbit/s'],
  [0.0005, '0.5 kbit/s'],
  [0.64, '640 kbit/s'],
  [941.2, '941 Mbit/s'],
  [999.9, '1.00 Gbit/s'],
  [38_200, '38.2 Gbit/s'],
])('%j Mbps is %s', (mbps, text) => expect(rateText(mbps)).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [262_144, '262 kB'],
  [10_485_760, '10.5 MB'],
  [2 ** 40, '1.10 TB'],
])('%j bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))

test.each([
  [null, 'N/A'],
  [0, '0 %'],
  [1, '100 %'],
  [0.012_345, '1.23 %'],
  [0.000_001, '0.0001 %'],
])('a share of %j is %s', (share, text) => expect(shareText(share)).toBe(text))

test('increases have a sign, rates a second, and two throughputs one unit', () => {
  expect([increaseText(39), increaseText(-0.02), increaseText(null)]).toEqual(['+39.0 ms', '-20.0 µs', 'N/A'])
  expect([perSecondText(6000.4), perSecondText(12.34), perSecondText(null)]).toEqual([
    '6000 /s',
    '12.3 /s',
    'N/A',
  ])
  expect(ratePairText(12_000, 800)).toEqual(['12.0', '0.8 Gbit/s'])
  expect([rateDigits(1020, 941), rateDigits(235, 941)]).toEqual(['1020', '235'])
})
