import { capacityLength, capacityPlan } from '../client/capacity/plan.ts'
import { connectRateLength, connectRatePlan } from '../client/connect-rate/plan.ts'
import { CONNECT_TIMEOUT, PATIENCE } from '../client/connection.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import { datagramLength, datagramPlan } from '../client/datagrams/plan.ts'
import { latencyLength, latencyPlan } from '../client/latency/plan.ts'
import { loadedLength, loadedPlan } from '../client/loaded/plan.ts'
import type { PlannedLength } from '../client/planned-length.ts'
import { throughputLength, throughputPlan } from '../client/throughput/plan.ts'
import type { MeasuringOrder } from '../protocol/agent.ts'
import { milliseconds, timeoutOf } from '../units.ts'

/** The longest time (ms) of an order that waits for no server. */
export const LONGEST_ANSWER = 60_000

/** How long (ms) an order may take beyond what is planned: the last bytes of a slow path, a busy machine. */
const SLACK = 600_000

/** How many timeouts may pass one after another during an order. */
const TIMEOUTS = 10

/** How long (ms) a measurement of an amount may take, whose time nobody knows. A planned time is at most as long. */
const DAY = 86_400_000

/**
 * The longest time (ms) of an order that may wait for a server. An agent that says that it is alive may do nothing else.
 * @param measuring time (ms) for a measurement
 */
export function longestOrder(
  { timeout = CONNECT_TIMEOUT, patience = PATIENCE }: Pick<ConnectionOptions, 'timeout' | 'patience'>,
  measuring = 0,
): number {
  return measuring + SLACK + TIMEOUTS * timeoutOf(timeout) + milliseconds(patience)
}

/**
 * Time (ms) for a measurement, with its own timeouts.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function longestMeasurement(order: MeasuringOrder['order'], options: object): number {
  const [{ seconds, amount }, timeout] = PLANS[order](options)
  return Math.max(seconds * 1000, amount === null ? 0 : DAY) + TIMEOUTS * timeout
}

type Planned = readonly [length: PlannedLength, timeout: number]

const transfer = (options: object): Planned => planned(throughputPlan(options), throughputLength)
const datagrams = (options: object): Planned => planned(datagramPlan(options), datagramLength)
const loaded = (options: object): Planned => planned(loadedPlan(options), loadedLength)

const PLANS: Readonly<Record<MeasuringOrder['order'], (options: object) => Planned>> = {
  latency: (options) => planned(latencyPlan(options), latencyLength),
  download: transfer,
  upload: transfer,
  bidirectional: transfer,
  udpDownload: datagrams,
  udpUpload: datagrams,
  udpBidirectional: datagrams,
  udpCapacity: (options) => planned(capacityPlan(options), capacityLength),
  loadedLatency: loaded,
  underLoad: loaded,
  connectRate: (options) => planned(connectRatePlan(options), connectRateLength),
}

function planned<P extends { readonly timeout: number }>(
  plan: P,
  lengthOf: (plan: P) => PlannedLength,
): Planned {
  return [lengthOf(plan), plan.timeout]
}
