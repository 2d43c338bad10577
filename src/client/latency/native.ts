import type { LatencyMeasurement } from '../../results/types.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import type { LatencyPlan } from './plan.ts'
import { ProbeRun } from './probe-run.ts'
import { measureScheduled } from './scheduled.ts'

/**
 * Latency in the native dialect. Probes are numbered, so that several can be outstanding and a late answer is recognized.
 * Each answer tells how long the server held the probe.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureNativeLatency(channel: Channel, plan: LatencyPlan): Promise<LatencyMeasurement> {
  const { payload, busyPoll } = plan
  const run = new ProbeRun(channel, plan)
  try {
    return await measureScheduled(run, plan, async () => {
      await ask(channel, { request: 'echo', payload, busyPoll })
      await channel.run<void>((task) => run.begin(task))
    })
  } finally {
    run.stop()
  }
}
