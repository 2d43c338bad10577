import { NATIVE_MAX_INTERVALS } from '../../protocol/native.ts'
import type { Direction, ThroughputInterval } from '../../results/types.ts'
import { bitsPerSecond, bytes, milliseconds } from '../../units.ts'
import type { Duration, Rate, Size } from '../../units.ts'
import { checkWhole, usageError, valueError } from '../../check.ts'
import { reportInterval } from '../report-interval.ts'

/** What a throughput measurement is asked for. All but `size` and `timeout` need the native dialect. */
export interface ThroughputOptions {
  /** Payload of all streams together, from a byte a stream to 1 TiB. Default 10 MiB, where no `duration` is given. */
  readonly size?: Size | undefined
  /** Time in which payload is counted, instead of an amount of it; 10 ms to 24 hours. */
  readonly duration?: Duration | undefined
  /** Streams at once, 1 to 128. Default 1. */
  readonly streams?: number | undefined
  /** Time at the beginning that is left out of the figures. Default 0. */
  readonly warmup?: Duration | undefined
  /** Payload over all streams, at least 1 kbit/s each; as fast as it goes without. */
  readonly rate?: Rate | undefined
  /**
   * The most bytes of one write, 16384 to 4194304. Default 524288. A sender begins with 65536, goes up to them where the
   * network takes them at once, and down to 16384 where it is slow, so that what is written is soon sent.
   */
  readonly block?: Size | undefined
  /** Width of the reported intervals, at least 10 ms. Default 1 s, 100 ms in tests of under 5 s. */
  readonly reportInterval?: Duration | undefined
  /** A transfer in which nothing moves for so long is given up. Default `'30s'`. */
  readonly timeout?: Duration | undefined
  /**
   * Called as soon as each interval is complete, in order: with the intervals that the measurement will have, and the
   * direction, as two may be measured at once. An error that it throws ends the measurement. The seed's dialect has
   * no intervals.
   */
  readonly onInterval?: ((interval: ThroughputInterval, direction: Direction) => void) | undefined
  /**
   * Whether the sender's kernel is asked about each stream before and after the transfer, which takes some 10 ms each
   * time and is no part of what is measured. Default true.
   */
  readonly tcpFacts?: boolean | undefined
}

/** The options with their defaults. Times in seconds, but `timeout` in ms. */
export interface ThroughputPlan {
  readonly bytes: number | null
  readonly seconds: number | null
  readonly streams: number
  readonly warmup: number
  readonly rate: number | null
  readonly block: number
  readonly interval: number
  readonly timeout: number
  readonly onInterval: ((interval: ThroughputInterval, direction: Direction) => void) | null
  readonly tcpFacts: boolean
}

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function throughputPlan(options: ThroughputOptions): ThroughputPlan {
  const seconds = options.duration === undefined ? null : milliseconds(options.duration) / 1000
  if (options.size !== undefined && seconds !== null)
    throw usageError('size and duration cannot both be given.')
  if (seconds !== null && seconds < 0.01) throw valueError('duration must be at least 10ms', options.duration)
  const streams = checkWhole('streams', options.streams ?? 1, 1, 128)
  const rate = options.rate === undefined ? null : bitsPerSecond(options.rate)
  if (rate !== null && !(rate >= 1000 * streams && rate <= 1e12)) {
    throw valueError('rate must be from 1000 bit/s a stream to 10^12 bit/s', options.rate)
  }
  const interval = reportInterval(options.reportInterval, seconds === null ? null : seconds * 1000)
  if (seconds !== null && seconds / interval > NATIVE_MAX_INTERVALS) {
    throw usageError(`reportInterval must be long enough for at most ${NATIVE_MAX_INTERVALS} intervals.`)
  }
  return {
    bytes: seconds === null ? checkWhole('size', bytes(options.size ?? '10MiB'), streams, 2 ** 40) : null,
    seconds,
    streams,
    warmup: milliseconds(options.warmup ?? 0) / 1000,
    rate,
    block: checkWhole('block', bytes(options.block ?? 524_288), 16_384, 4_194_304),
    interval,
    timeout: milliseconds(options.timeout ?? '30s'),
    onInterval: options.onInterval ?? null,
    tcpFacts: options.tcpFacts ?? true,
  }
}
