import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { LatencyIntervals } from '../../stats/latency-intervals.ts'
import { Guarded } from '../guarded.ts'
import type { LatencyPlan } from './plan.ts'

/**
 * How long (ms) after its end an interval is reported by a timer. Usually the answer of the next probe reports it
 * earlier, between two probes, so that it delays none.
 */
const PATIENCE = 20

/** Measures, and calls the plan's listener with each interval as it ends. */
export async function reportLatency(
  plan: LatencyPlan,
  measure: (plan: LatencyPlan) => Promise<LatencyMeasurement>,
): Promise<LatencyMeasurement> {
  if (plan.onInterval === null) return measure(plan)
  const listener = new Guarded(plan.onInterval)
  const intervals = new LatencyIntervals(plan.reportInterval, listener.tell)
  let begunAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  const elapsed = (): number => (performance.now() - begunAt) / 1000
  const watch = (): void => {
    const wait = Math.max(0, (intervals.nextEnd - elapsed()) * 1000 + PATIENCE)
    timer = setTimeout(() => {
      intervals.advance(elapsed())
      watch()
    }, wait)
  }
  const heard: LatencyPlan = {
    ...plan,
    onBegin: () => {
      begunAt = performance.now()
      watch()
    },
    onProbe: (probe) => {
      plan.onProbe?.(probe)
      intervals.add(elapsed(), probe.rtt)
      listener.check()
    },
  }
  try {
    return await measure(heard)
  } finally {
    clearTimeout(timer)
    intervals.finish()
    listener.end()
  }
}
