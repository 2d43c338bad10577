import { checkOneOf, checkOptions, usageError, valueError } from '../../src/check.ts'
import type { OptionNames } from '../../src/check.ts'
import type { Imitation } from '../../src/results/types.ts'
import { amountIn, bitsPerSecond, milliseconds } from '../../src/units.ts'
import type { Duration, Rate, Share } from '../../src/units.ts'

/** Properties of a path, each for one direction and in both. */
export interface PathOptions {
  /** Extra one-way delay of every packet, up to 10 s; adds twice that to each round trip. Default 0. */
  readonly delay?: Duration | undefined
  /** Largest random deviation from the delay, evenly distributed, at most the delay. Datagrams may overtake each other. Default 0. */
  readonly jitter?: Duration | undefined
  /** Share of packets lost, below 100 %. Default `'0%'`. */
  readonly loss?: Share | undefined
  /** Rate of whole frames, headers included, from 64 kbit/s, with a queue of 50 ms. Default: unlimited. */
  readonly rate?: Rate | undefined
}

/** Names of the properties of a path. */
export const PATH_OPTIONS: OptionNames<PathOptions> = { delay: true, jitter: true, loss: true, rate: true }

/** Options of an imitated network. */
export interface NetworkOptions extends PathOptions {
  /**
   * What imitates it: the kernel, between network namespaces, or a relay in user space. Default: the kernel if it can, else
   * the relay.
   */
  readonly by?: Imitation['by'] | undefined
}

/** Properties with their defaults: times in ms, loss as a share, the rate in bit/s or `null`. */
export type PathProperties = Omit<Imitation, 'by'>

/** Time (ms) for which packets wait for the rate at most; later ones are dropped. */
export const QUEUE = 50

const NETWORK_OPTIONS: OptionNames<NetworkOptions> = { ...PATH_OPTIONS, by: true }

const MOST_DELAY = 10_000
const LEAST_RATE = 64_000
const BY = ['kernel', 'relay'] as const

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function pathProperties(options: PathOptions): PathProperties {
  const delay = milliseconds(options.delay ?? 0)
  const jitter = milliseconds(options.jitter ?? 0)
  const loss = options.loss === undefined ? 0 : amountIn(options.loss, 'share')
  const rate = options.rate === undefined ? null : bitsPerSecond(options.rate)
  if (delay > MOST_DELAY) throw valueError('delay must be at most 10s', options.delay)
  if (jitter > delay) throw valueError('jitter must be at most the delay', options.jitter)
  if (loss >= 1) throw valueError('loss must be below 100%', options.loss)
  if (rate !== null && rate < LEAST_RATE) throw valueError('rate must be at least 64kbit/s', options.rate)
  return { delay, jitter, loss, rate }
}

/**
 * Checks the options of a network.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function networkPlan(
  options: NetworkOptions,
): PathProperties & { readonly by: Imitation['by'] | null } {
  checkOptions('network', options, NETWORK_OPTIONS)
  const properties = pathProperties(options)
  if (isPlain(properties))
    throw usageError("network needs a property, as in network({ delay: '20ms', rate: '50Mbit/s' }).")
  return { ...properties, by: options.by === undefined ? null : checkOneOf('by', options.by, BY) }
}

/** Whether nothing is imitated. */
export function isPlain({ delay, loss, rate }: PathProperties): boolean {
  return delay === 0 && loss === 0 && rate === null
}
