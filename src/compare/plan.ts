import { randomInt } from 'node:crypto'

import { checkOneOf, checkOptions, checkWhole, usageError, valueError } from '../check.ts'
import type { OptionNames } from '../check.ts'
import { checkPlacement } from '../host/placement.ts'
import type { PlacementOption } from '../host/placement.ts'
import type { ComparisonLook, Comparison, Restart } from '../results/types.ts'
import { milliseconds, timeoutOf } from '../units.ts'
import type { Duration, Rate } from '../units.ts'
import { BUDGET_LIMITS, BUDGET_RANGE } from '../verdict/comparison-range.ts'
import { armsPlan } from './arm-plan.ts'
import type { ArmPlan, SeveralArms, TwoArms } from './arm-plan.ts'
import { burstsPlan } from './bursts-plan.ts'
import type { BurstSizes, BurstsPlan } from './bursts-plan.ts'
import { checkLatency, latencyNameOf } from './latency-name.ts'
import { checkMargins } from './margins.ts'
import type { MarginOption, Margins } from './margins.ts'
import { isCpu } from './measures.ts'
import type { MeasureName } from './measures.ts'

/** The arms, and how to compare them. */
export type CompareOptions = (TwoArms | SeveralArms) & CompareSettings

/** How to compare. */
export interface CompareSettings {
  /**
   * What to judge. Default: download, latency (its median) and upload. A burst yields more metrics than you name, such as
   * `latency.p99`; the others are reported without a verdict.
   */
  readonly measure?: readonly MeasureName[] | undefined
  /**
   * Size of a burst: payload of a transfer in bytes, 64 KiB to 1 GB; number of probes of latency, 10 to 10,000; probes under
   * load, 20 to 10,000; connections, 32 to 10,000; datagrams, 20 to 10,000. Default: chosen so that a burst takes about
   * 20 ms; one under load or of datagrams about 100 ms.
   */
  readonly bursts?: BurstSizes | undefined
  /** Concurrent streams of a transfer, and of the load of `loaded`, 1 to 128. Default 1; 4 for a load. */
  readonly streams?: number | undefined
  /** Payload rate of datagrams, 1 kbit/s to 100 Gbit/s. Default `'10Mbit/s'`. */
  readonly rate?: Rate | undefined
  /** Time budget of the whole run, 2 s to 10 min. Default `'30s'`. The run ends earlier if every metric is decided. */
  readonly budget?: Duration | undefined
  /**
   * Largest change that does not matter: a share of base from 0.001 to 0.9, or one for each measure or metric, such as
   * `{ latency: '0.05ms', download: 0.1 }`. Default 0.05.
   */
  readonly margin?: MarginOption | undefined
  /**
   * When the programs of the arms are restarted: `auto` after several blocks, so that at least 8 lives fit into the budget;
   * `each-block`; or `off` for never. Default `'auto'`.
   */
  readonly restart?: Restart | undefined
  /**
   * Connection timeout (default: 5 s; 2 s for an attempt to reach a command that starts), and timeout of a probe or call (2 s)
   * and of a transfer that makes no progress (5 s).
   */
  readonly timeout?: Duration | undefined
  /** Seed of the order of bursts and of the resampling, a whole number below 2^32. Default: a random one. */
  readonly seed?: number | undefined
  /** CPUs for the client and for the commands of the arms. Default `'auto'`. */
  readonly placement?: PlacementOption | undefined
  /** Stops the run when aborted; the data so far are judged. */
  readonly signal?: AbortSignal | undefined
  /** Called after each look at the data. */
  readonly onProgress?: ((progress: CompareProgress) => void) | undefined
}

/** Progress of a comparison. */
export interface CompareProgress {
  /** Seconds since the start. */
  readonly seconds: number
  /** Time budget in seconds. */
  readonly budget: number
  /** Results of the last look. */
  readonly metrics: readonly (Pick<
    Comparison,
    'metric' | 'scale' | 'change' | 'interval' | 'floor' | 'verdict'
  > &
    Pick<ComparisonLook, 'blocks'> & {
      /** The name of the arm that is judged; missing if it is the only one. */
      readonly arm?: string
    })[]
}

/** The options with their defaults. Times in seconds. */
export interface ComparePlan extends BurstsPlan {
  readonly base: ArmPlan
  /** One, or several with names. */
  readonly heads: readonly ArmPlan[]
  readonly budget: number
  /** ms; `undefined` for the default of each wait. */
  readonly timeout: number | undefined
  readonly margin: Margins
  readonly restart: Restart
  readonly seed: number
  readonly placement: PlacementOption
}

/** The largest seed. */
export const MOST_SEED: number = 2 ** 32 - 1

const OPTIONS: OptionNames<CompareOptions> = {
  base: true,
  head: true,
  arms: true,
  measure: true,
  bursts: true,
  streams: true,
  rate: true,
  budget: true,
  margin: true,
  restart: true,
  timeout: true,
  seed: true,
  placement: true,
  signal: true,
  onProgress: true,
}

/** Every way to restart programs. */
export const RESTARTS: readonly Restart[] = ['auto', 'each-block', 'off']

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function comparePlan(options: CompareOptions): ComparePlan {
  checkOptions('compare', options, OPTIONS)
  const arms = armsPlan(options)
  const [base, ...heads] = arms
  const bursts = burstsPlan(options, latencyNameOf(arms))
  const margin = checkMargins(options.margin)
  checkLatency(arms, options.measure, bursts, margin)
  checkCpuTimes(bursts.judged, arms)
  const budget = milliseconds(options.budget ?? '30s') / 1000
  if (budget < BUDGET_LIMITS.least || budget > BUDGET_LIMITS.most)
    throw valueError(`budget must be from ${BUDGET_RANGE}`, options.budget)
  const seed = checkWhole('seed', options.seed ?? randomInt(MOST_SEED), 0, MOST_SEED)
  return {
    base,
    heads,
    ...bursts,
    budget,
    timeout: options.timeout === undefined ? undefined : timeoutOf(options.timeout),
    margin,
    restart: checkOneOf('restart', options.restart ?? 'auto', RESTARTS),
    seed,
    placement: checkPlacement(options.placement ?? 'auto'),
  }
}

/** CPU times can only be read on Linux, of a process that is known. */
function checkCpuTimes(judged: readonly string[], arms: readonly ArmPlan[]): void {
  const asked = judged.find(isCpu)
  if (asked === undefined) return
  if (process.platform !== 'linux')
    throw usageError(`measure has ${asked}, but CPU times can be read only on Linux.`)
  for (const arm of arms) {
    if ('call' in arm || arm.command !== null || arm.pid !== undefined) continue
    throw usageError(
      `measure has ${asked}, but ${arm.name} has neither a command nor a pid, so its program is not known.`,
    )
  }
}
