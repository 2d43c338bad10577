import { RESULT_SCHEMA } from '../../../src/results/document.ts'
import { noFailures } from '../../../src/results/connect-failures.ts'
import type {
  CapacityMeasurement,
  ConnectMeasurement,
  StepFigures,
  DatagramMeasurement,
  LatencyFigures,
  LatencyMeasurement,
  LoadedMeasurement,
  LookupFigures,
  LoadedPhase,
  Measurement,
  ResultDocument,
  ThroughputMeasurement,
} from '../../../src/results/types.ts'

/** A complete document with these measurements. */
export function exampleDocument(measurements: readonly Measurement[]): ResultDocument {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: '1.2.3' },
    startedAt: '2026-11-22T12:00:00.000Z',
    target: { host: '192.0.2.7', port: 5001, dialect: 'seed', mode: null },
    environment: {
      client: {
        platform: 'linux',
        arch: 'x64',
        kernel: '6.1.0',
        cpuModel: 'Example CPU',
        cpuCount: 2,
        memory: 8_000_000_000,
        node: '24.0.0',
        container: null,
        load: 0.5,
        steal: 0,
        receiveBufferLimit: 212_992,
        sendBufferLimit: 212_992,
        runner: null,
        runnerImage: null,
      },
      server: null,
    },
    measurements,
    comparisons: [],
    verdicts: [],
  }
}

/** A latency measurement, with fields overridden by `given`. */
export function exampleLatency(given: Partial<LatencyMeasurement> = {}): LatencyMeasurement {
  return {
    kind: 'latency',
    client: 1,
    asked: { count: 3, duration: null, interval: null, payload: 14, timeout: 2000 },
    loop: 'closed',
    transport: 'tcp',
    sent: 3,
    received: 3,
    lost: 0,
    lostOn: null,
    duplicates: null,
    min: 0.1,
    max: 0.4,
    avg: 0.2,
    stdev: 0.1,
    p50: 0.1,
    p90: 0.4,
    p95: 0.4,
    p99: null,
    p999: null,
    jitter: 0.02,
    jitterMean: 0.03,
    unknown: { p99: 'p99 needs at least 100 samples; this test had 3.' },
    histogram: { smallest: 1e-6, growth: 1.02, counts: { 582: 2, 652: 1 } },
    network: { min: 0.1, avg: 0.2, max: 0.4, p50: 0.1 },
    busyPoll: { client: true, server: true },
    ends: { client: { loopDelay: 1, threadShare: 0.5, otherSessions: null }, server: null },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

/** A throughput measurement, with fields overridden by `given`. */
export function exampleThroughput(given: Partial<ThroughputMeasurement> = {}): ThroughputMeasurement {
  return {
    kind: 'throughput',
    client: 1,
    direction: 'download',
    bidirectional: false,
    asked: { bytes: 10_000_000, seconds: null, streams: 1, warmup: 0, rate: null },
    bytes: 10_000_000,
    seconds: 0.1,
    mbps: 800,
    intervals: [{ from: 0, seconds: 0.1, bytes: 10_000_000, mbps: 800 }],
    steady: null,
    streams: [{ bytes: 10_000_000, seconds: 0.1, mbps: 800, tcp: null }],
    fairness: 1,
    unknown: { steady: 'A steady state needs at least 10 intervals; this test had 1.' },
    cpu: { client: { user: 0.01, system: 0.02 }, server: null },
    ends: { client: { loopDelay: 1, threadShare: 0.5, otherSessions: null }, server: null },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

/** A connect measurement, with fields overridden by `given`. */
export function exampleConnect(given: Partial<ConnectMeasurement> = {}): ConnectMeasurement {
  return {
    kind: 'connect',
    client: 1,
    asked: { count: null, seconds: 2, concurrency: 16, timeout: 2000 },
    attempted: 12_003,
    connected: 12_001,
    completed: 12_000,
    failed: 3,
    seconds: 2,
    rate: 6000,
    min: 0.02,
    max: 3.5,
    avg: 0.25,
    stdev: 0.125,
    p50: 0.2,
    p90: 0.5,
    p95: 0.75,
    p99: 1.5,
    p999: null,
    unknown: { p999: 'p99.9 needs more.' },
    histogram: { smallest: 1e-6, growth: 1.02, counts: { 617: 12_001 } },
    whole: { min: 0.1, avg: 1.5, max: 9, p50: 1.25, p99: 4.5 },
    errors: { ...noFailures(), refused: 2, reset: 1 },
    cpu: { client: { user: 0.5, system: 0.75 }, server: null },
    ends: { client: { loopDelay: 1, threadShare: 0.5, otherSessions: null }, server: null },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

/** TLS handshakes of the example's connections, one of which failed. */
export function exampleHandshakes(given: Partial<StepFigures> = {}): StepFigures {
  const times = {
    min: 0.9,
    max: 12,
    avg: 1.2,
    stdev: 0.4,
    p50: 1.1,
    p90: 1.6,
    p95: 2.1,
    p99: 3.2,
    p999: null,
  }
  return { ...times, completed: 12_000, unknown: { p999: 'p99.9 needs more.' }, ...given }
}

/** Lookups of the server's name. */
export function exampleLookups(): LookupFigures {
  const unknown = { p99: 'p99 needs more.', p999: 'p99.9 needs more.' }
  return {
    ...exampleHandshakes(),
    min: 0.5,
    avg: 0.7,
    p50: 0.6,
    p99: null,
    completed: 20,
    attempted: 20,
    unknown,
  }
}

/** A rate of requests on connections that stay open. */
export function exampleRequests(): ConnectMeasurement {
  const asked = { ...exampleConnect().asked, reuse: true }
  return exampleConnect({ asked, connected: 16, whole: null, firstByte: exampleFirstBytes() })
}

/** Times until the first byte of the answers on the example's connections. */
export function exampleFirstBytes(): StepFigures {
  return { ...exampleHandshakes(), min: 1.8, avg: 2.4, p50: 2.2, p90: 3.1 }
}

/** A datagram measurement, with fields overridden by `given`. */
export function exampleDatagram(given: Partial<DatagramMeasurement> = {}): DatagramMeasurement {
  return {
    kind: 'datagram',
    client: 1,
    direction: 'download',
    bidirectional: false,
    asked: { bytes: null, seconds: 2, rate: 50_000_000, payload: 1200 },
    sent: 10_000,
    received: 9900,
    lost: 100,
    loss: 0.01,
    duplicates: 1,
    reordered: 3,
    droppedByHost: 0,
    bytes: 11_880_000,
    seconds: 2,
    mbps: 47.52,
    offered: 48,
    jitter: 0.02,
    jitterMean: 0.03,
    intervals: [
      { from: 0, seconds: 1, bytes: 5_940_000, mbps: 47.52, received: 4950 },
      { from: 1, seconds: 1, bytes: 5_940_000, mbps: 47.52, received: 4950 },
    ],
    unknown: {},
    cpu: { client: { user: 0.1, system: 0.2 }, server: { user: 0.1, system: 0.3 } },
    ends: { client: END, server: END },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

/** A search for the UDP capacity, with fields overridden by `given`. */
export function exampleCapacity(given: Partial<CapacityMeasurement> = {}): CapacityMeasurement {
  const trial = { seconds: 1, sent: 10_000 }
  return {
    kind: 'capacity',
    client: 1,
    direction: 'download',
    asked: { loss: 0.001, resolution: 0.05, rate: 1e9, trial: 1, payload: 1200 },
    mbps: 94.5,
    lower: 94.6,
    upper: 99.1,
    loss: 0.0005,
    limit: 'network',
    trials: [
      { ...trial, from: 0, rate: 1000, offered: 998, lost: 9050, loss: 0.905, kept: false },
      { ...trial, from: 1.3, rate: 94.6, offered: 94.6, lost: 5, loss: 0.0005, kept: true },
    ],
    seconds: 8.2,
    unknown: {},
    ends: { client: END, server: END },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

/** A loaded measurement, with fields overridden by `given`. */
export function exampleLoaded(given: Partial<LoadedMeasurement> = {}): LoadedMeasurement {
  return {
    kind: 'loaded',
    client: 1,
    asked: { seconds: 2, warmup: 1, interval: 10, payload: 14, timeout: 2000, streams: 4 },
    idle: exampleFigures(1),
    download: exampleLoadedPhase(40, { downloadMbps: 94.1 }),
    upload: exampleLoadedPhase(80, { uploadMbps: 91.2 }),
    bidirectional: exampleLoadedPhase(120, { downloadMbps: 90.2, uploadMbps: 88.4 }),
    bufferbloat: { grade: 'C', increase: 119, sentence: 'C (60 to 200 ms added under load): a long queue.' },
    ends: { client: END, server: END },
    validity: { ok: true, reasons: [] },
    ...given,
  }
}

const END = { loopDelay: 2, threadShare: 0.4, otherSessions: 0 }

function exampleFigures(rtt: number): LatencyFigures {
  return {
    sent: 200,
    received: 200,
    lost: 0,
    min: rtt,
    max: rtt,
    avg: rtt,
    stdev: 0,
    p50: rtt,
    p90: rtt,
    p95: rtt,
    p99: rtt,
    p999: null,
    jitter: 0.1,
    jitterMean: 0.2,
    unknown: { p999: 'p99.9 needs at least 1000 samples; this test had 200.' },
    histogram: { smallest: 1e-6, growth: 1.02, counts: { 700: 200 } },
  }
}

/** A phase under load with equal round-trip times (ms), with fields overridden by `given`. */
export function exampleLoadedPhase(rtt: number, given: Partial<LoadedPhase>): LoadedPhase {
  return {
    ...exampleFigures(rtt),
    increase: { p50: rtt - 1, p95: rtt - 1, p99: rtt - 1 },
    downloadMbps: null,
    uploadMbps: null,
    responsiveness: {
      rpm: 1200,
      formula: 'draft-ietf-ippm-responsiveness-09, TCP only',
      parameters: { MAD: 4, TMP: 0.95, SDT: 0.05, ID: 0.5, INP: 4, INC: 0, MNP: 4, MPS: 100, PTC: 0.05 },
      times: { connect: rtt, exchange: rtt, self: rtt },
      confidence: 'medium',
      reason: null,
    },
    ...given,
  }
}
