import { checkOptions, checkWhole, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { LARGEST_DATAGRAM, UDP_PROBE_HEADER } from '../../protocol/datagram.ts'
import { PROBE_HEADER } from '../../protocol/echo.ts'
import type { LatencyInterval } from '../../results/events.ts'
import { milliseconds, timeoutOf } from '../../units.ts'
import type { Duration } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { reportInterval } from '../report-interval.ts'

/** Options of a latency measurement. */
export interface LatencyOptions {
  /**
   * What carries the probes. Default `'tcp'`. UDP probes are sent on a schedule, and the measurement says in which
   * direction probes were lost. UDP needs the native dialect.
   */
  readonly transport?: 'tcp' | 'udp' | undefined
  /** Number of probes, 1 to 1,000,000. Default 10, unless `duration` is given. */
  readonly count?: number | undefined
  /** Time in which probes are sent, in place of a number of them. */
  readonly duration?: Duration | undefined
  /**
   * Time from one probe to the next, at least `'0.1ms'`. With it, probes are sent on a schedule (open loop), whether or
   * not earlier ones were answered. Without it, each probe waits for the answer to the one before (closed loop); over
   * UDP it is `'10ms'` then. Native dialect and HTTP only.
   */
  readonly interval?: Duration | undefined
  /**
   * Bytes of a probe, 14 to 65536. Default 14. Over UDP 18 to 65507, default 18. Over HTTP, bytes of the answer's body. Not in the
   * seed dialect, whose probes have 4 bytes.
   */
  readonly payload?: number | undefined
  /** Probe timeout: a probe that is not answered in time is lost. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /** Busy-poll both event loops during the measurement, if a CPU is free. Default true. Native dialect only. */
  readonly busyPoll?: boolean | undefined
  /** Whether the measurement keeps every probe: when it was sent, and its round-trip time. Default false. */
  readonly samples?: boolean | undefined
  /** Called after every probe with its round-trip time in ms; `null` if it was lost. */
  readonly onProbe?: ((probe: Probe) => void) | undefined
  /** Reporting interval, at least 10 ms. Default 1 s; 100 ms in tests of under 5 s or of a `count`. */
  readonly reportInterval?: Duration | undefined
  /**
   * Called as each interval ends, in order, also for an interval without a probe. The last one ends with the last probe.
   * A probe counts in the interval in which it was answered or given up. An error that the listener throws ends the
   * measurement.
   */
  readonly onInterval?: ((interval: LatencyInterval) => void) | undefined
}

/** One probe of a running measurement. */
export interface Probe {
  /** 1 for the first. */
  readonly number: number
  /** Probes of the whole measurement; `null` if time ends it. */
  readonly count: number | null
  readonly rtt: number | null
}

/** The options with their defaults. Times in ms, but `reportInterval` in seconds. */
export interface LatencyPlan {
  readonly transport: 'tcp' | 'udp'
  readonly count: number | null
  readonly duration: number | null
  readonly interval: number | null
  readonly payload: number
  readonly timeout: number
  readonly busyPoll: boolean
  /** Whether to spin for the last 2 ms before a scheduled probe: a timer is up to a millisecond late. */
  readonly punctual: boolean
  readonly samples: boolean
  /** Called when the first probe is sent. */
  readonly onBegin: (() => void) | null
  readonly onProbe: ((probe: Probe) => void) | null
  readonly reportInterval: number
  readonly onInterval: ((interval: LatencyInterval) => void) | null
}

/** Number of consecutive lost probes after which the server counts as dead. */
export const LOST_IN_A_ROW = 3

/** The most probes of one measurement. */
const MOST_PROBES = 1_000_000

/** Time (ms) from one probe to the next over UDP. */
const UDP_INTERVAL = 10

const OPTIONS: OptionNames<LatencyOptions> = {
  transport: true,
  count: true,
  duration: true,
  interval: true,
  payload: true,
  timeout: true,
  busyPoll: true,
  samples: true,
  onProbe: true,
  reportInterval: true,
  onInterval: true,
}

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function latencyPlan(options: LatencyOptions): LatencyPlan {
  checkOptions('latency', options, OPTIONS)
  const duration = options.duration === undefined ? null : milliseconds(options.duration)
  const transport = checkTransport(options.transport)
  const udp = transport === 'udp'
  const given = options.interval ?? (udp ? UDP_INTERVAL : undefined)
  const interval = given === undefined ? null : milliseconds(given)
  if (options.count !== undefined && duration !== null)
    throw usageError('count and duration cannot both be given.')
  if (interval !== null && interval < 0.1)
    throw valueError('interval must be at least 0.1ms', options.interval)
  if (duration !== null && duration < 1) throw valueError('duration must be at least 1ms', options.duration)
  const [least, most] = udp ? [UDP_PROBE_HEADER, LARGEST_DATAGRAM] : [PROBE_HEADER, 65_536]
  return {
    transport,
    count: duration === null ? checkWhole('count', options.count ?? 10, 1, MOST_PROBES) : null,
    duration,
    interval,
    payload: checkWhole(udp ? 'payload of a UDP probe' : 'payload', options.payload ?? least, least, most),
    timeout: timeoutOf(options.timeout ?? '2s'),
    busyPoll: options.busyPoll ?? true,
    punctual: false,
    samples: options.samples ?? false,
    onBegin: null,
    onProbe: options.onProbe ?? null,
    reportInterval: reportInterval(options.reportInterval, duration),
    onInterval: options.onInterval ?? null,
  }
}

/**
 * The transport, `'tcp'` by default.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkTransport(transport: 'tcp' | 'udp' = 'tcp'): 'tcp' | 'udp' {
  if (transport === 'tcp' || transport === 'udp') return transport
  throw valueError('transport must be tcp or udp', transport)
}

/** How long the planned measurement takes. A closed loop is as fast as the network, so the time of a count is unknown. */
export function latencyLength({ count, duration, interval }: LatencyPlan): PlannedLength {
  return { seconds: (duration ?? ((count ?? 1) - 1) * (interval ?? 0)) / 1000, amount: count }
}
