import type {
  DatagramMeasurement,
  LatencyMeasurement,
  ResultDocument,
  ThroughputInterval,
  ThroughputMeasurement,
} from '../../src/results/types.ts'
import { noFailures } from '../../src/results/connect-failures.ts'
import { summarize } from '../../src/stats/summary.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleLoadedPhase,
  exampleThroughput,
} from '../support/documents/documents.ts'

/** What `--test all` finds on a quiet network. */
export function seedRun(): ResultDocument {
  return native([
    latencyOf(roundTrips(10, 0.2), { count: 10, duration: null }),
    sizedThroughput('download', 863),
    sizedThroughput('upload', 931),
  ])
}

/** What `--test full` finds on a link of a gigabit. */
export function fullRun(): ResultDocument {
  return native([
    latencyOf(roundTrips(4870, 0.2), { count: null, duration: 1000 }),
    latencyOf(roundTrips(200, 0.24), { count: null, duration: 2000, interval: 10 }, { loop: 'open' }),
    latencyOf(
      roundTrips(100, 0.18),
      { count: null, duration: 1000, interval: 10 },
      { loop: 'open', transport: 'udp', lostOn: { upload: 0, download: 0 }, duplicates: 0 },
    ),
    throughputOf('download', 941, 3),
    throughputOf('upload', 936, 12),
    throughputOf('download', 702, 44, true),
    throughputOf('upload', 688, 31, true),
    datagramsOf(48, { loss: 0, lost: 0, received: 10_000, reordered: 0, duplicates: 0 }),
    datagramsOf(47.98, { direction: 'upload', loss: 0.0003, lost: 3, received: 9997, jitter: 0.031 }),
    exampleLoaded({
      download: exampleLoadedPhase(40.2, { downloadMbps: 940.3 }),
      upload: exampleLoadedPhase(80.7, { uploadMbps: 931.9 }),
      bidirectional: exampleLoadedPhase(121, { downloadMbps: 702.2, uploadMbps: 688.4 }),
    }),
    exampleConnect({ failed: 0, errors: noFailures(), unknown: {} }),
  ])
}

/** A run on a machine that was too busy, with notes, and reasons in which a server has hidden a terminal's commands. */
export function invalidRun(): ResultDocument {
  const none = { p50: null, p90: null, p95: null, p99: null, p999: null, jitter: null, jitterMean: null }
  const document = native([
    exampleLatency({
      ...none,
      sent: 1,
      received: 0,
      lost: 1,
      min: null,
      max: null,
      avg: null,
      stdev: null,
      histogram: { smallest: 1e-6, growth: 1.02, counts: {} },
      unknown: { p50: 'p50 falls on a lost sample: 1 of 1 were lost.' },
      validity: { ok: false, reasons: ['It was cut off after 1 probe: the connection was reset.'] },
    }),
    throughputOf('download', 8412, 0, false, {
      validity: {
        ok: false,
        reasons: [
          "The client's event loop stalled for 212 ms (stalls of 100 ms or more distort the figures).",
          'A worker of the server measured 3 other sessions \u001B[2J\u001B]0;title\u0007 at the same time.',
        ],
      },
    }),
    throughputOf('upload', 36.5, null, false, {
      validity: {
        ok: true,
        reasons: [
          'The sender, not the network, was the bottleneck: it had data to send for 40 % of the time.',
        ],
      },
    }),
    exampleConnect({ validity: { ok: false, reasons: ['Something is wrong.'] } }),
  ])
  return {
    ...document,
    target: { host: 'evil\u001B[31m.example\r\n', port: 5001, dialect: 'native', mode: 'thread' },
  }
}

/** A run over a link that loses one in thirty. */
export function lossyRun(): ResultDocument {
  const times = roundTrips(290, 42)
  return native([
    latencyOf(times, { count: null, duration: 3000, interval: 10 }, { loop: 'open', transport: 'udp' }, 10),
    throughputOf('download', 4.21, 318),
    datagramsOf(4.83, {
      loss: 0.0333,
      sent: 1042,
      received: 1007,
      lost: 35,
      reordered: 17,
      jitter: 4.21,
      offered: 5,
      droppedByHost: null,
      unknown: { droppedByHost: 'The server cannot see what its host drops.' },
    }),
    exampleLoaded({
      download: exampleLoadedPhase(420, {
        downloadMbps: 4.1,
        increase: { p50: 378, p95: 378, p99: null },
        responsiveness: {
          rpm: null,
          formula: 'draft-ietf-ippm-responsiveness-09, TCP only',
          parameters: { MAD: 4, TMP: 0.95, SDT: 0.05, ID: 0.5, INP: 4, INC: 0, MNP: 4, MPS: 100, PTC: 0.05 },
          times: { connect: null, exchange: null, self: null },
          confidence: null,
          reason: 'Fewer than 10 probes came back under load.',
        },
      }),
      bufferbloat: {
        grade: 'D',
        increase: 378,
        sentence: 'D (200 to 400 ms added under load): a very long queue: everything feels slow.',
      },
    }),
    exampleConnect({ rate: 21.4, completed: 43, failed: 3 }),
  ])
}

function native(measurements: ResultDocument['measurements']): ResultDocument {
  const document = exampleDocument(measurements)
  return { ...document, target: { ...document.target, dialect: 'native', mode: 'thread' } }
}

function latencyOf(
  times: readonly number[],
  asked: Partial<LatencyMeasurement['asked']>,
  given: Partial<LatencyMeasurement> = {},
  lost = 0,
): LatencyMeasurement {
  const example = exampleLatency()
  return {
    ...example,
    asked: { ...example.asked, ...asked },
    sent: times.length + lost,
    received: times.length,
    lost,
    ...summarize(times, lost),
    ...given,
  }
}

function throughputOf(
  direction: ThroughputMeasurement['direction'],
  mbps: number,
  retransmits: number | null,
  bidirectional = false,
  given: Partial<ThroughputMeasurement> = {},
): ThroughputMeasurement {
  const example = exampleThroughput()
  const random = randomNumbers(Math.round(mbps))
  const rates = Array.from({ length: 20 }, (_, index) => {
    const slowStart = Math.min(1, (index + 1) / 4)
    return mbps * slowStart * (0.94 + 0.1 * random())
  })
  const bytes = (mbps * 2e6) / 8
  const facts = {
    congestion: 'cubic',
    rtt: 1,
    rttVariation: 0.5,
    minRtt: 0.25,
    cwnd: 10,
    mss: 1448,
    deliveryRate: mbps,
    busy: 2,
    rwndLimited: 0,
    sndbufLimited: 0,
  }
  return {
    ...example,
    direction,
    asked: { ...example.asked, bytes: null, seconds: 2 },
    bidirectional,
    bytes,
    seconds: 2,
    mbps,
    intervals: slices(rates, 0.1),
    steady: { from: 0.4, seconds: 1.6, bytes: bytes * 0.84, mbps: mbps * 1.05 },
    streams: [{ bytes, seconds: 2, mbps, tcp: retransmits === null ? null : { ...facts, retransmits } }],
    unknown: retransmits === null ? { tcp: 'TCP facts need Linux and its tool ss at the sending end.' } : {},
    ...given,
  }
}

/** What there is of a transfer that is over before its first interval. */
function sizedThroughput(direction: ThroughputMeasurement['direction'], mbps: number): ThroughputMeasurement {
  const [bytes, seconds] = [10_485_760, 83.88608 / mbps]
  return throughputOf(direction, mbps, 0, false, {
    asked: { ...exampleThroughput().asked, bytes },
    bytes,
    seconds,
    intervals: [{ from: 0, seconds, bytes, mbps }],
    steady: null,
    unknown: { steady: 'A steady state needs at least 10 intervals; this test had 1.' },
  })
}

function datagramsOf(mbps: number, given: Partial<DatagramMeasurement>): DatagramMeasurement {
  const random = randomNumbers(Math.round(mbps))
  const rates = Array.from({ length: 20 }, () => mbps * (0.9 + 0.2 * random()))
  const intervals = slices(rates, 0.1).map(({ from, seconds, bytes, mbps: each }) => {
    return { from, seconds, bytes, mbps: each, received: Math.round(bytes / 1200) }
  })
  return exampleDatagram({ mbps, intervals, bytes: (mbps * 2e6) / 8, ...given })
}

function slices(rates: readonly number[], seconds: number): readonly ThroughputInterval[] {
  return rates.map((mbps, index) => ({
    from: index * seconds,
    seconds,
    bytes: Math.round((mbps * 1e6 * seconds) / 8),
    mbps,
  }))
}

/** Round-trip times in ms around a usual one, with a long tail, the same each time. */
function roundTrips(count: number, usual: number): readonly number[] {
  const random = randomNumbers(count)
  return Array.from({ length: count }, () => {
    const normal = random() + random() + random() + random() - 2
    const tail = random() < 0.02 ? 1 + 4 * random() : 1
    return usual * Math.exp(0.35 * normal) * tail
  })
}

/** Numbers from 0 to 1 that look like chance, and are the same each time (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
