import type { LatencyMeasurement } from '../../results/types.ts'
import { summarize } from '../../stats/summary.ts'
import { judgeValidity } from '../../stats/validity.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import type { LatencyPlan } from './plan.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { ProbeRun } from './probe-run.ts'

/**
 * Latency in the native dialect: probes are numbered, so that several can be on their way and a late answer is known
 * for what it is, and each tells how long the server held it.
 * @throws {WyndrvrError} what was measured until then is in its `measurement`
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
    const soFar = `${schedule.rtts.length} of ${count ?? schedule.rtts.length + schedule.lost} probes were answered`
    throw cutOff(error, soFar, schedule.rtts.length + schedule.lost > 0 ? measured : null)
  } finally {
    watch.stop()
    schedule.stop()
  }
}

/**
 * A complete latency with what is known of whether it is to be trusted.
 * @param missed send slots of its schedule that were missed
 */
export function judged(measurement: LatencyMeasurement, missed: number): LatencyMeasurement {
  const validity = judgeValidity({
    ...measurement.ends,
    samples: measurement.received,
    slots: { due: measurement.sent, missed },
    leastNetwork: measurement.network?.min ?? null,
  })
  return { ...measurement, validity }
}

/** Round-trip times less what the server held each probe, summed up; `null` where there are none. */
export function networkPart(times: readonly number[]): LatencyMeasurement['network'] {
  const { min, avg, max, p50 } = summarize(times)
  return min === null || avg === null || max === null ? null : { min, avg, max, p50 }
}
