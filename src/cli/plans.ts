import { connectRatePlan } from '../client/connect-plan.ts'
import type { ConnectRatePlan } from '../client/connect-plan.ts'
import { latencyPlan } from '../client/latency-plan.ts'
import type { LatencyPlan } from '../client/latency-plan.ts'
import type { TestName, TestOptions } from '../client/suite-step.ts'
import { throughputPlan } from '../client/throughput-plan.ts'
import type { ThroughputPlan } from '../client/throughput-plan.ts'
import { connectStarted, latencyStarted, throughputStarted } from '../report/seed-session.ts'

/** What each kind of test was asked for, with its defaults. */
export interface Plans {
  readonly latency: LatencyPlan
  readonly throughput: ThroughputPlan
  readonly connectRate: ConnectRatePlan
}

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function plansOf({ latency, throughput, connectRate }: TestOptions): Plans {
  return {
    latency: latencyPlan(latency ?? {}),
    throughput: throughputPlan(throughput ?? {}),
    connectRate: connectRatePlan(connectRate ?? {}),
  }
}

/** What stands above a test. */
export function startedLines(test: TestName, plans: Plans): readonly string[] {
  switch (test) {
    case 'latency':
      return latencyStarted(plans.latency)
    case 'connect':
      return connectStarted(plans.connectRate)
    default:
      return throughputStarted(test, plans.throughput)
  }
}

/** How long a test is: one of the two is `null`. */
export interface TestLength {
  /** Seconds. */
  readonly time: number | null
  /** Bytes of payload of all directions, probes or connections. */
  readonly amount: number | null
}

/** How long a test is planned to be. */
export function lengthOf(test: TestName, { latency, throughput, connectRate }: Plans): TestLength {
  switch (test) {
    case 'latency':
      return { time: latency.duration === null ? null : latency.duration / 1000, amount: latency.count }
    case 'connect':
      return { time: connectRate.seconds, amount: connectRate.count }
    default: {
      const { seconds, warmup, bytes } = throughput
      const directions = test === 'bidirectional' ? 2 : 1
      return {
        time: seconds === null ? null : seconds + warmup,
        amount: bytes === null ? null : bytes * directions,
      }
    }
  }
}
