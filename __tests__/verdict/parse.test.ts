import { describe, expect, test } from 'vitest'

import { METRICS } from '../../src/verdict/metrics.ts'
import { parseThreshold, parseThresholds } from '../../src/verdict/parse.ts'
import { printThreshold } from '../../src/verdict/threshold.ts'
import type { RegressBound, Threshold } from '../../src/verdict/threshold.ts'

function around(
  metric: string,
  target: number,
  within: { readonly relative: number } | { readonly absolute: number },
): Threshold {
  return { kind: 'around', metric, target, relative: null, absolute: null, ...within }
}

describe('a line', () => {
  test.each<[string, Threshold]>([
    ['latency.p99 < 5ms', { kind: 'limit', metric: 'latency.p99', operator: '<', bound: 5 }],
    ['latency.p99<5ms', { kind: 'limit', metric: 'latency.p99', operator: '<', bound: 5 }],
    ['  latency  <=  250 us ', { kind: 'limit', metric: 'latency.p50', operator: '<=', bound: 0.25 }],
    ['latency.min >= 1.5s', { kind: 'limit', metric: 'latency.min', operator: '>=', bound: 1500 }],
    ['latency.max < 1min', { kind: 'limit', metric: 'latency.max', operator: '<', bound: 60_000 }],
    ['download >= 900Mbit/s', { kind: 'limit', metric: 'download.mbps', operator: '>=', bound: 900 }],
    ['download >= 900 Mbps', { kind: 'limit', metric: 'download.mbps', operator: '>=', bound: 900 }],
    ['upload > 1Gbit/s # fast', { kind: 'limit', metric: 'upload.mbps', operator: '>', bound: 1000 }],
    ['udp.loss <= 0.1%', { kind: 'limit', metric: 'udp.loss', operator: '<=', bound: 0.001 }],
    ['connect >= 5000/s', { kind: 'limit', metric: 'connect.rate', operator: '>=', bound: 5000 }],
    [
      'cost.cpu.download < 0.5s/GB',
      { kind: 'limit', metric: 'cost.cpu.download', operator: '<', bound: 500 },
    ],
    ['cpu.latency < 20 ms/1000', { kind: 'limit', metric: 'cost.cpu.latency', operator: '<', bound: 20 }],
    ['cpu.connect < 200us', { kind: 'limit', metric: 'cost.cpu.connect', operator: '<', bound: 0.2 }],
    ['cost.rss.program <= 1.5GB', { kind: 'limit', metric: 'cost.rss.program', operator: '<=', bound: 1500 }],
    ['download around 10Mbit/s ± 5%', around('download.mbps', 10, { relative: 0.05 })],
    ['download around 10 Mbit/s±5 %', around('download.mbps', 10, { relative: 0.05 })],
    ['download around 10Mbit/s +- 500kbit/s', around('download.mbps', 10, { absolute: 0.5 })],
    ['download around 10Mbit/s+/-5%', around('download.mbps', 10, { relative: 0.05 })],
    ['latency around 20ms+-1ms # delay', around('latency.p50', 20, { absolute: 1 })],
    ['udp.loss around 1% ± 0.2%', around('udp.loss', 0.01, { absolute: 0.002 })],
    ['connect around 100/s ± 10%', around('connect.rate', 100, { relative: 0.1 })],
    ['loaded.rpm > 300', { kind: 'limit', metric: 'loaded.rpm', operator: '>', bound: 300 }],
    ['download.fairness>=.9', { kind: 'limit', metric: 'download.fairness', operator: '>=', bound: 0.9 }],
    [
      'latency.p50 regress < 5% and < 0.2ms',
      { kind: 'regress', metric: 'latency.p50', relative: below(0.05), absolute: below(0.2) },
    ],
    [
      'latency.p50 regress <= 0.2ms and < 5 %',
      {
        kind: 'regress',
        metric: 'latency.p50',
        relative: below(0.05),
        absolute: { operator: '<=', bound: 0.2 },
      },
    ],
    [
      'latency.p50 regress < 0.2ms',
      { kind: 'regress', metric: 'latency.p50', relative: null, absolute: below(0.2) },
    ],
    [
      'download regress<10%',
      { kind: 'regress', metric: 'download.mbps', relative: below(0.1), absolute: null },
    ],
    [
      'udp.loss regress < 10% and < 0.1%',
      { kind: 'regress', metric: 'udp.loss', relative: below(0.1), absolute: below(0.001) },
    ],
    [
      'latency shift < 5% and < 0.2ms',
      { kind: 'shift', metric: 'latency.p50', relative: below(0.05), absolute: below(0.2) },
    ],
    ['download shift<10%', { kind: 'shift', metric: 'download.mbps', relative: below(0.1), absolute: null }],
  ])('%j is read', (line, expected) => {
    expect(parseThreshold(line)).toEqual({ ...expected, written: expect.any(String) })
  })

  test.each([
    ['latency.p99 < 5ms', 'latency.p99 < 5ms'],
    ['download>=1000 Mbit/s', 'download.mbps >= 1Gbit/s'],
    ['udp.loss <= 0.10 %', 'udp.loss <= 0.1%'],
    ['download around 10000kbit/s +- 5 %', 'download.mbps around 10Mbit/s ± 5%'],
    ['udp.loss around 1%±0.2%', 'udp.loss around 1% ± 0.2%'],
    ['cpu.download < 500ms/GB', 'cost.cpu.download < 500ms/GB'],
    ['cost.rss.client < 2000MB', 'cost.rss.client < 2GB'],
    ['latency regress < 200us and < 5%', 'latency.p50 regress < 5% and < 200us'],
    ['latency shift < 200us and < 5%', 'latency.p50 shift < 5% and < 200us'],
    ['loaded.p99 < 0.0000000001ms', 'loaded.p99 < 0.0000001us'],
  ])('%j is printed as %j', (line, printed) => {
    expect(printThreshold(parseThreshold(line))).toBe(printed)
  })
})

describe('an invalid line is reported with its position, what was expected, and an example:', () => {
  test.each<[string, string, string, string]>([
    [
      'latency.p9 < 5ms',
      "Unknown metric 'latency.p9'. Did you mean latency.p90, latency.p95 or latency.p99?",
      '^^^^^^^^^^',
      'latency.p99 < 5ms',
    ],
    [
      'download 900Mbit/s',
      "Expected <, <=, >, >=, around, regress or shift, got '900Mbit/s'.",
      '         ^^^^^^^^^',
      'download.mbps >= 900Mbit/s',
    ],
    [
      'latency.p99 == 5ms',
      "Expected <, <=, >, >=, around, regress or shift, got '=='.",
      '            ^^',
      'latency.p99 < 5ms',
    ],
    [
      'latency.p99',
      'Expected <, <=, >, >=, around, regress or shift, got the end of the line.',
      '           ^',
      'latency.p99 < 5ms',
    ],
    [
      'latency.p99 <   # later',
      'Expected a time such as 5ms or 250us, got the end of the line.',
      '             ^',
      'latency.p99 < 5ms',
    ],
    [
      'latency.p99 < 5',
      "Expected a time such as 5ms or 250us, got '5'.",
      '              ^',
      'latency.p99 < 5ms',
    ],
    [
      'latency.p99 < -5ms',
      "Expected a time such as 5ms or 250us, got '-5ms'.",
      '              ^^^^',
      'latency.p99 < 5ms',
    ],
    [
      'download < 3 ms',
      "Expected a rate such as 900Mbit/s or 1Gbit/s, got '3 ms'.",
      '           ^^^^',
      'download.mbps >= 900Mbit/s',
    ],
    [
      'download >= 100M',
      "'100M' can be read in two ways. Write 100Mbit/s or 100MB/s.",
      '            ^^^^',
      'download.mbps >= 900Mbit/s',
    ],
    [
      'udp.loss < 0.001',
      "Expected a percentage such as 0.1%, got '0.001'.",
      '           ^^^^^',
      'udp.loss < 0.1%',
    ],
    [
      'connect > 5000',
      "Expected a number a second such as 5000/s, got '5000'.",
      '          ^^^^',
      'connect.rate >= 5000/s',
    ],
    [
      'loaded.rpm > 300rpm',
      "Expected a number such as 3 or 0.95, got '300rpm'.",
      '             ^^^^^^',
      'loaded.rpm >= 1',
    ],
    [
      'latency < 5ms and > 1ms',
      'A threshold has one bound: write the second one on another line.',
      '              ^^^',
      'latency.p50 < 5ms',
    ],
    [
      'latency regress > 5%',
      "Expected < or <= and how much worse it may become, got '>'.",
      '                ^',
      'latency.p50 regress < 5%',
    ],
    [
      'latency regress < 5% and < 5%',
      "Expected a time such as 5ms or 250us, got '5%'.",
      '                           ^^',
      'latency.p50 regress < 5% and < 200us',
    ],
    [
      'latency regress < 5% and',
      'Expected < or <= and how much worse it may become, got the end of the line.',
      '                        ^',
      'latency.p50 regress < 5% and < 200us',
    ],
    [
      'udp.loss regress < 3ms',
      "Expected a percentage such as 0.1%, got '3ms'.",
      '                   ^^^',
      'udp.loss regress < 5%',
    ],
    [
      'latency shift 5%',
      "Expected < or <= and how much worse it may become, got '5%'.",
      '              ^^',
      'latency.p50 shift < 5%',
    ],
    [
      'download around 10Mbit/s',
      'Expected ± (or +-) and how far the figure may be from that.',
      '                        ^',
      'download.mbps around 900Mbit/s ± 5%',
    ],
    [
      'udp.loss around 1% ± 1ms',
      "Expected a percentage such as 0.1%, got '1ms'.",
      '                     ^^^',
      'udp.loss around 0.1% ± 0.1%',
    ],
    ['', 'Expected a threshold, got an empty line.', '^', 'latency.p99 < 5ms'],
  ])('%j', (line, sentence, mark, example) => {
    expect(() => parseThreshold(line)).toThrow(
      expect.objectContaining({
        code: 'ERR_WYNDRVR_VALUE',
        message: `${sentence}\n  ${line}\n  ${mark}\nFor example: ${example}`,
      }),
    )
  })

  test('the mark stays in place after tabs and letters of two code units', () => {
    const message = messageOf(() => parseThreshold('\t𝓁atency < 5ms'))
    expect(message.split('\n').slice(1, 3)).toEqual(['   𝓁atency < 5ms', '   ^^^^^^^'])
  })

  test('each example is a valid threshold', () => {
    for (const { name } of METRICS) {
      for (const rest of ['', ' regress', ' regress < 5% and', ' shift', ' shift < 5% and']) {
        const [, example = ''] = messageOf(() => parseThreshold(`${name}${rest}`)).split('For example: ')
        expect(parseThreshold(example)).toMatchObject({ metric: name })
      }
    }
  })
})

describe('a text of several lines', () => {
  test('may have comments and empty lines', () => {
    const text = '# limits\n\nlatency.p99 < 5ms\r\n  download >= 1Gbit/s # a port of that\n   \n'
    expect(parseThresholds(text, 'limits.txt').map(printThreshold)).toEqual([
      'latency.p99 < 5ms',
      'download.mbps >= 1Gbit/s',
    ])
    expect(parseThresholds('', 'limits.txt')).toEqual([])
  })

  test('is rejected with the invalid line', () => {
    expect(() => parseThresholds('# one\nlatency < 5ms\nlatency < 5\n', 'limits.txt')).toThrow(
      "Line 3 of limits.txt: Expected a time such as 5ms or 250us, got '5'.\n  latency < 5\n            ^\n",
    )
  })

  test('too many lines and a line that is too long are rejected', () => {
    expect(() => parseThresholds('\n'.repeat(1000), 'limits.txt')).toThrow(
      'limits.txt has 1001 lines, more than the 1000 allowed.',
    )
    expect(() => parseThreshold(`latency < 5ms #${'.'.repeat(1000)}`)).toThrow(
      'A threshold may have at most 1000 characters, got 1015.',
    )
  })
})

function below(share: number): RegressBound {
  return { operator: '<', bound: share }
}

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return ''
}
