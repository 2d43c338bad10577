import { checkOptions, checkWhole, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { DATAGRAM_HEADER, LARGEST_DATAGRAM } from '../../protocol/datagram.ts'
import { FLOW_MAX_INTERVALS, FLOW_RATES, flowObstacle, plannedSeconds } from '../../protocol/flow.ts'
import type { DatagramInterval, Direction } from '../../results/types.ts'
import { bitsPerSecond, bytes, milliseconds, timeoutOf, wholeBytes } from '../../units.ts'
import type { Duration, Rate, Size } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { PROGRESS_TIMEOUT } from '../progress-timeout.ts'
import { reportInterval } from '../report-interval.ts'

/** Options of a UDP measurement. Not in the seed dialect. */
export interface DatagramOptions {
  /** Payload rate in each direction, 1 kbit/s to 100 Gbit/s. Default `'1Mbit/s'`. */
  readonly rate?: Rate | undefined
  /** Payload of a datagram in bytes, without UDP and IP headers; 16 to 65507. Default 1200. */
  readonly payload?: Size | undefined
  /** Payload of all datagrams together, up to 1 TiB; rounded up to whole datagrams. */
  readonly size?: Size | undefined
  /** Time in which datagrams are sent, in place of a size; 10 ms to 24 hours. Default `'5s'`. */
  readonly duration?: Duration | undefined
  /** Reporting interval, at least 10 ms. Default 1 s; 100 ms in tests of under 5 s. */
  readonly reportInterval?: Duration | undefined
  /** Timeout of the server's reports. Default `'30s'`. */
  readonly timeout?: Duration | undefined
  /**
   * Called as soon as each interval is complete, in order, with the intervals that the measurement will have, and the
   * direction, as two may be measured at once. An error that the listener throws ends the measurement.
   */
  readonly onInterval?: ((interval: DatagramInterval, direction: Direction) => void) | undefined
}

/** The options with their defaults. Times in seconds, but `timeout` in ms. */
export interface DatagramPlan {
  readonly rate: number
  readonly payload: number
  readonly bytes: number | null
  readonly seconds: number | null
  readonly interval: number
  readonly timeout: number
  readonly onInterval: ((interval: DatagramInterval, direction: Direction) => void) | null
}

const OPTIONS: OptionNames<DatagramOptions> = {
  rate: true,
  payload: true,
  size: true,
  duration: true,
  reportInterval: true,
  timeout: true,
  onInterval: true,
}

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function datagramPlan(options: DatagramOptions): DatagramPlan {
  checkOptions('A UDP measurement', options, OPTIONS)
  if (options.size !== undefined && options.duration !== undefined)
    throw usageError('size and duration cannot both be given.')
  const seconds = options.size === undefined ? milliseconds(options.duration ?? '5s') / 1000 : null
  if (seconds !== null && seconds < 0.01) throw valueError('duration must be at least 10ms', options.duration)
  const rate = bitsPerSecond(options.rate ?? '1Mbit/s')
  if (rate < FLOW_RATES.least || rate > FLOW_RATES.most)
    throw valueError('rate of datagrams must be from 1kbit/s to 100Gbit/s', options.rate)
  const flow = {
    rate,
    payload: checkWhole(
      'payload of a datagram',
      wholeBytes(options.payload ?? 1200),
      DATAGRAM_HEADER,
      LARGEST_DATAGRAM,
    ),
    bytes: seconds === null ? checkWhole('size', bytes(options.size ?? 0), 1, 2 ** 40) : null,
    seconds,
  }
  const obstacle = flowObstacle(flow)
  if (obstacle !== null) throw usageError(obstacle)
  const interval = reportInterval(options.reportInterval, plannedSeconds(flow) * 1000)
  if (plannedSeconds(flow) / interval > FLOW_MAX_INTERVALS) {
    throw usageError(`reportInterval must be long enough for at most ${FLOW_MAX_INTERVALS} intervals.`)
  }
  return {
    ...flow,
    interval,
    timeout: timeoutOf(options.timeout ?? PROGRESS_TIMEOUT),
    onInterval: options.onInterval ?? null,
  }
}

/** How long the planned datagrams are sent: their rate is known, and with it the time of an amount. */
export function datagramLength(plan: DatagramPlan): PlannedLength {
  return { seconds: plannedSeconds(plan), amount: null }
}
