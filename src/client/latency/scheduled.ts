import { LoopWatch } from '../../host/loop-watch.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import type { LatencyPlan } from './plan.ts'
import { answeredSoFar, judged, networkPart, probeFigures } from './probe-figures.ts'
import type { ProbeSchedule } from './probe-schedule.ts'

/** Sends a schedule's probes on a connection. */
interface ScheduledRun {
  readonly schedule: ProbeSchedule
  /** What carries them. */
  readonly transport: 'tcp' | 'http'
  /** Which ends busy-polled so far. */
  readonly busyPoll: LatencyMeasurement['busyPoll']
  /** What the server saw of itself; `null` if it did not tell. */
  readonly serverEnd: LatencyMeasurement['ends']['server']
}

/**
 * The latency that a run measures.
 * @param measure resolves when all probes are answered or lost
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureScheduled(
  run: ScheduledRun,
  { count, duration, interval, payload, timeout, busyPoll }: LatencyPlan,
  measure: () => Promise<void>,
): Promise<LatencyMeasurement> {
  const { schedule } = run
  const watch = new LoopWatch()
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, duration, interval, payload, timeout, busyPoll },
    loop: interval === null ? 'closed' : 'open',
    transport: run.transport,
    ...probeFigures(schedule),
    network: networkPart(schedule.network),
    busyPoll: run.busyPoll,
    ends: { client: watch.stop(), server: run.serverEnd },
    validity,
  })
  try {
    await measure()
    return judged(measured(), schedule.missed)
  } catch (error) {
    const isBegun = schedule.rtts.length + schedule.lost > 0
    throw cutOff(error, answeredSoFar(schedule, count), isBegun ? measured : null)
  } finally {
    watch.stop()
  }
}
