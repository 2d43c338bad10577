import type { LatencyPlan } from '../client/latency/plan.ts'

/** The probes of a timed test that are printed: all of them if few are planned, else the first ones. */
const SHOWN_PROBES = 20
const FEW_PROBES = 100

/** How many probes are printed: a counted test prints all of them, but not a timed one with thousands. */
export function shownProbes({ count, duration, interval }: LatencyPlan): number {
  if (count !== null) return count
  const planned = interval === null ? Number.POSITIVE_INFINITY : (duration ?? 0) / interval
  return planned > FEW_PROBES ? SHOWN_PROBES : Number.POSITIVE_INFINITY
}
