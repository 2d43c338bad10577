import { checkOptions, checkWhole, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { NATIVE_MAX_INTERVALS } from '../../protocol/native.ts'
import type { Direction, ThroughputInterval } from '../../results/types.ts'
import { bitsPerSecond, bytes, milliseconds, timeoutOf } from '../../units.ts'
import type { Duration, Rate, Size } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { PROGRESS_TIMEOUT } from '../progress-timeout.ts'
import { reportInterval } from '../report-interval.ts'

/** Options of a throughput measurement. In the seed dialect only `size` and `timeout`. */
export interface ThroughputOptions {
  /** Payload of all streams together, from one byte per stream to 1 TiB. Default 10 MiB, unless `duration` is given. */
  readonly size?: Size | undefined
  /** Time in which payload is counted, in place of a size; 10 ms to 24 hours. */
  readonly duration?: Duration | undefined
  /** Concurrent streams, 1 to 128. Default 1. */
  readonly streams?: number | undefined
  /** Warm-up time, excluded from the figures. Default 0. */
  readonly warmup?: Duration | undefined
  /** Payload rate of all streams together, at least 1 kbit/s each. Default: unlimited. */
  readonly rate?: Rate | undefined
  /**
   * The largest write in bytes, 16384 to 4194304. Default 524288. A sender begins with 65536, grows to the maximum
   * while the network takes a write at once, and shrinks to 16384 if it is slow, so that written payload is soon sent.
   */
  readonly block?: Size | undefined
  /** Reporting interval, at least 10 ms. Default 1 s; 100 ms in tests of under 5 s. */
  readonly reportInterval?: Duration | undefined
  /** Timeout of a transfer in which no payload moves. Default `'30s'`. */
  readonly timeout?: Duration | undefined
  /**
   * Called as soon as each interval is complete, in order, with the intervals that the measurement will have, and the
   * direction, as two may be measured at once. An error that the listener throws ends the measurement. The seed dialect
   * has no intervals.
   */
  readonly onInterval?: ((interval: ThroughputInterval, direction: Direction) => void) | undefined
  /**
   * Whether to read the sender's TCP counters of each stream before and after the transfer. It takes about 10 ms each time,
   * outside of the measured time. Default: if the transfer takes at least 200 ms.
   */
  readonly tcpFacts?: boolean | undefined
  /** Whether the measurement keeps the intervals of each stream, not only their sums. Default false. */
  readonly samples?: boolean | undefined
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
  /** `null`: if the transfer is long enough. */
  readonly tcpFacts: boolean | null
  readonly samples: boolean
}

const OPTIONS: OptionNames<ThroughputOptions> = {
  size: true,
  duration: true,
  streams: true,
  warmup: true,
  rate: true,
  block: true,
  reportInterval: true,
  timeout: true,
  onInterval: true,
  tcpFacts: true,
  samples: true,
}

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function throughputPlan(options: ThroughputOptions): ThroughputPlan {
  checkOptions('A transfer', options, OPTIONS)
  const seconds = options.duration === undefined ? null : milliseconds(options.duration) / 1000
  if (options.size !== undefined && seconds !== null)
    throw usageError('size and duration cannot both be given.')
  if (seconds !== null && seconds < 0.01) throw valueError('duration must be at least 10ms', options.duration)
  const streams = checkWhole('streams', options.streams ?? 1, 1, 128)
  const rate = options.rate === undefined ? null : bitsPerSecond(options.rate)
  if (rate !== null && !(rate >= 1000 * streams && rate <= 1e12))
    throw valueError('rate must be from 1000 bit/s per stream to 10^12 bit/s', options.rate)
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
    timeout: timeoutOf(options.timeout ?? PROGRESS_TIMEOUT),
    onInterval: options.onInterval ?? null,
    tcpFacts: options.tcpFacts ?? null,
    samples: options.samples ?? false,
  }
}

/**
 * How long the planned transfer takes, warm-up included. The time of an amount is known only if its rate is.
 * @param directions 2 if it runs both ways at once
 */
export function throughputLength(plan: ThroughputPlan, directions: 1 | 2 = 1): PlannedLength {
  const { bytes: amount, seconds, rate, warmup } = plan
  const transfer = seconds ?? (rate === null ? 0 : ((amount ?? 0) * 8) / rate)
  return { seconds: warmup + transfer, amount: amount === null ? null : amount * directions }
}
