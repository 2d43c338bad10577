import type { NamedRun } from '../../../src/report/formats/named-run.ts'
import type {
  DirectionSlices,
  LatencyMeasurement,
  LoadedMeasurement,
  Measurement,
  Samples,
  ThroughputMeasurement,
} from '../../../src/results/types.ts'
import { SampleRecorder, streamSlices } from '../../../src/stats/sample-recorder.ts'
import { intervalOf } from '../../../src/stats/streams.ts'
import { summarize } from '../../../src/stats/summary.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import {
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { fullRun, invalidRun, lossyRun } from '../example-runs.ts'

const LIMITS = ['latency.p50 < 5ms', 'download >= 900Mbit/s', 'udp.upload.loss < 1%']

const judged = judgeDocument(fullRun(), LIMITS)
const lossy = judgeDocument(lossyRun(), LIMITS)

/** Runs by what makes their page hard to draw. */
export const EXAMPLE_PAGES: Readonly<Record<string, readonly NamedRun[]>> = {
  good: [{ name: 'full.json', document: judged }],
  lossy: [{ name: 'lossy.json', document: lossy }],
  invalid: [{ name: 'invalid.json', document: judgeDocument(invalidRun(), LIMITS) }],
  empty: [{ name: 'empty.json', document: exampleDocument([]) }],
  comparison: [
    {
      name: 'compared.json',
      document: {
        ...exampleDocument([]),
        comparisons: [
          exampleComparison(),
          exampleComparison({
            metric: 'latency.p50',
            unit: 'ms',
            base: 0.4,
            head: 0.41,
            change: 0.012,
            interval: { from: -0.01, to: 0.03 },
            floor: 0.04,
            verdict: 'same',
          }),
          exampleComparison({
            metric: 'udp.download.loss',
            unit: 'share',
            scale: 'difference',
            base: 0.001,
            head: 0.003,
            change: 0.002,
            interval: { from: -0.001, to: 0.004 },
            margin: 0.005,
            verdict: 'same',
          }),
        ],
      },
    },
  ],
  clients: [{ name: 'clients.json', document: eightClients() }],
  runs: [
    { name: 'runs/full.json', document: judged },
    { name: 'runs/lossy.json', document: lossy },
    { name: 'runs/invalid.json', document: invalidRun() },
  ],
  probes: [{ name: 'probes.json', document: exampleDocument([everyProbe(), fourStreams()]) }],
  load: [{ name: 'load.json', document: exampleDocument([loadInTime()]) }],
  hostile: [HOSTILE.join(' '), HOSTILE.toReversed().join(' ')].map((name) => ({
    name,
    document: hostileRun(name),
  })),
}

function eightClients(): NamedRun['document'] {
  const clients = Array.from({ length: 8 }, (_, index) => index + 1)
  return exampleDocument(
    clients.flatMap((client): readonly Measurement[] => [
      { ...exampleLatency(), client },
      { ...exampleThroughput(), client },
    ]),
  )
}

/** 10,000 probes, of which one in 200 is lost. */
function everyProbe(): LatencyMeasurement {
  const times = Array.from({ length: 10_000 }, (_, index) =>
    index % 200 === 7
      ? null
      : 0.2 + 0.05 * Math.sin(index / 40) + (index % 997 === 0 ? 8 : 0.01 * (index % 7)),
  )
  const answered = times.flatMap((time) => time ?? [])
  const lost = times.length - answered.length
  return exampleLatency({
    loop: 'open',
    asked: { count: null, duration: 10_000, interval: 1, payload: 14, timeout: 2000 },
    sent: times.length,
    received: answered.length,
    lost,
    ...summarize(answered, lost),
    samples: recorded(times, 1),
  })
}

/** Probes of a schedule, with their times in ms. */
function recorded(times: readonly (number | null)[], interval: number, from = 0): Samples {
  const recorder = new SampleRecorder()
  for (const [number, time] of times.entries())
    recorder.add(number, number * interval * 1e6, time === null ? null : time * 1e6)
  return recorder.samples(from)
}

/** A download whose streams are not equally fast. */
function fourStreams(): ThroughputMeasurement {
  const streams = [1, 2, 3, 4].map((stream) => {
    const bytes = Array.from({ length: 20 }, (_, index) =>
      Math.round(stream * 1e6 * Math.min(1, (index + 1) / 5)),
    )
    const { bytes: all, seconds, mbps } = intervalOf(0, 2, sumOf(bytes))
    return { bytes: all, seconds, mbps, tcp: null, slices: streamSlices(bytes) }
  })
  const intervals = Array.from({ length: 20 }, (_, index) =>
    intervalOf(index / 10, (index + 1) / 10, sumOf(streams.map(({ slices }) => slices.bytes[index] ?? 0))),
  )
  return exampleThroughput({ seconds: 2, intervals, streams })
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Latency that rises as the load fills a long queue, 1 s after each phase begins. */
function loadInTime(): LoadedMeasurement {
  const loaded = exampleLoaded()
  const phase = (from: number, height: number): { readonly samples: Samples } => ({
    samples: recorded(
      Array.from({ length: 300 }, (_, index) => 1 + height * Math.min(1, index / 100) + 0.2 * (index % 5)),
      10,
      from,
    ),
  })
  const slices = (mbps: number): DirectionSlices => {
    const bytes = mbps * 12_500
    return {
      intervals: Array.from({ length: 20 }, (_, index) => intervalOf(index / 10, (index + 1) / 10, bytes)),
      // One is twice as fast as the other.
      streams: [2 / 3, 1 / 3].map((share) => streamSlices(Array.from({ length: 20 }, () => bytes * share))),
    }
  }
  return {
    ...loaded,
    idle: { ...loaded.idle, ...phase(0, 0) },
    download: { ...loaded.download, ...phase(3, 40), load: { from: 4, download: slices(94), upload: null } },
    upload: { ...loaded.upload, ...phase(6, 80), load: { from: 7, download: null, upload: slices(91) } },
    bidirectional: {
      ...loaded.bidirectional,
      ...phase(9, 120),
      load: { from: 10, download: slices(90), upload: slices(88) },
    },
  }
}

/** A run in which everything that has a name has this one. */
function hostileRun(name: string): NamedRun['document'] {
  const document = exampleDocument([
    exampleLatency({ transport: 'call', call: { name, failure: name } }),
    exampleThroughput({ validity: { ok: false, reasons: [name] } }),
  ])
  const { client } = document.environment
  return {
    ...document,
    target: { ...document.target, host: name },
    environment: {
      ...document.environment,
      client: { ...client, cpuModel: name, kernel: name, runner: name },
    },
    comparisons: [exampleComparison({ metric: name })],
    verdicts: [
      {
        kind: 'threshold',
        metric: 'latency.p50',
        verdict: 'fail',
        sentence: name,
        threshold: name,
        figure: 1,
        limit: 0,
      },
    ],
  }
}
