import { connectRatePlan } from '../client/connect-rate/plan.ts'
import type { ConnectRateOptions } from '../client/connect-rate/plan.ts'
import { plannedSeconds } from '../protocol/flow.ts'
import { datagramPlan } from '../client/datagrams/plan.ts'
import type { DatagramOptions } from '../client/datagrams/plan.ts'
import { latencyPlan } from '../client/latency/plan.ts'
import type { LatencyOptions } from '../client/latency/plan.ts'
import { loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import { throughputPlan } from '../client/throughput/plan.ts'
import type { ThroughputOptions } from '../client/throughput/plan.ts'

/**
 * The least time (s) that a measurement of latency takes. Probes that wait for the answers to those before them are as
 * fast as the network is, so that nothing is known of them: 0.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function latencySeconds(options: LatencyOptions = {}): number {
  const { count, duration, interval } = latencyPlan(options)
  return (duration ?? ((count ?? 1) - 1) * (interval ?? 0)) / 1000
}

/**
 * The least time (s) that a transfer takes, the warm-up included; that of an amount is known only where its rate is.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function throughputSeconds(options: ThroughputOptions = {}): number {
  const { bytes, seconds, rate, warmup } = throughputPlan(options)
  return warmup + (seconds ?? (rate === null ? 0 : ((bytes ?? 0) * 8) / rate))
}

/**
 * The time (s) that datagrams are sent by their schedule.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function datagramSeconds(options: DatagramOptions = {}): number {
  return plannedSeconds(datagramPlan(options))
}

/**
 * The time (s) of the four phases of a measurement of loaded latency, warm-ups included.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function loadedSeconds(options: LoadedOptions = {}): number {
  const { seconds, warmup } = loadedPlan(options)
  return 4 * (seconds + warmup)
}

/**
 * The least time (s) that a measurement of the connect rate takes; that of a number of connections is not known: 0.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function connectRateSeconds(options: ConnectRateOptions = {}): number {
  return connectRatePlan(options).seconds ?? 0
}
