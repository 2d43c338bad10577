import { formatHostPort, nameOfServer } from '../address.ts'
import type { HostPort } from '../address.ts'
import type { Dialect, Direction, Measurement, PathMtu, Target } from '../results/types.ts'
import { reportOf } from './kinds.ts'
import { plain } from './plain.ts'
import { mainFigure } from './session/main-figures.ts'
import { counted } from '../text/count.ts'
import { shareText } from '../text/share.ts'
import { plannedMsText, plannedSecondsText } from '../text/time.ts'
import { mbpsText, msText, plainMegabytesText } from '../text/two-decimals.ts'

/**
 * The first lines of a server. All lines of this file follow the seed's example session.
 * @param pages what it shows about itself, by name, and where
 */
export function serverStarted(
  asked: string,
  address: HostPort,
  mode: string,
  fingerprint?: string,
  pages: Readonly<Record<string, string>> = {},
): readonly string[] {
  const { host } = address
  // A name may have several addresses, of which a server listens on one.
  const named = host !== asked && isName(asked)
  const bound = host === '::' ? '[::] accepts IPv6 and IPv4' : `${asked} is bound to ${host} only`
  return [
    `[SERVER] Wyndrvr server started on ${formatHostPort(address)}`,
    ...(named || host === '::' ? [`[SERVER] ${bound}`] : []),
    `[SERVER] Connection handling mode: ${mode}`,
    ...(fingerprint === undefined ? [] : [`[SERVER] TLS certificate (SHA-256): ${fingerprint}`]),
    ...Object.entries(pages).map(([name, url]) => `[SERVER] ${name}: ${url}`),
    '[SERVER] Waiting for connections...',
  ]
}

/** Whether a host is a name: an address has a colon, or digits and dots only. */
function isName(host: string): boolean {
  return !/:|^[\d.]+$/.test(host)
}

/** The line before a further run of `--watch`. */
export function watchLine(number: number, at: Date): string {
  return `Run ${number}, ${at.toISOString()}`
}

/** A server's line when it has ignored SIGHUP. */
export const SERVER_HANGUP = '[SERVER] Ignored SIGHUP; SIGTERM stops the server'

/** A server's line about why it closes on its own; none if a signal asked it to. */
export function serverEndLine(why: string): readonly string[] {
  const reason = END_REASONS[why]
  return reason === undefined ? [] : [`[SERVER] ${reason}`]
}

const END_REASONS: Readonly<Record<string, string>> = {
  'one-off': 'The first session has ended (--one-off)',
  idle: 'No session for the time of --exit-after-idle',
  stdin: 'Standard input has ended (--exit-with-stdin)',
}

/** A server's line when it starts to close. */
export const SERVER_CLOSING = '[SERVER] Shutting down...'

/** A server's last line. */
export const SERVER_CLOSED = '[SERVER] Server stopped'

/** A client's first line, and another if its connections are secured. */
export function connected({
  tls,
  ...server
}: Pick<Target, 'host' | 'port' | 'tls' | 'url'>): readonly string[] {
  const unverified = tls?.verified === null ? '; the certificate was not checked' : ''
  return [
    plain(`[CLIENT] Connected to ${nameOfServer(server)}`),
    ...(tls === undefined ? [] : [plain(`[CLIENT] Secured by ${tls.version} (${tls.cipher})${unverified}`)]),
  ]
}

/** A client's line while it waits for others of the same server. */
export function waitingForOthers({
  place,
  of,
}: {
  readonly place: number
  readonly of: number
}): readonly string[] {
  return [`[CLIENT] Waiting for other clients of the server: place ${place} of ${of}`]
}

/** The path MTU, and what limits it. */
export function pathMtuLine({ mtu, payload, limit }: PathMtu): string {
  return `[CLIENT] Path MTU: ${mtu} bytes, ${LIMITS[limit]} (largest datagram: ${payload} bytes)`
}

const LIMITS: Readonly<Record<PathMtu['limit'], string>> = {
  host: "that of this host's own interface",
  reported: 'as a router or the route reports',
  silence: 'larger packets vanish without a report',
  datagram: 'the most that UDP allows',
}

/** The header of a suite. */
export function suiteHeader(): readonly string[] {
  return ['', ...banner('WYNDRVR NETWORK TEST SUITE')]
}

/** The skipped tests of a suite and the reason. Empty if none is skipped. */
export function leftOut(tests: readonly string[], dialect: Dialect | null): readonly string[] {
  if (tests.length === 0) return []
  const reason = dialect === 'iperf3' ? 'the iperf3 protocol has no echo' : 'they need the native dialect'
  return ['', `[CLIENT] Skipped because ${reason}: ${tests.join(', ')}`]
}

/** The first lines of a latency test. */
export function latencyStarted(plan: {
  readonly count: number | null
  readonly duration: number | null
  readonly interval: number | null
  readonly transport: 'tcp' | 'udp'
}): readonly string[] {
  const amount =
    plan.count === null ? plannedSecondsText((plan.duration ?? 0) / 1000) : counted(plan.count, 'ping')
  const schedule = plan.interval === null ? '' : `, every ${plannedMsText(plan.interval)}`
  const name = plan.transport === 'udp' ? 'UDP latency' : 'latency'
  return ['', `[CLIENT] Starting ${name} test (${amount}${schedule})...`]
}

/** One probe's round-trip time in ms; `null` if it was lost. */
export function probeLine(number: number, count: number | null, rtt: number | null): string {
  const place = count === null ? `${number}` : `${number}/${count}`
  return `  Ping ${place}: ${rtt === null ? 'no answer in time' : msText(rtt)}`
}

/** The line after the last probe that is printed, if more follow. */
export const FURTHER_PROBES = '  … (further pings are not shown)'

/** The first lines of a bandwidth test; a MB is 2^20 bytes. */
export function throughputStarted(
  direction: Direction | 'bidirectional',
  plan: { readonly bytes: number | null; readonly seconds: number | null; readonly streams: number },
): readonly string[] {
  const amount = plan.bytes === null ? plannedSecondsText(plan.seconds ?? 0) : plainMegabytesText(plan.bytes)
  const streams = plan.streams > 1 ? `, ${plan.streams} streams` : ''
  return ['', `[CLIENT] Starting ${direction} bandwidth test (${amount}${streams})...`]
}

/** The first lines of a UDP test; a MB is 2^20 bytes. */
export function datagramsStarted(
  direction: Direction | 'bidirectional',
  plan: {
    readonly bytes: number | null
    readonly seconds: number | null
    readonly rate: number
    readonly payload: number
  },
): readonly string[] {
  const amount = plan.bytes === null ? plannedSecondsText(plan.seconds ?? 0) : plainMegabytesText(plan.bytes)
  const flow = `${amount} at ${mbpsText(plan.rate / 1e6)}, datagrams of ${counted(plan.payload, 'byte')}`
  return ['', `[CLIENT] Starting UDP ${direction} test (${flow})...`]
}

/** The first lines of a search for the UDP capacity. */
export function capacityStarted(plan: {
  readonly loss: number
  readonly rate: number
  readonly trial: number
  readonly payload: number
}): readonly string[] {
  const goal = `at most ${shareText(plan.loss)} lost, up to ${mbpsText(plan.rate / 1e6)}`
  const trials = `trials of ${plannedSecondsText(plan.trial)}, datagrams of ${counted(plan.payload, 'byte')}`
  return ['', `[CLIENT] Starting UDP capacity test (${goal}; ${trials})...`]
}

/** The first lines of a loaded test. */
export function loadedStarted(plan: {
  readonly seconds: number
  readonly warmup: number
  readonly interval: number
  readonly streams: number
}): readonly string[] {
  const { seconds, warmup, interval, streams } = plan
  const phases = `idle, download, upload, both: ${plannedSecondsText(seconds)} each after ${plannedSecondsText(warmup)}`
  const load = `a probe every ${plannedMsText(interval)}, ${counted(streams, 'stream')} a direction`
  return ['', `[CLIENT] Starting loaded latency test (${phases}; ${load})...`]
}

/** The first lines of a connect test, or of one of requests. */
export function connectStarted(plan: {
  readonly reuse: boolean
  readonly count: number | null
  readonly seconds: number | null
  readonly concurrency: number
}): readonly string[] {
  const { count, seconds, concurrency, reuse } = plan
  const amount =
    count === null ? plannedSecondsText(seconds ?? 0) : counted(count, reuse ? 'request' : 'connection')
  const name = reuse ? 'request rate' : 'connect rate'
  return ['', `[CLIENT] Starting ${name} test (${amount}, ${concurrency} at once)...`]
}

/** The figures of one measurement. */
export function measurementLines(measurement: Measurement): readonly string[] {
  return reportOf(measurement).sessionLines(measurement)
}

/** The seed's closing table; missing figures are `N/A`. */
export function suiteSummary(measurements: readonly Measurement[]): readonly string[] {
  return [
    '',
    ...banner('TEST SUMMARY'),
    `Average Latency: ${msText(mainFigure(measurements, 'Avg Latency'))}`,
    `Download Speed: ${mbpsText(mainFigure(measurements, 'Download'))}`,
    `Upload Speed: ${mbpsText(mainFigure(measurements, 'Upload'))}`,
    RULE,
  ]
}

const RULE = '='.repeat(60)
function banner(title: string): readonly string[] {
  return [RULE, title, RULE]
}
