import { randomInt } from 'node:crypto'

import { DEFAULT_SERVER } from '../address.ts'
import {
  checkHost,
  checkOneOf,
  checkOptions,
  checkPort,
  checkWhole,
  usageError,
  valueError,
} from '../check.ts'
import type { OptionNames } from '../check.ts'
import { callPlan } from '../client/latency/calls.ts'
import type { Call } from '../client/latency/calls.ts'
import { checkProxy } from '../client/wire/proxy.ts'
import type { ClientProxy } from '../client/wire/proxy.ts'
import { checkPlacement } from '../host/placement.ts'
import type { PlacementOption } from '../host/placement.ts'
import type { ComparisonLook, Comparison, Imitation, Restart } from '../results/types.ts'
import { milliseconds, timeoutOf } from '../units.ts'
import type { Duration, Rate } from '../units.ts'
import { BUDGET_LIMITS, BUDGET_RANGE } from '../verdict/comparison-range.ts'
import { burstsPlan } from './bursts-plan.ts'
import type { BurstSizes, BurstsPlan } from './bursts-plan.ts'
import { startCommand } from './command.ts'
import type { Command } from './command.ts'
import { checkMargins } from './margins.ts'
import type { MarginOption, Margins } from './margins.ts'
import { isCpu } from './measures.ts'
import type { MeasureName } from './measures.ts'

/** Two arms, and how to compare them. */
export interface CompareOptions {
  /** The arm to compare with. */
  readonly base: ArmOptions | CallArmOptions
  /** The arm that is judged: another server, or another path to the same one. */
  readonly head: ArmOptions | CallArmOptions
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

/** One of the two arms. */
export interface ArmOptions {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string | undefined
  /** TCP port, 1 to 65535. */
  readonly port: number
  /**
   * A program and its arguments that make the server answer at `host` and `port` and stay in the foreground. It is started,
   * and restarted during the comparison. Without it the server must be running.
   */
  readonly command?: readonly string[] | undefined
  /**
   * The process id of the program that is measured, for its CPU time (`cpu.…`), if no command starts it. A command's own
   * CPU time is known.
   */
  readonly pid?: number | undefined
  /** Starts the command. Default: as a child process of this one, in a process group of its own. */
  readonly start?: ((command: readonly string[]) => Command) | undefined
  /** The network imitated on the path, for the document. */
  readonly network?: Imitation | undefined
  /** An explicit proxy that opens the connections to the server. */
  readonly proxy?: ClientProxy | undefined
}

/** An arm without a server: calls of a function. The other arm needs one too. */
export interface CallArmOptions {
  readonly call: Call
  /** Name for reports. Default: that of the function, or `'call'`. */
  readonly name?: string | undefined
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
    Pick<ComparisonLook, 'blocks'>)[]
}

/** The options with their defaults. Times in seconds. */
export interface ComparePlan extends BurstsPlan {
  readonly base: ArmPlan
  readonly head: ArmPlan
  readonly budget: number
  /** ms; `undefined` for the default of each wait. */
  readonly timeout: number | undefined
  readonly margin: Margins
  readonly restart: Restart
  readonly seed: number
  readonly placement: PlacementOption
}

/** An arm's options with their defaults. */
export type ArmPlan = ServerArmPlan | CallArmPlan

/** A function whose calls are an arm. */
export interface CallArmPlan {
  readonly call: Call
  readonly name: string
}

/** A server that is an arm. */
export interface ServerArmPlan {
  readonly name: 'base' | 'head'
  readonly host: string
  readonly port: number
  readonly command: readonly string[] | null
  readonly start: (command: readonly string[]) => Command
  readonly pid: number | undefined
  readonly network: Imitation | undefined
  readonly proxy: ClientProxy | undefined
}

/** The largest seed. */
export const MOST_SEED: number = 2 ** 32 - 1

/** The kernel's limit on process ids (PID_MAX_LIMIT). */
export const MOST_PID: number = 2 ** 22

const OPTIONS: OptionNames<CompareOptions> = {
  base: true,
  head: true,
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

const ARM_OPTIONS: OptionNames<ArmOptions> = {
  host: true,
  port: true,
  command: true,
  start: true,
  pid: true,
  network: true,
  proxy: true,
}

const CALL_OPTIONS: OptionNames<CallArmOptions> = { call: true, name: true }

/** Every way to restart programs. */
export const RESTARTS: readonly Restart[] = ['auto', 'each-block', 'off']

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function comparePlan(options: CompareOptions): ComparePlan {
  checkOptions('compare', options, OPTIONS)
  const base = armPlan('base', options.base)
  const head = armPlan('head', options.head)
  const calls = 'call' in base
  if (calls !== 'call' in head) throw usageError('base and head must both be functions, or neither of them.')
  if (
    !('call' in base) &&
    !('call' in head) &&
    base.command &&
    head.command &&
    base.host === head.host &&
    base.port === head.port
  ) {
    throw usageError(
      `base and head each start a command, so they cannot both listen on ${base.host}:${base.port}. Give them different ports.`,
    )
  }
  const bursts = burstsPlan(options, calls)
  checkCpuTimes(bursts.judged, [base, head])
  const budget = milliseconds(options.budget ?? '30s') / 1000
  if (budget < BUDGET_LIMITS.least || budget > BUDGET_LIMITS.most)
    throw valueError(`budget must be from ${BUDGET_RANGE}`, options.budget)
  const seed = checkWhole('seed', options.seed ?? randomInt(MOST_SEED), 0, MOST_SEED)
  return {
    base,
    head,
    ...bursts,
    budget,
    timeout: options.timeout === undefined ? undefined : timeoutOf(options.timeout),
    margin: checkMargins(options.margin),
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

function armPlan(name: ServerArmPlan['name'], options: ArmOptions | CallArmOptions): ArmPlan {
  if ('call' in options) {
    checkOptions(name, options, CALL_OPTIONS)
    const { call, name: shown } = callPlan(options.call, { name: options.name })
    return { call, name: shown }
  }
  checkOptions(name, options, ARM_OPTIONS)
  const { host = DEFAULT_SERVER.host, port, command, start = startCommand, pid, network, proxy } = options
  if (command?.[0] === undefined && command !== undefined)
    throw usageError(`${name}.command must name a program, got nothing.`)
  return {
    name,
    host: checkHost(`${name}.host`, host),
    port: checkPort(`${name}.port`, port),
    command: command ?? null,
    start,
    pid: pid === undefined ? undefined : checkWhole(`${name}.pid`, pid, 1, MOST_PID),
    network,
    proxy: proxy && checkProxy(proxy),
  }
}
