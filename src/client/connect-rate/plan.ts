import { checkOptions, checkWhole, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import type { ConnectInterval } from '../../results/events.ts'
import type { ConnectMeasurement } from '../../results/types.ts'
import { milliseconds, timeoutOf } from '../../units.ts'
import type { Duration } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { reportInterval } from '../report-interval.ts'

/** Options of a connect rate measurement. */
export interface ConnectRateOptions {
  /**
   * Whether connections stay open, and each has one request after another: then the rate is that of requests, over WebSocket of messages that
   * are answered by one. HTTP and WebSocket only. Default false.
   */
  readonly reuse?: boolean | undefined
  /**
   * Whether connections resume the TLS session of an earlier one, if the server lets them. TLS only, and not with `reuse`. Default
   * false.
   */
  readonly resume?: boolean | undefined
  /** Number of connections to attempt, or of requests with `reuse`, 1 to 1,000,000, in place of a duration. */
  readonly count?: number | undefined
  /**
   * Time in which connections are opened, 10 ms to 24 hours. Default `'2s'`, unless `count` is given. The measurement
   * ends early at the millionth connection, but not with `reuse`.
   */
  readonly duration?: Duration | undefined
  /** Concurrent connections, 1 to 1000: each is replaced by the next when it has closed. Default 16. */
  readonly concurrency?: number | undefined
  /** Timeout of each connection, from its start to its close, and with `reuse` of each request. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /** Reporting interval, at least 10 ms. Default 1 s; 100 ms in tests of under 5 s or of a `count`. */
  readonly reportInterval?: Duration | undefined
  /**
   * Called as each interval ends, in order, also for an interval without a connection. The last one ends with the last
   * connection. A connection counts in the interval in which it completed or failed. An error that the listener throws
   * ends the measurement.
   */
  readonly onInterval?: ((interval: ConnectInterval) => void) | undefined
}

/** The options with their defaults. `timeout` in ms, `reportInterval` in seconds. */
export interface ConnectRatePlan {
  readonly reuse: boolean
  readonly resume: boolean
  readonly count: number | null
  readonly seconds: number | null
  readonly concurrency: number
  readonly timeout: number
  readonly reportInterval: number
  readonly onInterval: ((interval: ConnectInterval) => void) | null
}

/** The most connections of one measurement. */
export const MOST_CONNECTIONS = 1_000_000

const OPTIONS: OptionNames<ConnectRateOptions> = {
  reuse: true,
  resume: true,
  count: true,
  duration: true,
  concurrency: true,
  timeout: true,
  reportInterval: true,
  onInterval: true,
}

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function connectRatePlan(options: ConnectRateOptions): ConnectRatePlan {
  checkOptions('connectRate', options, OPTIONS)
  const { count, duration, reuse = false, resume = false } = options
  if (reuse && resume)
    throw usageError('reuse and resume cannot both be given: connections that stay open resume no session.')
  if (count !== undefined && duration !== undefined)
    throw usageError('count and duration cannot both be given.')
  const seconds = count === undefined ? milliseconds(duration ?? '2s') / 1000 : null
  if (seconds !== null && seconds < 0.01) throw valueError('duration must be at least 10ms', duration)
  return {
    reuse,
    resume,
    count: count === undefined ? null : checkWhole('count', count, 1, MOST_CONNECTIONS),
    seconds,
    concurrency: checkWhole('concurrency', options.concurrency ?? 16, 1, 1000),
    timeout: timeoutOf(options.timeout ?? '2s'),
    reportInterval: reportInterval(options.reportInterval, seconds === null ? null : seconds * 1000),
    onInterval: options.onInterval ?? null,
  }
}

/**
 * What was asked for, as documents have it.
 * @param messages whether requests are messages on WebSockets
 */
export function askedOf(plan: ConnectRatePlan, messages: boolean): ConnectMeasurement['asked'] {
  const { count, seconds, concurrency, timeout, reuse, resume } = plan
  return {
    count,
    seconds,
    concurrency,
    timeout,
    ...(reuse && { reuse }),
    ...(messages && { messages }),
    ...(resume && { resume }),
  }
}

/** How long the planned measurement takes. The time of a number of connections is not known in advance. */
export function connectRateLength({ count, seconds }: ConnectRatePlan): PlannedLength {
  return { seconds: seconds ?? 0, amount: count }
}
