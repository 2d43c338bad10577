import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { WyndrvrError } from '../../src/errors.ts'
import { METRICS } from '../../src/verdict/metrics.ts'
import { parseThreshold, parseThresholds } from '../../src/verdict/parse.ts'
import { printThreshold } from '../../src/verdict/threshold.ts'
import type { RegressBound, Threshold } from '../../src/verdict/threshold.ts'

const bound = fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true, noDefaultInfinity: true })
const regressBound = fc.record({ operator: fc.constantFrom('<', '<='), bound }) as fc.Arbitrary<RegressBound>
const metric = fc.constantFrom(...METRICS)
const threshold: fc.Arbitrary<Threshold> = fc.oneof(
  fc.record({
    kind: fc.constant('limit' as const),
    metric: metric.map(({ name }) => name),
    operator: fc.constantFrom('<', '<=', '>', '>='),
    bound,
  }),
  fc.tuple(metric, bound, bound, fc.boolean()).map(([{ name, unit }, target, within, asShare]) => {
    // On a share, a percentage is absolute.
    const [relative, absolute] = asShare && unit !== 'share' ? [within, null] : [null, within]
    return { kind: 'around' as const, metric: name, target, relative, absolute }
  }),
  fc
    .tuple(
      metric,
      regressBound,
      regressBound,
      fc.constantFrom('relative', 'absolute', 'both'),
      fc.constantFrom('regress' as const, 'shift' as const),
    )
    .map(([{ name, unit }, relative, absolute, which, kind]) => ({
      kind,
      metric: name,
      // An absolute bound alone on a share would read as a relative one.
      relative: which === 'absolute' && unit !== 'share' ? null : relative,
      absolute: which === 'relative' || (which === 'absolute' && unit === 'share') ? null : absolute,
    })),
)

describe('whatever the threshold', () => {
  test('its line parses to the same threshold', () => {
    fc.assert(
      fc.property(threshold, (given) => {
        expect(parseThreshold(printThreshold(given))).toMatchObject(given)
      }),
      { numRuns: 2000 },
    )
  })

  test('its multi-line text parses to the same thresholds', () => {
    fc.assert(
      fc.property(fc.array(threshold, { maxLength: 20 }), (given) => {
        const text = given.map((one) => `${printThreshold(one)}  # as asked`).join('\n\n')
        expect(parseThresholds(text, 'all')).toMatchObject(given)
      }),
    )
  })
})

/** Texts that are nearly thresholds. */
const pieces = fc.constantFrom(
  'latency.p99',
  'download',
  'regress',
  'shift',
  'around',
  '±',
  '+-',
  'and',
  '<',
  '<=',
  '>=',
  '5%',
  '5ms',
  '5 ms',
  '1Gbit/s',
  '0.1 %',
  '9/s',
  '#',
  '\n',
  '',
  '𝓁',
)
const nearly = fc.oneof(
  fc
    .array(fc.tuple(pieces, fc.constantFrom('', ' ', '\t')), { maxLength: 10 })
    .map((words) => words.flat().join('')),
  fc
    .tuple(
      fc.constantFrom('latency.p99', 'download', 'udp.loss'),
      fc.constantFrom('<', '>=', 'regress <', 'shift <', '='),
      fc.constantFrom('5ms', '5 us', '1Gbit/s', '.1%', '3'),
      fc.oneof(fc.constant(''), pieces, fc.string()),
    )
    .map((words) => words.join(' ')),
)

test('any text is rejected with a position, or is a threshold that survives printing and parsing', () => {
  let read = 0
  fc.assert(
    fc.property(fc.oneof(nearly, fc.string(), fc.string({ unit: 'binary' })), (text) => {
      let parsed: Threshold
      try {
        parsed = parseThreshold(text)
      } catch (error) {
        if (!(error instanceof WyndrvrError)) throw error
        expect(error.code).toBe('ERR_WYNDRVR_VALUE')
        const lines = error.message.split('\n')
        expect(lines.at(-2)).toMatch(/^ {2} *\^+$/)
        expect(lines.at(-1)).toMatch(/^For example: ./)
        return
      }
      read += 1
      expect(parseThreshold(printThreshold(parsed))).toEqual({ ...parsed, written: expect.any(String) })
    }),
    { numRuns: 1000 },
  )
  expect(read).toBeGreaterThan(0)
})
