import { performance } from '../host/clock.ts'
import { cpuTimeBetween } from '../host/cpu-time.ts'
import type { CpuTime } from '../host/cpu-time.ts'
import type { Client } from '../client/client.ts'
import type { Probe } from '../client/latency/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import type { Direction, LoadedMeasurement, Measure, Measurement } from '../results/types.ts'
import { metricNamed } from '../verdict/find-metric.ts'
import { latencySubject } from '../verdict/kinds/latency.ts'
import { mbps } from '../units.ts'
import { isCpu, metricNames, metricOver, pooledPercentile } from './measures.ts'

/** What a comparison needs of a client. */
export interface ArmClient extends Pick<
  Client,
  'latency' | 'download' | 'upload' | 'connectRate' | 'udpDownload' | 'udpUpload' | 'close'
> {
  /** What it is connected to; missing if it calls a function. */
  readonly target?: Client['target']
  /** Its round-trip time (ms) if its dialect has no probes; else `null`. */
  readonly roundTrip: number | null
  /** Round-trip time while the link is full in one direction. */
  readonly underLoad: (direction: Direction, options: LoadedOptions) => Promise<LoadedMeasurement>
}

/** What a burst needs to know of its arm. */
export interface BurstArm {
  /** Its round-trip time, seconds. */
  readonly roundTrip: number
  /** The CPU time that its program has used so far; `null` if unknown. */
  readonly cpuTime: () => CpuTime | null
}

/** What the bursts of a measure are, the same for both arms. */
export interface BurstShape {
  readonly measure: Measure
  /** Payload in bytes, or number of probes, connections, requests or datagrams. */
  readonly size: number
  /** Of a transfer or of the load. */
  readonly streams: number
  /** Payload rate of datagrams, bit/s. */
  readonly rate: number
  /** Round-trip time of the slower arm, seconds. */
  readonly roundTrip: number
  /** Timeout of a probe or connection, and of a transfer that makes no progress (ms); `undefined` for their defaults. */
  readonly timeout: number | undefined
  /** Whether to read the CPU time of the arm's program, which takes a fraction of a millisecond. */
  readonly cpu: boolean
}

/** The result of a burst. */
export interface Burst {
  /** Figures with six significant digits, in the order of the measure's metrics; `null` if unknown. */
  readonly figures: readonly (number | null)[]
  /** The round trips (ms) of a small burst of latency, +infinity for a lost one; empty for any other burst. */
  readonly rtts: readonly number[]
  /** Whether the client's event loop stalled during the burst, which makes the figures invalid. */
  readonly stalled: boolean
  /** Duration in seconds; of a transfer, without its request. */
  readonly seconds: number
}

/** Two bursts, one directly after the other. */
export type BurstPair = readonly [Burst, Burst]

/** One course's pairs in a block: base and head, and one arm and itself. */
export interface MeasuredBlock {
  readonly pairs: readonly BurstPair[]
  readonly same: readonly BurstPair[]
}

/** A stall of the client's event loop (ms) at or above which a burst is invalid. */
const STALL = 100

/** Default timeout of a transfer that makes no progress, and of the report of datagrams, ms. */
const TRANSFER_TIME = 5000
/** Default timeout of a probe or a connection, ms. */
const PROBE_TIME = 2000

/**
 * Payload of a write (bytes). With larger ones, the sender fills the buffers between the ends whenever the receiver falls
 * behind, and reads and writes then miss the CPU's cache: over loopback, bursts of 16 MB in writes of 512 KiB ran at about 25
 * or about 60 Gbit/s, mostly the same for all bursts of a connection, which made intervals twice as wide.
 */
const WRITE = 48 * 1024

/** Payload of a datagram, bytes. */
export const DATAGRAM = 1200

/** Time between probes under load, ms: often enough for a burst of 50 ms to have a 95th percentile. */
const LOADED_INTERVAL = 1

/** Time that a load has to fill the link before probes count: the least (s), and round trips of a growing window. */
const FILLING = { least: 0.05, roundTrips: 10 } as const

/** Round trips of an upload besides its payload: its request, and the server's answer that the last byte is there. */
const UPLOAD_TRIPS = 2

/** Measures one burst on a connection. */
export async function burst(client: ArmClient, shape: BurstShape, arm: BurstArm): Promise<Burst> {
  const cpuBefore = shape.cpu ? arm.cpuTime() : null
  const startedAt = performance.now()
  const rtts: number[] = []
  const asMeasured = await measure(client, shape, rtts)
  const whole = (performance.now() - startedAt) / 1000
  const cpu = shape.cpu ? cpuTimeBetween(cpuBefore, arm.cpuTime()) : null
  const measured =
    shape.measure === 'upload' && client.roundTrip === null
      ? uploadOver(asMeasured, whole - UPLOAD_TRIPS * arm.roundTrip)
      : asMeasured
  return {
    figures: metricNames(shape.measure).map((metric) =>
      isCpu(metric) ? cpuFigure(measured, cpu) : figureOf(metric, measured),
    ),
    rtts,
    stalled: (measured.ends?.client.loopDelay ?? 0) >= STALL,
    seconds: measured.kind === 'throughput' ? measured.seconds : whole,
  }
}

/**
 * An upload over the time that it took the client. The server's time begins when the first byte has arrived, and by then the
 * buffers between may hold most of a burst: over loopback, bursts of 4 MB varied by 62 % over the server's time and by 17 %
 * over the client's. An iperf3 server's time begins with the test.
 */
function uploadOver(upload: Measurement, taken: number): Measurement {
  if (upload.kind !== 'throughput') return upload
  const seconds = Math.max(upload.seconds, taken)
  return { ...upload, seconds, mbps: mbps(upload.bytes, seconds) }
}

async function measure(
  client: ArmClient,
  { measure: what, size, streams, rate, roundTrip, timeout }: BurstShape,
  rtts: number[],
): Promise<Measurement> {
  switch (what) {
    case 'latency': {
      const small = metricNames(what).some((metric) => pooledPercentile(metric, size) !== null)
      const onProbe = ({ rtt }: Probe): void => void rtts.push(rtt ?? Number.POSITIVE_INFINITY)
      // Busy polling would take a CPU from what is compared, for instance a proxy.
      const usual = { count: size, timeout: timeout ?? PROBE_TIME, busyPoll: false }
      return client.latency(small ? { ...usual, onProbe } : usual)
    }
    case 'download':
    case 'upload':
      return client[what]({
        size,
        streams,
        block: WRITE,
        timeout: timeout ?? TRANSFER_TIME,
        tcpFacts: false,
      })
    case 'connect':
      return client.connectRate({ count: size, timeout: timeout ?? PROBE_TIME })
    case 'requests':
      return client.connectRate({ reuse: true, count: size, timeout: timeout ?? PROBE_TIME })
    case 'loaded.download':
    case 'loaded.upload':
      return client.underLoad(what === 'loaded.download' ? 'download' : 'upload', {
        duration: size * LOADED_INTERVAL,
        interval: LOADED_INTERVAL,
        warmup: 1000 * Math.max(FILLING.least, FILLING.roundTrips * roundTrip),
        streams,
        timeout: timeout ?? PROBE_TIME,
      })
    case 'udp.download':
    case 'udp.upload':
      return client[what === 'udp.download' ? 'udpDownload' : 'udpUpload']({
        rate,
        payload: DATAGRAM,
        size: size * DATAGRAM,
        timeout: timeout ?? TRANSFER_TIME,
      })
  }
}

/**
 * A metric's figure in a burst. The rounded figures are computed with, so that the document gives the same result again. A
 * ratio needs figures above 0, the difference of two shares does not.
 */
function figureOf(name: string, measured: Measurement): number | null {
  const metric = metricNamed(measured.kind === 'latency' ? metricOver(name, latencySubject(measured)) : name)
  const value = metric.read(measured)[0]?.value ?? null
  return rounded(value, metric.unit === 'share' ? 0 : Number.MIN_VALUE)
}

/** CPU time (ms) per unit of what a burst did: per GB, per 1000 round trips, or per connection. */
function cpuFigure(measured: Measurement, seconds: number | null): number | null {
  const units = unitsOf(measured)
  return seconds === null || units === 0 ? null : rounded((seconds * 1000) / units)
}

function unitsOf(measured: Measurement): number {
  switch (measured.kind) {
    case 'throughput':
      return measured.bytes / 1e9
    case 'latency':
      return measured.received / 1000
    case 'connect':
      return measured.connected
    case 'datagram':
    case 'capacity':
    case 'loaded':
      return 0
  }
}

/** A figure as it is computed with, with six significant digits; `null` if it is too small or none at all. */
export function rounded(value: number | null, least = Number.MIN_VALUE): number | null {
  return value === null || !Number.isFinite(value) || value < least ? null : Number(value.toPrecision(6))
}
