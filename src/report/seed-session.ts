import { formatHostPort } from '../address.ts'
import { failuresInWords } from '../results/connect-failures.ts'
import type {
  ConnectMeasurement,
  DatagramMeasurement,
  Direction,
  LatencyMeasurement,
  LoadedMeasurement,
  LoadedPhase,
  Measurement,
  ThroughputMeasurement,
} from '../results/types.ts'
import { SEED_MEGABYTE } from '../units.ts'

/** The first lines of a server: those of the seed's example session, as all that follow are, with real figures. */
export function serverStarted(host: string, port: number, mode: string): readonly string[] {
  return [
    `[SERVER] Wyndrvr server started on ${formatHostPort({ host, port })}`,
    `[SERVER] Connection handling mode: ${mode}`,
    '[SERVER] Waiting for connections...',
  ]
}

/** What a server says when it begins to close. */
export const SERVER_CLOSING = '[SERVER] Shutting down...'

/** A server's last line. */
export const SERVER_CLOSED = '[SERVER] Server stopped'

/** A client's first line. */
export function connected(host: string, port: number): readonly string[] {
  return [`[CLIENT] Connected to ${formatHostPort({ host, port })}`]
}

/** What stands above the whole suite. */
export function suiteHeader(): readonly string[] {
  return ['', ...banner('WYNDRVR NETWORK TEST SUITE')]
}

/** What stands above the probes of a latency test. */
export function latencyStarted(plan: {
  readonly count: number | null
  readonly duration: number | null
}): readonly string[] {
  const amount = plan.count === null ? `${(plan.duration ?? 0) / 1000} s` : `${plan.count} pings`
  return ['', `[CLIENT] Starting latency test (${amount})...`]
}

/** One probe's round-trip time in ms; `null`: it was lost. */
export function probeLine(number: number, count: number | null, rtt: number | null): string {
  const place = count === null ? `${number}` : `${number}/${count}`
  return `  Ping ${place}: ${rtt === null ? 'no answer in time' : ms(rtt)}`
}

/** What stands above a transfer; a MB is 2^20 bytes. */
export function throughputStarted(
  direction: Direction | 'bidirectional',
  plan: { readonly bytes: number | null; readonly seconds: number | null; readonly streams: number },
): readonly string[] {
  const amount =
    plan.bytes === null ? `${plan.seconds} s` : `${Number((plan.bytes / SEED_MEGABYTE).toFixed(2))} MB`
  const streams = plan.streams > 1 ? `, ${plan.streams} streams` : ''
  return ['', `[CLIENT] Starting ${direction} bandwidth test (${amount}${streams})...`]
}

/** What stands above a measurement of the connect rate. */
export function connectStarted(plan: {
  readonly count: number | null
  readonly seconds: number | null
  readonly concurrency: number
}): readonly string[] {
  const amount = plan.count === null ? `${plan.seconds} s` : `${plan.count} connections`
  return ['', `[CLIENT] Starting connect rate test (${amount}, ${plan.concurrency} at once)...`]
}

/** The figures of one measurement. */
export function measurementLines(measurement: Measurement): readonly string[] {
  switch (measurement.kind) {
    case 'latency':
      return latencyLines(measurement)
    case 'connect':
      return connectLines(measurement)
    case 'datagram':
      return datagramLines(measurement)
    case 'loaded':
      return loadedLines(measurement)
    default:
      return throughputLines(measurement)
  }
}

/** The seed's closing table; a figure that there is not is `N/A`. */
export function suiteSummary(measurements: readonly Measurement[]): readonly string[] {
  const figures = figuresOf(measurements)
  return [
    '',
    ...banner('TEST SUMMARY'),
    `Average Latency: ${ms(figures.latency)}`,
    `Download Speed: ${rate(figures.download)}`,
    `Upload Speed: ${rate(figures.upload)}`,
    RULE,
  ]
}

/** What stands above the summary of several clients. */
export function concurrentStarted(clients: number): readonly string[] {
  return ['', `[CONCURRENT] Starting ${clients} concurrent clients...`]
}

/** One line a client, and one with the means over all of them. */
export function concurrentSummary(
  clients: readonly {
    readonly client: number
    readonly measurements: readonly Measurement[]
    readonly failure: string | null
  }[],
  seconds: number,
): readonly string[] {
  const all = clients.map(({ measurements }) => figuresOf(measurements))
  const overall = {
    latency: mean(all.map((figures) => figures.latency)),
    download: mean(all.map((figures) => figures.download)),
    upload: mean(all.map((figures) => figures.upload)),
    connect: mean(all.map((figures) => figures.connect)),
  }
  const finished = clients.filter(({ failure }) => failure === null).length
  return [
    '',
    `[CONCURRENT] All clients completed in ${seconds.toFixed(2)} seconds`,
    '',
    '[CONCURRENT] Results Summary:',
    ...clients.map(({ client, failure }, index) => {
      const figures = figuresText(all[index] ?? NO_FIGURES)
      const failed = failure === null ? [] : [`Test failed: ${failure}`]
      return `  Client ${client}: ${[...figures, ...failed].join(', ')}`
    }),
    `  Overall: ${[`${finished} of ${clients.length} clients completed`, ...figuresText(overall).map((figure) => figure.replace(/^(?=Download|Upload|Connect)/, 'Mean '))].join(', ')}`,
  ]
}

const RULE = '='.repeat(60)
const NO_FIGURES: Figures = { latency: null, download: null, upload: null, connect: null }

interface Figures {
  /** Average, ms. */
  readonly latency: number | null
  /** Mbps. */
  readonly download: number | null
  /** Mbps. */
  readonly upload: number | null
  /** Connections per second. */
  readonly connect: number | null
}

function banner(title: string): readonly string[] {
  return [RULE, title, RULE]
}

function latencyLines(latency: LatencyMeasurement): readonly string[] {
  return [
    '',
    '[CLIENT] Latency Statistics:',
    `  Packets sent: ${latency.sent}`,
    `  Packets received: ${latency.received}`,
    `  Minimum: ${ms(latency.min)}`,
    `  Maximum: ${ms(latency.max)}`,
    `  Average: ${ms(latency.avg)}`,
    `  Std Dev: ${ms(latency.stdev)}`,
    ...percentileLines(latency),
    `  Jitter (RFC 3550): ${ms(latency.jitter)}`,
    `  Jitter (mean difference): ${ms(latency.jitterMean)}`,
  ]
}

/** Where one percentile is not known those above it are not either, for the same reason. */
function percentileLines(times: LatencyMeasurement | ConnectMeasurement): readonly string[] {
  const names = ['p50', 'p90', 'p95', 'p99', 'p999'] as const
  const known = names.flatMap((name) => {
    const value = times[name]
    return value === null ? [] : [`  ${name.replace('999', '99.9')}: ${ms(value)}`]
  })
  const unknown = names.flatMap((name) => times.unknown[name] ?? [])
  return [...known, ...unknown.slice(0, 1).map((reason) => `  ${reason}`)]
}

function connectLines(connect: ConnectMeasurement): readonly string[] {
  const failed = connect.failed === 0 ? '' : ` (${failuresInWords(connect.errors)})`
  return [
    '',
    '[CLIENT] Connect Statistics:',
    `  Connections opened, served and closed: ${connect.completed} in ${connect.seconds.toFixed(2)} seconds`,
    `  Connections failed: ${connect.failed}${failed}`,
    `  Connect rate: ${connect.rate === null ? 'N/A' : `${connect.rate.toFixed(2)} per second`}`,
    '  Connect time:',
    ...[
      `  Minimum: ${ms(connect.min)}`,
      `  Maximum: ${ms(connect.max)}`,
      `  Average: ${ms(connect.avg)}`,
      `  Std Dev: ${ms(connect.stdev)}`,
      ...percentileLines(connect),
    ].map((line) => `  ${line}`),
    `  Whole connection: p50 ${ms(connect.whole?.p50 ?? null)}, p99 ${ms(connect.whole?.p99 ?? null)}`,
    ...connect.validity.reasons.map((reason) => `  ${reason}`),
  ]
}

function throughputLines(measurement: ThroughputMeasurement): readonly string[] {
  const { direction, bytes, seconds, mbps, steady } = measurement
  const [moved, name] = direction === 'download' ? ['Downloaded', 'Download'] : ['Uploaded', 'Upload']
  return [
    `[CLIENT] ${moved} ${(bytes / SEED_MEGABYTE).toFixed(2)} MB in ${seconds.toFixed(2)} seconds`,
    `[CLIENT] ${name} speed: ${rate(mbps)}`,
    ...(steady === null
      ? []
      : [`[CLIENT] Steady state: ${rate(steady.mbps)} from ${steady.from.toFixed(2)} seconds on`]),
    ...retransmitLines(measurement),
  ]
}

function datagramLines(flow: DatagramMeasurement): readonly string[] {
  const share = flow.loss === null ? 'N/A' : `${(flow.loss * 100).toFixed(2)} %`
  const dropped = flow.droppedByHost === null ? '' : `, ${flow.droppedByHost} of them by the receiving host`
  return [
    '',
    `[CLIENT] UDP ${flow.direction} Statistics:`,
    `  Datagrams sent: ${flow.sent} of ${flow.asked.payload} bytes (${rate(flow.offered)})`,
    `  Datagrams received: ${flow.received} (${rate(flow.mbps)})`,
    `  Lost: ${flow.lost} (${share})${dropped}`,
    `  Duplicates: ${flow.duplicates}`,
    `  Out of order: ${flow.reordered}`,
    `  Jitter (RFC 3550): ${ms(flow.jitter)}`,
    `  Jitter (mean difference): ${ms(flow.jitterMean)}`,
    ...flow.validity.reasons.map((reason) => `  ${reason}`),
  ]
}

function loadedLines(loaded: LoadedMeasurement): readonly string[] {
  const { idle, bufferbloat } = loaded
  return [
    '',
    '[CLIENT] Loaded Latency Statistics:',
    `  Idle: p50 ${ms(idle.p50)}, p95 ${ms(idle.p95)}, p99 ${ms(idle.p99)}`,
    ...loadedPhaseLines('Download', loaded.download),
    ...loadedPhaseLines('Upload', loaded.upload),
    ...loadedPhaseLines('Both ways', loaded.bidirectional),
    `  Bufferbloat: ${bufferbloat === null ? 'N/A' : bufferbloat.sentence}`,
    ...loaded.validity.reasons.map((reason) => `  ${reason}`),
  ]
}

function loadedPhaseLines(name: string, phase: LoadedPhase): readonly string[] {
  const percentiles = (['p50', 'p95', 'p99'] as const).map((each) => {
    const more = phase.increase[each]
    return `${each} ${ms(phase[each])}${more === null ? '' : ` (${more < 0 ? '' : '+'}${ms(more)})`}`
  })
  const { rpm, formula, confidence, reason } = phase.responsiveness
  const figure =
    rpm === null ? `N/A: ${reason}` : `${rpm.toFixed(0)} RPM (${confidence} confidence; ${formula})`
  return [`  ${name}: ${percentiles.join(', ')}`, `    Responsiveness: ${figure}`]
}

/** Segments that were sent again, where there were some and every stream's are known. */
function retransmitLines({ streams }: ThroughputMeasurement): readonly string[] {
  const counts = streams.flatMap(({ tcp }) => tcp?.retransmits ?? [])
  const sum = counts.reduce((total, count) => total + count, 0)
  return counts.length === streams.length && sum > 0 ? [`[CLIENT] Retransmits: ${sum}`] : []
}

function figuresOf(measurements: readonly Measurement[]): Figures {
  const latency = measurements.findLast(({ kind }) => kind === 'latency')
  const connect = measurements.findLast(({ kind }) => kind === 'connect')
  const throughput = (wanted: Direction): number | null => {
    const found = measurements.findLast(
      (measurement) => measurement.kind === 'throughput' && measurement.direction === wanted,
    )
    return found?.kind === 'throughput' ? found.mbps : null
  }
  return {
    latency: latency?.kind === 'latency' ? latency.avg : null,
    download: throughput('download'),
    upload: throughput('upload'),
    connect: connect?.kind === 'connect' ? connect.rate : null,
  }
}

function figuresText({ latency, download, upload, connect }: Figures): readonly string[] {
  return [
    ...(latency === null ? [] : [`Avg Latency = ${ms(latency)}`]),
    ...(download === null ? [] : [`Download = ${rate(download)}`]),
    ...(upload === null ? [] : [`Upload = ${rate(upload)}`]),
    ...(connect === null ? [] : [`Connect rate = ${connect.toFixed(2)} per second`]),
  ]
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null
}

function ms(value: number | null): string {
  return value === null ? 'N/A' : `${value.toFixed(2)} ms`
}

function rate(value: number | null): string {
  return value === null ? 'N/A' : `${value.toFixed(2)} Mbps`
}
