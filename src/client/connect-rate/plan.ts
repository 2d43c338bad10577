import type { ConnectInterval } from '../../results/events.ts'
import { milliseconds } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { checkWhole, usageError, valueError } from '../../check.ts'
import { reportInterval } from '../report-interval.ts'

/** What a measurement of the connect rate is asked for. */
export interface ConnectRateOptions {
  /** Connections to try, 1 to 1,000,000, instead of a time. */
  readonly count?: number | undefined
  /**
   * Time in which connections are opened, 10 ms to 24 hours. Default `'2s'`, where no `count` is given. It ends with the
   * millionth connection.
   */
  readonly duration?: Duration | undefined
  /** Connections at once, 1 to 1000: as many go on, each opening the next when it has closed the last. Default 16. */
  readonly concurrency?: number | undefined
  /** A connection that is not opened, served and closed in so long has failed. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /** Width of the intervals, at least 10 ms. Default 1 s, 100 ms in tests of under 5 s or of a `count`. */
  readonly reportInterval?: Duration | undefined
  /**
   * Called as each interval ends, in order, those without a connection included; the last one ends with the last
   * connection. A connection belongs to the interval in which it was completed or failed. An error that it throws ends
   * the measurement.
   */
  readonly onInterval?: ((interval: ConnectInterval) => void) | undefined
}

/** The options with their defaults. `timeout` in ms, `reportInterval` in seconds. */
export interface ConnectRatePlan {
  readonly count: number | null
  readonly seconds: number | null
  readonly concurrency: number
  readonly timeout: number
  readonly reportInterval: number
  readonly onInterval: ((interval: ConnectInterval) => void) | null
}

/** The most connections of one measurement, whatever was asked for. */
export const MOST_CONNECTIONS = 1_000_000

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function connectRatePlan(options: ConnectRateOptions): ConnectRatePlan {
  const { count, duration } = options
  if (count !== undefined && duration !== undefined)
    throw usageError('count and duration cannot both be given.')
  const seconds = count === undefined ? milliseconds(duration ?? '2s') / 1000 : null
  if (seconds !== null && seconds < 0.01) throw valueError('duration must be at least 10ms', duration)
  return {
    count: count === undefined ? null : checkWhole('count', count, 1, MOST_CONNECTIONS),
    seconds,
    concurrency: checkWhole('concurrency', options.concurrency ?? 16, 1, 1000),
    timeout: milliseconds(options.timeout ?? '2s'),
    reportInterval: reportInterval(options.reportInterval, seconds === null ? null : seconds * 1000),
    onInterval: options.onInterval ?? null,
  }
}
