import { combine } from '../../../src/documents/combine.ts'
import { FROM_FORK } from '../../../src/action/forks/fork-advice.ts'
import type { HistoryPoint, MarkdownInput } from '../../../src/report/markdown/input.ts'
import type { LatencyFigures, LoadedPhase, Measurement, ResultDocument } from '../../../src/results/types.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { judgeThreshold } from '../../../src/verdict/judge.ts'
import { compared } from './compared-row.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from './documents.ts'
import { SEVERAL_ARMS } from './several-arms.ts'
import { slowerLatency } from './slower-latency.ts'

const COMMIT = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

/** Inputs of the most common reports, and of extreme ones. */
export const REPORTS: Readonly<Record<string, MarkdownInput>> = {
  pass: report({
    document: judged([latency(), downloaded(), uploaded()], ['latency.p99 < 5ms', 'download >= 500Mbit/s']),
  }),
  merged: report({
    document: combine(
      [latency(), exampleLatency({ ...latency(), p99: 9, validity: { ok: true, reasons: [] } })].map(
        (one, index) => ({
          name: `out-${['amd64', 'arm64'][index]}/result.json`,
          document: judged([one, downloaded()], ['latency.p99 < 5ms', 'download >= 500Mbit/s']),
        }),
      ),
    ),
    mode: null,
  }),
  measured: report({
    document: document([
      latency(),
      exampleLatency({ ...latency(), transport: 'udp', lost: 2, lostOn: { upload: 2, download: 0 } }),
      downloaded(),
      uploaded(),
      exampleDatagram(),
      loadedLatency(),
      exampleConnect(),
    ]),
  }),
  same: report({
    document: document([]),
    comparisons: [
      compared('latency.p50', 'same', 0.412, 0.415, 0.007, 0.018, 0.031),
      compared('latency.p90', 'same', 0.634, 0.64, 0.0095, 0.025, 0.04),
      compared('latency.p99', 'same', 0.982, 0.994, 0.012, 0.0305, 0.05),
      compared('download.mbps', 'same', 941, 940, -0.001, 0.004, 0.006),
    ],
    commit: COMMIT,
  }),
  regression: report({
    document: document([]),
    comparisons: [
      compared('latency.p50', 'same', 0.412, 0.421, 0.022, 0.011, 0.031),
      compared('latency.p90', 'worse', 0.634, 0.751, 0.185, 0.041, 0.04),
      compared('latency.p99', 'worse', 0.982, 1.31, 0.334, 0.0905, 0.05),
      compared('download.mbps', 'better', 903, 1001, 0.108, 0.014, 0.016),
    ],
    failures: [
      'latency.p90: worse: +18.5 % (+14.4 to +22.6 %), margin 5 %; this machine can detect changes above 4 %.',
      'latency.p99: worse: +33.4 % (+24.4 to +42.4 %), margin 5 %; this machine can detect changes above 5 %.',
    ],
    commit: COMMIT,
    history: historyOf(12, 'worse'),
    links: [{ text: 'The whole run', url: 'https://github.com/o/r/actions/runs/1234567890' }],
  }),
  inconclusive: report({
    document: document([]),
    comparisons: [
      {
        ...compared('latency.p50', 'inconclusive', 0.412, 0.43, 0.044, 0.085, 0.081),
        sentence:
          'latency.p50: cannot tell yet: +4.4 % (-4.1 to +12.9 %), margin 5 %; only a change above 13 % could be detected. A verdict needs about 64 s more.',
      },
      compared('download.mbps', 'same', 941, 940, -0.001, 0.004, 0.006),
    ],
  }),
  'several-arms': report({ ...SEVERAL_ARMS, document: document([]), commit: COMMIT }),
  fork: report({
    document: judged([latency(), downloaded(), uploaded()], ['latency.p99 < 5ms']),
    notes: [FROM_FORK],
  }),
  'threshold-failed': report({
    document: judged(
      [latency(), downloaded(), uploaded()],
      ['latency.p50 < 1ms', 'latency.p99 < 0.8ms', 'download >= 1Gbit/s', 'udp.download.loss < 1%'],
    ),
    failures: [
      'latency.p99 was 0.982 ms, limit 0.8 ms (over by 0.182 ms, +22.7 %)',
      'download.mbps was 941 Mbps, limit 1000 Mbps (under by 59.0 Mbps, -5.9 %)',
    ],
  }),
  invalid: report({
    document: judged(
      [
        latency(),
        {
          ...downloaded(),
          validity: {
            ok: false,
            reasons: ['The client used 99 % of a CPU: it and not the network set the rate.'],
          },
        },
      ],
      ['latency.p99 < 5ms', 'download >= 500Mbit/s'],
    ),
  }),
  baseline: report({
    document: judgeDocument(document([latency(), downloaded()]), ['latency.p50 regress < 5% and < 0.01ms'], {
      baseline: [0.31, 0.33, 0.35].map((p50) => document([latency({ p50 }), downloaded()])),
    }),
    failures: [
      'latency.p50 was 0.412 ms against a median of 0.330 ms in 3 earlier runs (0.310 ms to 0.350 ms): 24.8 % worse (by 0.0820 ms); limit 5 % and 0.01 ms',
    ],
    baselines: [
      {
        metric: 'latency.p50',
        verdict: 'worse',
        sentence: '',
        base: 0.33,
        head: 0.412,
        spread: [0.31, 0.35],
        runs: 3,
      },
    ],
    history: historyOf(5, 'fail'),
  }),
  specs: report({
    document: document([latency(), downloaded()]),
    specs: [
      { name: 'the proxy > adds less than 1 ms', state: 'failed', measurements: [latency()] },
      { name: 'the proxy > carries 500 Mbit/s', state: 'passed', measurements: [downloaded()] },
      {
        name: 'the proxy > keeps UDP in order',
        state: 'skipped',
        reason: 'Not judged: udp.reordered is not trustworthy: the client read late',
        measurements: [],
      },
    ],
    failures: ['Failed: the proxy > adds less than 1 ms (expected latency.p99 < 0.5ms, got 0.982 ms)'],
  }),
  'specs-judged': report(specsThatJudged()),
  huge: report({
    document: document(Array.from({ length: 1500 }, () => latency())),
    specs: Array.from({ length: 1500 }, (_, index) => ({
      name: `a spec with a name of some length, number ${index}, against a server in thread mode`,
      state: index % 3 === 0 ? ('failed' as const) : ('passed' as const),
      measurements: [latency()],
    })),
    failures: Array.from({ length: 500 }, (_, index) => `Failed: number ${index * 3} (it was too slow)`),
  }),
}

/** The jobs of a matrix, which share a comment. */
export const LEGS: readonly MarkdownInput[] = [
  {
    ...report({ document: judged([latency(), downloaded()], ['latency.p99 < 5ms']) }),
    mode: 'thread',
    commit: COMMIT,
    title: 'network (ubuntu-24.04, thread)',
  },
  {
    ...report({ document: judged([latency(), downloaded({ mbps: 402 })], ['download >= 500Mbit/s']) }),
    mode: 'process',
    commit: COMMIT,
    title: 'network (ubuntu-24.04, process)',
    failures: ['download.mbps was 402 Mbps, limit 500 Mbps (under by 98.0 Mbps, -19.6 %)'],
  },
  {
    ...report({ document: document([latency(), downloaded()]) }),
    mode: 'sequential',
    commit: COMMIT,
    title: 'network (ubuntu-24.04, sequential)',
  },
]

/** A broken limit, one that holds, and a proxy whose cost is within its margin. */
function specsThatJudged(): MarkdownInput {
  const measured = [latency()]
  const comparison = slowerLatency()
  const { metric, verdict, sentence, head } = comparison
  const verdicts = [
    judgeThreshold('latency.p99 < 0.5ms', measured),
    judgeThreshold('latency.p50 < 1ms', measured),
    { kind: 'comparison', metric, verdict, sentence, threshold: null, figure: head, limit: null } as const,
    judgeThreshold('latency.p50 regress < 50%', [], comparison),
  ]
  const spec = { file: 'proxy.net.test.ts', attempts: 1, errors: [], measured: [], compared: [] }
  const specs = [
    { ...spec, name: 'the proxy > adds less than 1 ms', state: 'failed', judged: [0, 1] },
    { ...spec, name: 'the proxy > costs half at most', state: 'passed', compared: [0], judged: [2, 3] },
  ] as const
  const [failed] = verdicts
  return {
    document: { ...document(measured), comparisons: [comparison], verdicts, specs },
    specs: specs.map(({ name, state }, index) => ({ name, state, measurements: measured.slice(index) })),
    failures: [`the proxy > adds less than 1 ms: ${failed?.sentence}`],
    comparisons: [comparison],
    mode: 'thread',
  }
}

function report(given: Partial<MarkdownInput> & Pick<MarkdownInput, 'document'>): MarkdownInput {
  return { specs: [], failures: [], mode: 'thread', ...given }
}

function document(measurements: readonly Measurement[]): ResultDocument {
  const { environment, ...example } = exampleDocument(measurements)
  const client = {
    ...environment.client,
    kernel: '6.11.0-1018-azure',
    cpuModel: 'AMD EPYC 7763 64-Core Processor',
    cpuCount: 4,
    memory: 16_766_414_848,
    node: '24.21.0',
    runner: 'GitHub Actions 12',
    runnerImage: 'ubuntu24 20261101.1.0',
  }
  return {
    ...example,
    target: { host: '127.0.0.1', port: 43_117, dialect: 'native', mode: 'thread' },
    environment: { client, server: null },
  }
}

function judged(measurements: readonly Measurement[], thresholds: readonly string[]): ResultDocument {
  return judgeDocument(document(measurements), thresholds)
}

function latency(given: Partial<ReturnType<typeof exampleLatency>> = {}): ReturnType<typeof exampleLatency> {
  const asked = { count: 1000, duration: null, interval: null, payload: 14, timeout: 2000 }
  return exampleLatency({ asked, sent: 1000, received: 1000, ...ladder(1), ...given })
}

function downloaded(given = {}): ReturnType<typeof exampleThroughput> {
  const steady = { from: 0.4, seconds: 1.6, bytes: 189_000_000, mbps: 945 }
  return exampleThroughput({ mbps: 941, bytes: 235_250_000, seconds: 2, steady, unknown: {}, ...given })
}

function uploaded(): ReturnType<typeof exampleThroughput> {
  return downloaded({ direction: 'upload', mbps: 936, bytes: 234_000_000 })
}

function loadedLatency(): ReturnType<typeof exampleLoaded> {
  const { idle, download, upload, bidirectional, ...others } = exampleLoaded()
  return {
    ...others,
    idle: { ...idle, ...ladder(1) },
    download: phase(download, 6),
    upload: phase(upload, 9),
    bidirectional: phase(bidirectional, 14),
  }
}

function phase(example: LoadedPhase, times: number): LoadedPhase {
  const base = ladder(1)
  const loaded = ladder(times)
  const increase = { p50: loaded.p50 - base.p50, p95: loaded.p95 - base.p95, p99: loaded.p99 - base.p99 }
  return { ...example, ...loaded, increase }
}

/** Times of a latency distribution with a long tail, scaled by a factor. */
function ladder(times: number) {
  const [p50, p90, p95, p99, p999] = [0.412, 0.634, 0.75, 0.982, 2.61].map((ms) => ms * times)
  const unknown: LatencyFigures['unknown'] = {}
  return {
    min: 0.2 * times,
    avg: 0.45 * times,
    max: 4.2 * times,
    stdev: 0.2 * times,
    jitter: 0.08 * times,
    p50: p50 ?? 0,
    p90: p90 ?? 0,
    p95: p95 ?? 0,
    p99: p99 ?? 0,
    p999: p999 ?? 0,
    unknown,
  }
}

function historyOf(runs: number, last: string): readonly HistoryPoint[] {
  return Array.from({ length: runs }, (_, index) => ({
    commit: `${(0xa1b2c3d + index * 7919).toString(16)}4e5f60718293a4b5c6d7e8f901234`,
    at: `2026-11-${10 + index}T12:34:56.000Z`,
    figures: {
      'latency.p50': 0.4 + (index % 3) * 0.02,
      'latency.p99': 0.9 + (index % 4) * 0.05 + (index === runs - 1 ? 0.3 : 0),
      'download.mbps': 900 + (index % 5) * 12,
      'upload.mbps': 880 + (index % 3) * 9,
    },
    verdict: index === runs - 1 ? last : 'same',
  }))
}
