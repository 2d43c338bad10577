import { describe, expect, test } from 'vitest'

import * as matchers from '../../../harness/matchers.ts'
import { FAMILY } from '../../../harness/matchers/family.ts'
import { METRICS } from '../../../src/verdict/metrics.ts'
import { firstLine } from './first-line.ts'
import { slowerLatency } from '../../support/documents/slower-latency.ts'
import { steadyLatency as latency } from '../../support/documents/steady-latency.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleLatency,
  exampleLoaded,
  exampleRequests,
  exampleThroughput,
} from '../../support/documents/documents.ts'

expect.extend(matchers)

test('every member of the family takes limits by figure', () => {
  expect(exampleThroughput()).toHaveThroughput({ mbps: '>= 800Mbit/s', fairness: '> 0.5' })
  expect(exampleDatagram()).toHaveLoss({ loss: '< 50%', duplicates: '< 100' })
  expect(exampleDatagram()).toHaveJitter({ jitter: '< 1s', jitterMean: '< 1s' })
  expect(exampleConnect({ rate: 6000, failed: 0 })).toHaveConnectRate({ rate: '> 5000/s', failed: '<= 0' })
  expect(exampleConnect({ rate: 6000 })).toHaveConnectRateAbove('5000/s')
  const rpm = exampleLoaded().download.responsiveness.rpm ?? 0
  expect(exampleLoaded()).not.toHaveResponsiveness({ rpm: `> ${rpm}`, 'p95.increase': '< 1us' })
  expect(exampleLoaded()).not.toHaveResponsivenessAbove(rpm)
  expect(firstLine(() => expect(exampleConnect({ rate: 10 })).toHaveConnectRateAbove('5000/s'))).toContain(
    'connect.rate was 10.0/s, limit 5000/s (under by 4990/s, -99.8 %)',
  )
})

test('requests have the figures of a connect rate, but no whole connections', () => {
  expect(exampleRequests()).toHaveConnectRate({ rate: '> 5000/s', p99: '< 5ms', failed: '<= 3' })
  expect(exampleRequests()).toCostAtMost('1%', { over: exampleRequests() })
  expect(firstLine(() => expect(exampleRequests()).toHaveConnectRateAbove('7000/s'))).toContain(
    'http.requests.rate was 6000/s, limit 7000/s',
  )
  expect(() => expect(exampleRequests()).toHaveConnectRate({ 'whole.p50': '< 5ms' })).toThrow(
    /http\.requests\.whole\.p50/,
  )
})

test.each([
  ['toHaveLatency', 'latency', FAMILY.toHaveLatency.figures.latency],
  ['toHaveConnectRate', 'connect', FAMILY.toHaveConnectRate.figures.connect],
])('%s takes a limit for each metric of %s', (_, subject, figures) => {
  const names = METRICS.map(({ name }) => name).filter(
    (name) => name.startsWith(`${subject}.`) && !name.startsWith(`${subject}.network.`),
  )
  expect(figures.map((figure) => `${subject}.${figure}`).toSorted()).toEqual(names.toSorted())
})

describe('a measurement compared with another one', () => {
  const direct = exampleLatency({ ...latency, p50: 0.5 })
  const proxied = exampleLatency({ ...latency, p50: 3.5 })

  test('toAddAtMost limits what is added to a latency figure, by default the median', () => {
    expect(proxied).toAddAtMost('3ms', { over: direct })
    expect(direct).toAddAtMost(0, { over: proxied })
    expect(proxied).toAddAtMost('1us', { over: direct, figure: 'p99' })
    expect(firstLine(() => expect(proxied).toAddAtMost('2ms', { over: direct }))).toContain(
      'latency.p50 was 3.50 ms against 0.500 ms: 3.00 ms more; limit 2 ms',
    )
    expect(proxied).not.toAddAtMost('2ms', { over: direct })
  })

  test('toCostAtMost limits what is lost of a throughput or a connect rate', () => {
    const fast = exampleThroughput({ mbps: 1000 })
    expect(exampleThroughput({ mbps: 900 })).toCostAtMost('10%', { over: fast })
    expect(fast).toCostAtMost('1%', { over: exampleThroughput({ mbps: 900 }) })
    expect(
      firstLine(() => expect(exampleThroughput({ mbps: 800 })).toCostAtMost('10%', { over: fast })),
    ).toContain('download.mbps was 800 Mbps against 1000 Mbps: 20.0 % worse; limit 10 %')
    const connects = exampleConnect({ rate: 4000 })
    expect(
      firstLine(() => expect(connects).toCostAtMost('10%', { over: exampleConnect({ rate: 8000 }) })),
    ).toContain('connect.rate was 4000/s against 8000/s: 50.0 % worse; limit 10 %')
  })

  test.each([
    ['here', exampleLatency({ ...proxied, validity: { ok: false, reasons: ['Noise.'] } }), direct],
    ['there', proxied, exampleLatency({ ...direct, validity: { ok: false, reasons: ['Noise.'] } })],
  ])('a figure that is not trustworthy %s is not judged', (_, measured, over) => {
    const strict = { over, strict: true }
    const line = firstLine(() => expect(measured).toAddAtMost('5ms', strict))
    expect(line).toContain('latency.p50 is not trustworthy: Noise')
    expect(firstLine(() => expect(measured).not.toAddAtMost('5ms', strict))).toContain('not trustworthy')
  })

  test('two figures that were measured in different ways are not judged', () => {
    const polled = exampleLatency({ ...direct, asked: { ...direct.asked, busyPoll: false } })
    const line = firstLine(() => expect(proxied).toAddAtMost('5ms', { over: polled, strict: true }))
    expect(line).toContain(
      'latency.p50 was measured in two ways: busy polling was true here and false in the other',
    )
  })

  test('a missing figure fails, since measuring again would not produce it', () => {
    const none = exampleLatency({ ...direct, p999: null, unknown: { p999: 'Too few.' } })
    expect(firstLine(() => expect(proxied).toAddAtMost('5ms', { over: none, figure: 'p999' }))).toContain(
      'latency.p999 is unknown: ',
    )
  })

  test.each<[string, () => void, string]>([
    [
      'nothing to compare with',
      () => expect(proxied).toAddAtMost('5ms', {} as never),
      'needs the measurement to compare with, as in toAddAtMost(',
    ],
    [
      'a comparison',
      () => expect(proxied).toAddAtMost('5ms', { over: slowerLatency() as never }),
      'toAddAtMost, over judges a measurement of latency, got a comparison.',
    ],
    [
      'another kind',
      () => expect(proxied).toAddAtMost('5ms', { over: exampleThroughput() as never }),
      'got a measurement of throughput.',
    ],
    [
      'another direction',
      () =>
        expect(exampleThroughput()).toCostAtMost('5%', { over: exampleThroughput({ direction: 'upload' }) }),
      'of the same kind, got download over upload.',
    ],
    [
      'another loop',
      () => expect(proxied).toAddAtMost('5ms', { over: exampleLatency({ loop: 'open' }) }),
      'of the same loop, got closed over open',
    ],
    [
      'a latency in toCostAtMost',
      () => expect<unknown>(proxied).toCostAtMost('5%', { over: direct }),
      'toCostAtMost judges a download, an upload, a UDP flow or a connect rate, got a measurement of latency.',
    ],
    [
      'a measurement alone',
      () => expect<unknown>(proxied).toCostAtMost('5%'),
      "To compare two measurements, write toCostAtMost('10%', { over: direct }).",
    ],
  ])('%s is refused', (_, mistake, sentence) => {
    expect(firstLine(mistake)).toContain(sentence)
  })
})

test.each<[string, () => void, string]>([
  [
    'an option',
    () => expect(latency).toHaveLatency({ p99: '< 5s' }, { stirct: true } as never),
    "toHaveLatency has no option 'stirct'. Did you mean 'strict'?",
  ],
  [
    'an option of a short cut',
    () => expect(latency).toHaveLossBelow('5%', { stirct: true } as never),
    "toHaveLossBelow has no option 'stirct'. Did you mean 'strict'?",
  ],
  [
    'an option of toMeet',
    () => expect(latency).toMeet('latency < 5s', { baselin: [] } as never),
    "toMeet has no option 'baselin'. Did you mean 'baseline'?",
  ],
  [
    'an option of toBeNoWorse',
    () => expect(slowerLatency()).toBeNoWorse({ margins: '5%' } as never),
    "Did you mean 'margin'?",
  ],
  [
    'an option of toCostAtMost',
    () => expect(slowerLatency()).toCostAtMost('5%', { margin: '5%' } as never),
    "toCostAtMost has no option 'margin'.",
  ],
  [
    'an option of toMatchBaseline',
    () => expect(latency).toMatchBaseline('x', { tolerence: '5%' } as never),
    "Did you mean 'tolerance'?",
  ],
  [
    'a figure',
    () => expect(latency).toHaveLatency({ p98: '< 5s' } as never),
    "toHaveLatency has no figure 'p98'. Did you mean 'p90'?",
  ],
  [
    'a figure of a short cut',
    () => expect(latency).toHaveLatencyBelow('5s', 'p98' as never),
    "toHaveLatency has no figure 'p98'.",
  ],
  [
    'a figure of another kind',
    () => expect(exampleDatagram()).toHaveThroughput({ fairness: '> 0.5' }),
    'toHaveThroughput: a measurement of datagram has no fairness. It has mbps.',
  ],
])('%s of an unknown name is refused', (_, mistake, sentence) => {
  expect(firstLine(mistake)).toContain(sentence)
})
