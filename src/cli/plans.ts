import { connectRatePlan } from '../client/connect-rate/plan.ts'
import type { ConnectRatePlan } from '../client/connect-rate/plan.ts'
import { datagramPlan } from '../client/datagrams/plan.ts'
import type { DatagramPlan } from '../client/datagrams/plan.ts'
import { plannedSeconds } from '../protocol/flow.ts'
import { latencyPlan } from '../client/latency/plan.ts'
import type { LatencyPlan } from '../client/latency/plan.ts'
import { loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedPlan } from '../client/loaded/plan.ts'
import type { TestName, TestOptions } from '../suite/step.ts'
import { throughputPlan } from '../client/throughput/plan.ts'
import type { ThroughputPlan } from '../client/throughput/plan.ts'
import {
  connectStarted,
  datagramsStarted,
  latencyStarted,
  loadedStarted,
  throughputStarted,
} from '../report/seed-session.ts'

/** What each kind of test was asked for, with its defaults. */
export interface Plans {
  readonly latency: LatencyPlan
  /** `null` where the test is one of TCP. */
  readonly datagrams: DatagramPlan | null
  readonly throughput: ThroughputPlan
  readonly loaded: LoadedPlan
  readonly connectRate: ConnectRatePlan
}

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function plansOf({
  transport,
  latency,
  datagrams,
  throughput,
  loaded,
  connectRate,
}: TestOptions): Plans {
  return {
    latency: latencyPlan({ ...latency, transport }),
    datagrams: transport === 'udp' ? datagramPlan(datagrams ?? {}) : null,
    throughput: throughputPlan(throughput ?? {}),
    loaded: loadedPlan(loaded ?? {}),
    connectRate: connectRatePlan(connectRate ?? {}),
  }
}

/** What stands above a test. */
export function startedLines(test: TestName, plans: Plans): readonly string[] {
  switch (test) {
    case 'latency':
      return latencyStarted(plans.latency)
    case 'loaded':
      return loadedStarted(plans.loaded)
    case 'connect':
      return connectStarted(plans.connectRate)
    default:
      if (plans.datagrams !== null) return datagramsStarted(test, plans.datagrams)
      return throughputStarted(test, plans.throughput)
  }
}

/** Of a timed test so many probes are printed, and all where no more than so many are planned. */
const SHOWN_PROBES = 20
const FEW_PROBES = 100

/** How many probes' lines are printed: all that were asked for by number, but not the thousands of a timed test. */
export function shownProbes({ count, duration, interval }: LatencyPlan): number {
  if (count !== null) return count
  const planned = interval === null ? Number.POSITIVE_INFINITY : (duration ?? 0) / interval
  return planned > FEW_PROBES ? SHOWN_PROBES : Number.POSITIVE_INFINITY
}

/** How long a test is: one of the two is `null`. */
export interface TestLength {
  /** Seconds. */
  readonly time: number | null
  /** Bytes of payload of all directions, probes or connections. */
  readonly amount: number | null
}

/** How long a test is planned to be. */
export function lengthOf(
  test: TestName,
  { latency, datagrams, throughput, loaded, connectRate }: Plans,
): TestLength {
  switch (test) {
    case 'latency':
      return { time: latency.duration === null ? null : latency.duration / 1000, amount: latency.count }
    case 'loaded':
      return { time: 4 * (loaded.warmup + loaded.seconds), amount: null }
    case 'connect':
      return { time: connectRate.seconds, amount: connectRate.count }
    default: {
      // The rate is known, and so is the time that an amount takes.
      if (datagrams !== null) return { time: plannedSeconds(datagrams), amount: null }
      const { seconds, warmup, bytes } = throughput
      const directions = test === 'bidirectional' ? 2 : 1
      return {
        time: seconds === null ? null : seconds + warmup,
        amount: bytes === null ? null : bytes * directions,
      }
    }
  }
}
