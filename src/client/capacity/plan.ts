import { checkOneOf, checkOptions, checkWhole, usageError, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { DATAGRAM_HEADER, LARGEST_DATAGRAM } from '../../protocol/datagram.ts'
import { FLOW_RATES, flowObstacle } from '../../protocol/flow.ts'
import type { CapacityTrial, Direction } from '../../results/types.ts'
import { amountIn, bitsPerSecond, milliseconds, timeoutOf, wholeBytes } from '../../units.ts'
import type { Duration, Rate, Share, Size } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { PROGRESS_TIMEOUT } from '../progress-timeout.ts'
import { MOST_TRIALS } from './rate-search.ts'

/** Options of a search for the UDP capacity. Not in the seed dialect and over HTTP. */
export interface CapacityOptions {
  /** Default `'download'`. */
  readonly direction?: Direction | undefined
  /** Share of datagrams that may be lost, up to 50 %. Default `'0.1%'`. */
  readonly loss?: Share | undefined
  /** How far apart the bounds of the result may be, 0.1 to 100 % of the lower one. Default `'5%'`. */
  readonly resolution?: Share | undefined
  /** Highest payload rate, with which the search begins; 10 kbit/s to 100 Gbit/s. Default `'1Gbit/s'`. */
  readonly rate?: Rate | undefined
  /** Time of a trial, 50 ms to 60 s. Default `'1s'`. */
  readonly trial?: Duration | undefined
  /** Payload of a datagram in bytes, without UDP and IP headers; 16 to 65507. Default 1200. */
  readonly payload?: Size | undefined
  /** Timeout of the server's reports. Default `'30s'`. */
  readonly timeout?: Duration | undefined
  /** Called when each trial is over. An error that the listener throws ends the measurement. */
  readonly onInterval?: ((trial: CapacityTrial, direction: Direction) => void) | undefined
}

/** The options with their defaults. Shares 0..1, `rate` in bit/s, `trial` in s, `timeout` in ms. */
export interface CapacityPlan {
  readonly direction: Direction
  readonly loss: number
  readonly resolution: number
  readonly rate: number
  readonly trial: number
  readonly payload: number
  readonly timeout: number
  readonly onInterval: ((trial: CapacityTrial, direction: Direction) => void) | null
}

const OPTIONS: OptionNames<CapacityOptions> = {
  direction: true,
  loss: true,
  resolution: true,
  rate: true,
  trial: true,
  payload: true,
  timeout: true,
  onInterval: true,
}

/** The lowest highest rate, bit/s. */
const LEAST_RATE = 10_000

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function capacityPlan(options: CapacityOptions): CapacityPlan {
  checkOptions('udpCapacity', options, OPTIONS)
  const rate = bitsPerSecond(options.rate ?? '1Gbit/s')
  if (rate < LEAST_RATE || rate > FLOW_RATES.most)
    throw valueError('rate of a capacity search must be from 10kbit/s to 100Gbit/s', options.rate)
  const trial = milliseconds(options.trial ?? '1s') / 1000
  if (trial < 0.05 || trial > 60) throw valueError('trial must be from 50ms to 60s', options.trial)
  const payload = checkWhole(
    'payload of a datagram',
    wholeBytes(options.payload ?? 1200),
    DATAGRAM_HEADER,
    LARGEST_DATAGRAM,
  )
  const obstacle = flowObstacle({ rate, payload, bytes: null, seconds: trial })
  if (obstacle !== null) throw usageError(obstacle)
  return {
    direction: checkOneOf('direction', options.direction ?? 'download', ['download', 'upload']),
    loss: shareWithin('loss', options.loss ?? '0.1%', 0, 0.5),
    resolution: shareWithin('resolution', options.resolution ?? '5%', 0.001, 1),
    rate,
    trial,
    payload,
    timeout: timeoutOf(options.timeout ?? PROGRESS_TIMEOUT),
    onInterval: options.onInterval ?? null,
  }
}

function shareWithin(name: string, value: Share, least: number, most: number): number {
  const share = amountIn(value, 'share')
  if (share >= least && share <= most) return share
  throw valueError(`${name} must be from ${least * 100}% to ${most * 100}%`, value)
}

/** Time (s) that a trial takes beside its datagrams: its request, and the wait for the last ones. */
const AROUND = 0.5

/** A search takes at least the trials that decide about its highest rate, and ends with its most trials at the latest. */
export function capacityLength({ trial }: Pick<CapacityPlan, 'trial'>): PlannedLength {
  return { seconds: FEWEST * trial, amount: MOST_TRIALS }
}

/** The longest that a search takes, s. */
export function longestSearch({ trial }: Pick<CapacityPlan, 'trial'>): number {
  return MOST_TRIALS * (trial + AROUND)
}

/** Trials that decide about a rate at least. */
const FEWEST = 2
