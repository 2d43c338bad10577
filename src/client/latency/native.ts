import type { LatencyMeasurement } from '../../results/types.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import type { LatencyPlan } from './plan.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { judged, networkPart, probeFigures } from './probe-figures.ts'
import { ProbeRun } from './probe-run.ts'
import { partOf } from '../../text/count.ts'

/**
 * Latency in the native dialect. Probes are numbered, so that several can be outstanding and a late answer is recognized.
 * Each answer tells how long the server held the probe.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureNativeLatency(channel: Channel, plan: LatencyPlan): Promise<LatencyMeasurement> {
  const { count, duration, interval, payload, timeout, busyPoll } = plan
  const run = new ProbeRun(channel, plan)
  const { schedule } = run
  const watch = new LoopWatch()
  const measured = (validity = COMPLETE): LatencyMeasurement => ({
    kind: 'latency',
    client: 1,
    asked: { count, duration, interval, payload, timeout, busyPoll },
    loop: interval === null ? 'closed' : 'open',
    transport: 'tcp',
    ...probeFigures(schedule),
    network: networkPart(schedule.network),
    busyPoll: run.busyPoll,
    ends: { client: watch.stop(), server: run.serverEnd },
    validity,
  })
  try {
    await ask(channel, { request: 'echo', payload, busyPoll })
    await channel.run<void>((task) => run.begin(task))
    return judged(measured(), schedule.missed)
  } catch (error) {
    const soFar = `${partOf(schedule.rtts.length, count ?? schedule.rtts.length + schedule.lost, 'probe')} answered`
    throw cutOff(error, soFar, schedule.rtts.length + schedule.lost > 0 ? measured : null)
  } finally {
    watch.stop()
    run.stop()
  }
}
