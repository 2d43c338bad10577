import type { LatencyMeasurement } from '../../results/types.ts'
import { summarize } from '../../stats/summary.ts'
import { judgeValidity, showsWaits } from '../../stats/validity.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import type { LatencyPlan } from './plan.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { ProbeRun } from './probe-run.ts'
import { partOf } from '../../text/count.ts'

/**
 * Latency in the native dialect. Probes are numbered, so that several can be outstanding and a late answer is recognized.
 * Each answer tells how long the server held the probe.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureNativeLatency(channel: Channel, plan: LatencyPlan): Promise<LatencyMeasurement> {
  const { count, duration, interval, payload, timeout } = plan
  const run = new ProbeRun(channel.name, plan)
  const { schedule } = run
  const watch = new LoopWatch()
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, duration, interval, payload, timeout },
    loop: interval === null ? 'closed' : 'open',
    transport: 'tcp',
    sent: schedule.rtts.length + schedule.lost,
    received: schedule.rtts.length,
    lost: schedule.lost,
    lostOn: null,
    duplicates: null,
    ...summarize(schedule.rtts, schedule.lost),
    network: networkPart(schedule.network),
    busyPoll: run.busyPoll,
    ends: { client: watch.stop(), server: run.serverEnd },
    validity,
  })
  try {
    await ask(channel, { request: 'echo', payload, busyPoll: plan.busyPoll })
    await channel.run<void>((task) => run.begin(task))
    return judged(measured(), schedule.missed)
  } catch (error) {
    const soFar = `${partOf(schedule.rtts.length, count ?? schedule.rtts.length + schedule.lost, 'probe')} answered`
    throw cutOff(error, soFar, schedule.rtts.length + schedule.lost > 0 ? measured : null)
  } finally {
    watch.stop()
    schedule.stop()
  }
}

/**
 * Judges whether a complete latency is trustworthy.
 * @param missed slots of its schedule that were missed
 */
export function judged(measurement: LatencyMeasurement, missed: number): LatencyMeasurement {
  const validity = judgeValidity({
    ...measurement.ends,
    ...(showsWaits(measurement) && { waitsIn: 'times' }),
    samples: measurement.received,
    slots: { due: measurement.sent, missed },
    leastNetwork: measurement.network?.min ?? null,
  })
  return { ...measurement, validity }
}

/** A summary of round-trip times without the server's part; `null` without any. */
export function networkPart(times: readonly number[]): LatencyMeasurement['network'] {
  const { min, avg, max, p50 } = summarize(times)
  return min === null || avg === null || max === null ? null : { min, avg, max, p50 }
}
