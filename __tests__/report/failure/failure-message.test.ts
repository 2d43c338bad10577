import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { failureMessage } from '../../../src/report/failure/failure-message.ts'
import type { Failure } from '../../../src/report/failure/failure-message.ts'
import type { Measurement, Target } from '../../../src/results/types.ts'
import { summarize } from '../../../src/stats/summary.ts'
import { judgeThreshold } from '../../../src/verdict/judge.ts'
import { slowerLatency } from '../../support/documents/slower-latency.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { ROOT } from '../../support/programs/processes.ts'

const TARGET: Target = { host: '192.0.2.7', port: 5201, dialect: 'native', mode: 'thread' }

/** A fast path with a slow tail: 1 of 40 takes some twenty times as long. */
const TAILED = Array.from({ length: 480 }, (_, index) =>
  index % 40 === 39 ? 18 + (index % 7) : 0.9 + (((index * 7919) % 101) / 101) ** 3 * 0.7,
)

const tailed = exampleLatency({
  asked: { count: 480, duration: null, interval: 10, payload: 64, timeout: 2000 },
  loop: 'open',
  sent: 480,
  received: 480,
  lost: 0,
  ...summarize(TAILED),
})

const slowing = exampleThroughput({
  asked: { bytes: null, seconds: 10, streams: 4, warmup: 1, rate: null },
  seconds: 10,
  mbps: 812.4,
  intervals: [940, 941, 938, 770, 402, 395, 860, 939, 940, 941].map((mbps, from) => ({
    from,
    seconds: 1,
    bytes: mbps * 125_000,
    mbps,
  })),
  steady: null,
  unknown: { steady: 'The rate never settled.' },
  validity: {
    ok: true,
    reasons: ["The client's CPU, not the network, was the bottleneck: a thread used 97 % of it."],
  },
})

/** A failure as matchers see it: lines judged on measurements. */
function judged(
  lines: readonly string[],
  measurements: readonly Measurement[],
  given: Partial<Failure> = {},
): Failure {
  const verdicts = lines.map((line) => judgeThreshold(line, measurements))
  return {
    verdicts,
    negated: false,
    measurements,
    comparisons: [],
    target: TARGET,
    reached: 'running',
    notes: [],
    ...given,
  }
}

const FAILURES: Readonly<Record<string, Failure>> = {
  latency: judged(['latency.p50 < 1ms', 'latency.p99 < 5ms', 'latency.avg < 10ms'], [tailed]),
  'latency-near': judged(['latency.p50 < 0.95ms'], [tailed], { reached: 'own' }),
  'latency-not': judged(['latency.p99 < 100ms'], [tailed], { negated: true }),
  'latency-lost': judged(
    ['latency.loss < 0.1%', 'latency.p99 < 5ms'],
    [
      exampleLatency({
        asked: { count: null, duration: 2000, interval: null, payload: 14, timeout: 2000 },
        sent: 200,
        received: 195,
        lost: 5,
        busyPoll: { client: false, server: false },
        ...summarize(TAILED.slice(0, 195), 5),
      }),
    ],
    { target: { ...TARGET, dialect: 'seed' } },
  ),
  'latency-alike': judged(['latency.p50 < 0.1ms'], [exampleLatency({ ...summarize([0.1, 0.1, 0.1]) })]),
  jitter: judged(['latency.jitter < 0.1ms'], [tailed], { target: null }),
  untrusted: judged(
    ['latency.p99 < 5ms'],
    [
      {
        ...tailed,
        validity: {
          ok: false,
          reasons: [
            "The client's event loop stalled for 153 ms (stalls of 100 ms or more distort the figures).",
          ],
        },
      },
    ],
    { notes: ['What can’t be judged fails here, since strict is set.'] },
  ),
  throughput: judged(['download.mbps > 900Mbit/s'], [slowing]),
  loss: judged(['udp.download.loss < 0.1%'], [exampleDatagram()]),
  loaded: judged(
    ['loaded.p99 < 50ms'],
    [
      exampleLoaded({
        bidirectional: { ...exampleLoaded().bidirectional, ...summarize(TAILED.map((time) => time * 5)) },
        upload: { ...exampleLoaded().upload, ...summarize(TAILED) },
        download: { ...exampleLoaded().download, ...summarize(TAILED) },
      }),
    ],
  ),
  connect: judged(
    ['connect.p99 < 1ms', 'connect.rate > 8000/s'],
    [exampleConnect({ attempted: 483, connected: 480, completed: 480, ...summarize(TAILED, 3) })],
  ),
  many: judged(['latency.p99 < 5ms'], [tailed, tailed, tailed, tailed, tailed]),
  comparison: {
    verdicts: [judgeThreshold('latency.p50 regress < 10%', [], slowerLatency())],
    negated: false,
    measurements: [],
    comparisons: [slowerLatency()],
    target: null,
    reached: 'running',
    notes: [],
  },
}

describe.each(Object.keys(FAILURES))('the message of %s', (name) => {
  test.each([
    ['plain', false],
    ['colored', true],
  ])('%s', async (style, color) => {
    const failure = FAILURES[name]
    if (failure === undefined) throw new Error(`There is no failure ${name}.`)
    const message = failureMessage(failure, color)
    await expect(`${message}\n`).toMatchFileSnapshot(`golden/${name}-${style}.txt`)
  })
})

test('its first line is the broken limit and by how much, whatever else was judged', () => {
  const { latency } = FAILURES
  if (latency === undefined) throw new Error('No such failure.')
  const [first] = failureMessage({ ...latency, verdicts: latency.verdicts.toReversed() }, false).split('\n')
  expect(first).toMatch(/^latency\.p99 was 2\d\.\d ms, limit 5 ms \(over by 1\d\.\d ms, \+\d+ %\)$/)
})

test('only the first line and the command may exceed 100 columns or end with a blank', () => {
  for (const failure of Object.values(FAILURES)) {
    const lines = failureMessage(failure, false).split('\n').slice(1)
    expect(lines.filter((line) => line.length > 102 && !line.includes('npx wyndrvr'))).toEqual([])
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([])
  }
})

test('does not ask to start a server if no measurement can be repeated', () => {
  const own = { reached: 'own', target: TARGET } as const
  const asked = judgeThreshold('download.mbps > 1Mbit/s', [])
  const failure = { verdicts: [asked], negated: false, measurements: [], comparisons: [], notes: [], ...own }
  expect(failureMessage(failure, false)).toBe('download.mbps was not measured (limit 1 Mbps)')
})

test('the command says what has to answer if a program of the spec stood in the path', () => {
  const lines = (reached: Failure['reached']): readonly string[] =>
    failureMessage(judged(['latency.p99 < 5ms'], [tailed], { reached }), false).split('\n')
  expect(lines('via').at(-1)).toMatch(/^ {2}Repeat while port 5201 answers: npx wyndrvr client /)
  // The client cannot ask a proxy for a connection.
  expect(lines('proxy').filter((line) => line.includes('npx wyndrvr'))).toEqual([])
})

test('text from a server cannot move the cursor', () => {
  const hostile = { ...tailed, validity: { ok: false, reasons: ['\u001B[2Jgone\u0007'] } }
  const message = failureMessage(judged(['latency.p99 < 5ms'], [hostile]), false)
  // oxlint-disable-next-line no-control-regex
  expect(message).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/)
})

test('docs/reference/matchers.md shows the actual messages', () => {
  const docs = readFileSync(join(ROOT, 'docs/reference/matchers.md'), 'utf8')
  for (const name of ['latency', 'comparison']) {
    const failure = FAILURES[name]
    if (failure === undefined) throw new Error(`There is no failure ${name}.`)
    expect(docs).toContain(`\n\`\`\`\n${failureMessage(failure, false)}\n\`\`\`\n`)
  }
})
