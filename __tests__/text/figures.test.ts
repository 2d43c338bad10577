import { expect, test } from 'vitest'

import { changeText, rangeText, signedText, worseText } from '../../src/text/change.ts'
import {
  differenceText,
  distanceText,
  figureBeside,
  figureDigits,
  figureText,
  limitText,
} from '../../src/text/figure.ts'
import type { MetricUnit } from '../../src/text/figure.ts'
import { percentileLabel, PERCENTILES } from '../../src/text/percentile.ts'
import { perSecondText, rateDigits, ratePairText, rateText } from '../../src/text/rate.ts'
import { estimatedShareText, shareText } from '../../src/text/share.ts'
import { sizeText } from '../../src/text/size.ts'
import {
  aboutSecondsText,
  addedTimesText,
  addedTimeText,
  elapsedText,
  timeText,
} from '../../src/text/time.ts'
import {
  addedMsText,
  mbpsText,
  megabytesText,
  msText,
  plainMegabytesText,
  secondsText,
} from '../../src/text/two-decimals.ts'

test.each([
  [null, 'N/A'],
  [0, '0 µs'],
  [0.000_01, '0.0100 µs'],
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
  [0, '0 kbps'],
  [0.0005, '0.500 kbps'],
  [0.64, '640 kbps'],
  [941.2, '941 Mbps'],
  [999.9, '1.00 Gbps'],
  [38_200, '38.2 Gbps'],
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

test('an estimated share has two digits', () => {
  expect([0.05, 0.0812, 0.131, 0.002_83].map(estimatedShareText)).toEqual(['5 %', '8.1 %', '13 %', '0.28 %'])
})

test('an added time has a sign', () => {
  expect([39, -0.02, null].map(addedTimeText)).toEqual(['+39.0 ms', '-20.0 µs', 'N/A'])
})

test('several added times share the unit of the largest', () => {
  expect(addedTimesText([1.2, 39, -41])).toBe('+1.20 / +39.0 / -41.0 ms')
  expect(addedTimesText([0.02, null, 0.03])).toBe('+20.0 / N/A / +30.0 µs')
  expect(addedTimesText([null, null])).toBe('N/A / N/A')
})

test('elapsed seconds have tenths up to 100 s', () => {
  expect(elapsedText(3.21)).toBe('3.2 s')
  expect(elapsedText(3.21, 125.4)).toBe('3.2 / 125 s')
})

test('a rate of events is per second', () => {
  expect([6000.4, 12.34, null].map(perSecondText)).toEqual(['6000/s', '12.3/s', 'N/A'])
})

test('two rates share a unit', () => {
  expect(ratePairText(12_000, 800)).toEqual(['12.0', '0.800 Gbps'])
  expect([rateDigits(1020, 941), rateDigits(235, 941)]).toEqual(['1020', '235'])
})

test('a change has a sign, and its interval names the unit once', () => {
  expect([0.0061, -0.123, 3.424].map((change) => signedText(change))).toEqual([
    '+0.61 %',
    '-12.3 %',
    '+342 %',
  ])
  expect(rangeText({ from: -0.015, to: 0.008 })).toBe('-1.5 to +0.8 %')
  expect(changeText(0.012, { from: -0.02, to: 0.041 })).toBe('+1.2 % (-2.0 to +4.1 %)')
  expect(changeText(0.012, null)).toBe('+1.2 %')
})

test('a change for the worse says so', () => {
  expect([0.0521, -0.013, 0, 0.00001, Number.POSITIVE_INFINITY].map((change) => worseText(change))).toEqual([
    '5.2 % worse',
    '1.3 % better',
    'no change',
    'less than 0.01 % worse',
    'infinitely worse',
  ])
})

test('a change for the worse and a signed change are rounded alike', () => {
  for (const change of [0.00612, 0.0521, 0.4567, 3.424, 12.34]) {
    expect(worseText(change)).toBe(`${signedText(change).slice(1)} worse`)
  }
})

test('no zero is negative, even if it is rounded from below', () => {
  expect([0, -0, -0.00001].map((change) => signedText(change))).toEqual(['+0.00 %', '+0.00 %', '+0.00 %'])
  expect(rangeText({ from: -0.0001, to: 0.02 })).toBe('+0.0 to +2.0 %')
  expect([-0, -0.001].map(msText)).toEqual(['0.00 ms', '0.00 ms'])
  expect([-0, -0.001, 0.001, -39].map(addedMsText)).toEqual(['+0.00 ms', '+0.00 ms', '+0.00 ms', '-39.00 ms'])
  expect([-0].map(addedTimeText)).toEqual(['+0 µs'])
  expect(figureText(-0, 'ms')).toBe('0 ms')
})

test.each<[number | null, MetricUnit, text: string, digits: string]>([
  [22, 'ms', '22.0 ms', '22.0'],
  [0.0725, 'ms', '0.0725 ms', '0.0725'],
  [999.6, 'ms', '1000 ms', '1000'],
  [21_788, 'Mbps', '21788 Mbps', '21788'],
  [0.0123, 'share', '1.23 %', '1.23'],
  [0.01, 'share', '1 %', '1'],
  [6000.4, '1/s', '6000/s', '6000'],
  [12, '', '12', '12'],
  [0.98765, '', '0.988', '0.988'],
  [0, 'ms', '0 ms', '0'],
  [null, 'ms', 'N/A', 'N/A'],
  [Number.POSITIVE_INFINITY, 'ms', 'unbounded', 'unbounded'],
])("a metric's figure of %j in %j is %s, without its unit %s", (value, unit, text, digits) => {
  expect(figureText(value, unit)).toBe(text)
  expect(figureDigits(value, unit)).toBe(digits)
})

test('a figure beside its limit has the digits that tell them apart', () => {
  expect(figureBeside(5.000_01, 5, 'ms')).toBe('5.00001 ms')
  expect(figureBeside(22, 5, 'ms')).toBe('22.0 ms')
  expect(limitText(0.07, 'share')).toBe('7 %')
})

test.each<[number, number, MetricUnit, string]>([
  [22, 5, 'ms', 'over by 17.0 ms, +340 %'],
  [800, 900, 'Mbps', 'under by 100 Mbps, -11.1 %'],
  [0.03, 0.01, 'share', 'over by 2 percentage points, +200 %'],
  [3, 0, '', 'over by 3'],
  [5, 5, 'ms', 'exactly the limit'],
])('%j is from a limit of %j in %j: %s', (value, limit, unit, text) => {
  expect(distanceText(value, limit, unit)).toBe(text)
})

test('a difference of percentages is in percentage points', () => {
  expect(differenceText(0.005, 'share')).toBe('0.5 percentage points')
  expect(differenceText(0.01, 'share')).toBe('1 percentage point')
  expect(differenceText(0.5, 'ms')).toBe('0.500 ms')
})

test('percentiles have labels that people read', () => {
  expect(PERCENTILES.map(percentileLabel)).toEqual(['p50', 'p90', 'p95', 'p99', 'p99.9'])
  expect(percentileLabel('jitter')).toBe('jitter')
})

test("the seed's lines have two decimals", () => {
  expect([msText(0.2), msText(null), mbpsText(863), mbpsText(null)]).toEqual([
    '0.20 ms',
    'N/A',
    '863.00 Mbps',
    'N/A',
  ])
})

test('figures of the seed have two decimals', () => {
  expect([addedMsText(39), addedMsText(-1.5)]).toEqual(['+39.00 ms', '-1.50 ms'])
  expect(secondsText(2.006)).toBe('2.01 seconds')
  expect(megabytesText(10 * 2 ** 20)).toBe('10.00 MB')
  expect([plainMegabytesText(10 * 2 ** 20), plainMegabytesText(2 ** 18)]).toEqual(['10 MB', '0.25 MB'])
})

test.each([
  [0.34, '0.3 s'],
  [5, '5 s'],
  [2.55, '2.5 s'],
  [75.1, '75 s'],
])('%d s are about %s', (seconds, text) => {
  expect(aboutSecondsText(seconds)).toBe(text)
})
