import { LARGEST_DATAGRAM, UDP_PROBE_HEADER } from '../../protocol/datagram.ts'
import { PROBE_HEADER } from '../../protocol/echo.ts'
import { milliseconds } from '../../units.ts'
import type { Duration } from '../../units.ts'
import type { LatencyInterval } from '../../results/events.ts'
import { checkWhole, usageError, valueError } from '../../check.ts'
import { reportInterval } from '../report-interval.ts'

/** What a latency measurement is asked for. */
export interface LatencyOptions {
  /**
   * What carries the probes. Default `'tcp'`. Over UDP they go out by a schedule, and it is told on which way the lost
   * ones were lost. Native dialect only.
   */
  readonly transport?: 'tcp' | 'udp' | undefined
  /** Probes, 1 to 1,000,000. Default 10, where no `duration` is given. */
  readonly count?: number | undefined
  /** Time in which probes are sent, instead of a number of them. */
  readonly duration?: Duration | undefined
  /**
   * Time from one probe to the next, at least `'0.1ms'`: probes go out by this schedule, whether or not the ones
   * before were answered. Without it each waits for the answer to the one before; over UDP it is `'10ms'` then. Native
   * dialect only.
   */
  readonly interval?: Duration | undefined
  /**
   * Bytes of a probe, 14 to 65536. Default 14. Over UDP 18 to 65507, default 18. Native dialect only: the seed's probes
   * have 4.
   */
  readonly payload?: number | undefined
  /** A probe without an answer for so long is lost. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /** Keep both event loops turning meanwhile, where there is a core to spare. Default true. Native dialect only. */
  readonly busyPoll?: boolean | undefined
  /** Called after every probe with its round-trip time in ms, `null` where it was lost. */
  readonly onProbe?: ((probe: Probe) => void) | undefined
  /** Width of the intervals, at least 10 ms. Default 1 s, 100 ms in tests of under 5 s or of a `count`. */
  readonly reportInterval?: Duration | undefined
  /**
   * Called as each interval ends, in order, those without a probe included; the last one ends with the last probe. A
   * probe belongs to the interval in which it was answered or given up. An error that it throws ends the measurement.
   */
  readonly onInterval?: ((interval: LatencyInterval) => void) | undefined
}

/** One probe of a running measurement. */
export interface Probe {
  /** 1 for the first. */
  readonly number: number
  /** How many there will be; `null` where a time was asked for. */
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
  /** Whether the last 2 ms before a scheduled probe are waited for turn by turn: a timer is up to a millisecond late. */
  readonly punctual: boolean
  /** Called when the first probe goes out. */
  readonly onBegin: (() => void) | null
  readonly onProbe: ((probe: Probe) => void) | null
  readonly reportInterval: number
  readonly onInterval: ((interval: LatencyInterval) => void) | null
}

/** So many probes lost one after the other, and the server is taken for dead. */
export const LOST_IN_A_ROW = 3

/** The most probes of one measurement. */
const MOST_PROBES = 1_000_000

/** Time (ms) from one probe to the next over UDP. */
const UDP_INTERVAL = 10

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function latencyPlan(options: LatencyOptions): LatencyPlan {
  const duration = options.duration === undefined ? null : milliseconds(options.duration)
  const transport = options.transport ?? 'tcp'
  if (transport !== 'tcp' && transport !== 'udp') throw valueError('transport must be tcp or udp', transport)
  const udp = transport === 'udp'
  const asked = options.interval ?? (udp ? UDP_INTERVAL : undefined)
  const interval = asked === undefined ? null : milliseconds(asked)
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
    timeout: milliseconds(options.timeout ?? '2s'),
    busyPoll: options.busyPoll ?? true,
    punctual: false,
    onBegin: null,
    onProbe: options.onProbe ?? null,
    reportInterval: reportInterval(options.reportInterval, duration),
    onInterval: options.onInterval ?? null,
  }
}
