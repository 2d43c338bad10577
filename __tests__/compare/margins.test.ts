import { describe, expect, test } from 'vitest'

import { checkMargins, marginOf } from '../../src/compare/margins.ts'
import type { MarginOption } from '../../src/compare/margins.ts'
import { MEASURES, metricsOf } from '../../src/compare/measures.ts'

const METRICS = ['download.mbps', 'upload.mbps', 'latency.p50', 'latency.p99', 'call.p50', 'http.latency.p50']

/** The margin of each metric, with a base of 2 (Mbps or ms). */
function marginsOf(option: MarginOption | undefined): readonly number[] {
  const margins = checkMargins(option)
  return METRICS.map((metric) => marginOf(margins, { metric }, 2).margin)
}

describe('a margin', () => {
  test.each([
    [undefined, [0.05, 0.05, 0.05, 0.05, 0.05, 0.05]],
    [0.02, [0.02, 0.02, 0.02, 0.02, 0.02, 0.02]],
    ['2%', [0.02, 0.02, 0.02, 0.02, 0.02, 0.02]],
    [{ latency: 0.02, download: '10%' }, [0.1, 0.05, 0.02, 0.02, 0.02, 0.02]],
    ['latency = 2%, latency.p99=20%, 3', [0.03, 0.03, 0.02, 0.2, 0.02, 0.02]],
    ['latency.p50=50us,upload=3Mbps', [0.05, 1.5, 0.025, 0.05, 0.025, 0.05]],
    ['latency=2%,http.latency=3%', [0.05, 0.05, 0.02, 0.02, 0.02, 0.03]],
    ['http.latency.p50=0.2ms', [0.05, 0.05, 0.05, 0.05, 0.05, 0.1]],
  ] as const)('%j is that of each metric', (option, expected) => {
    expect(marginsOf(option)).toEqual(expected)
  })

  test.each([
    ['udp.upload.loss', '10%', 0.005],
    ['udp.upload.loss', 'udp.upload.loss=1%', 0.01],
    ['udp.upload.jitter', '10%', 0.1],
    ['connect.rate', 'connect=100/s', 0.05],
    ['loaded.upload.p95', 'loaded.upload=20ms', 0.01],
    ['loaded.upload.p50', 'loaded.upload=20ms,loaded.upload.p50=10ms', 0.005],
  ] as const)('of %s in %j is %d, with a base of 2000', (name, option, expected) => {
    const metric = MEASURES.flatMap((measure) => metricsOf(measure, 100)).find((one) => one.metric === name)
    expect(marginOf(checkMargins(option), metric ?? { metric: '' }, 2000).margin).toBe(expected)
  })

  test('keeps a margin given as an amount, and converts it to a share only with figures of base', () => {
    const margins = checkMargins('latency=0.05ms')
    expect(marginOf(margins, { metric: 'latency.p50' }, 0.03)).toEqual({
      margin: 1.66667,
      marginAmount: 0.05,
    })
    expect(marginOf(margins, { metric: 'latency.p50' }, null)).toEqual({ margin: 0.05 })
  })

  test.each([
    ['latency=2%,download=5%', 'latency 2 %, download 5 %, otherwise 5 %'],
    [{ latency: 0.02 }, 'latency 2 %, otherwise 5 %'],
    ['10%', '10 %'],
  ] as const)('%j is said in words', (option, text) => {
    expect(checkMargins(option).text).toBe(text)
  })

  test.each([
    [0.95, "margin must be a share from 0.001 to 0.9, got '0.95'."],
    ['latency=0.01%', "margin must be a share from 0.001 to 0.9, got '0.0001'."],
    ['latancy=2%', "margin has no measure 'latancy'. Did you mean 'latency'?"],
    ['latency.p5=2%', "Did you mean 'latency.p50'?"],
    ['2%,3%', "margin must have at most one value without a name, got '2%,3%'."],
    ['0.05ms', "Expected a percentage such as 0.1%, got '0.05ms'."],
    ['latency=5Mbps', 'margin of latency: Expected a time such as'],
    ['download=1ms', 'margin of download: Expected a rate such as'],
    ['connect=1ms', 'margin of connect: Expected a number a second such as 5000/s'],
    ['udp.upload.loss=1ms', 'margin of udp.upload.loss: Expected a percentage such as'],
    ['loaded=5%', "margin has no measure 'loaded'."],
    ['latency=0ms', "margin of latency must be more than 0, got '0ms'."],
  ])('%j is refused', (option, sentence) => {
    expect(() => checkMargins(option)).toThrow(sentence)
  })
})
