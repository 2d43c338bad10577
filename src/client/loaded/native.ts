import type { LoadedPhaseName } from '../../results/events.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { RPM_INTERVAL } from '../../stats/responsiveness.ts'
import { ForeignProbes } from './foreign-probes.ts'
import { Load } from './load.ts'
import { loadedMeasurement, loadedValidity } from './phase-figures.ts'
import { PhaseRun } from './phase.ts'
import type { LoadedPlan } from './plan.ts'
import { cutOff } from '../partial.ts'
import type { NativeSession } from '../session.ts'
import type { Stream } from '../throughput/stream.ts'
import { throughputPlan } from '../throughput/plan.ts'
import { partOf } from '../../text/count.ts'

/** The phases in their order, and the directions of their load. */
const PHASES: readonly (readonly [LoadedPhaseName, readonly Direction[]])[] = [
  ['idle', []],
  ['download', ['download']],
  ['upload', ['upload']],
  ['bidirectional', ['download', 'upload']],
]

/**
 * Latency without load, then under load in either direction and in both. All phases send the same probes by the same
 * open-loop schedule on the control connection. The load is in worker threads, so that it does not share the event loop.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureLoadedPhases(
  session: NativeSession,
  plan: LoadedPlan,
): Promise<LoadedMeasurement> {
  const runs: PhaseRun[] = []
  try {
    // Opened before the first phase, so that no phase includes it.
    const streams = await session.threads(plan.streams * 2)
    for (const [name, directions] of PHASES) {
      const loads = directions.map((direction) => loadOf(streams, direction, plan))
      const { timeout } = plan
      const target = { ...session.target, timeout }
      const foreign = loads.length > 0 ? new ForeignProbes(target, session.welcome.session) : null
      const run = new PhaseRun(name, session.channel, loads, foreign, plan)
      runs.push(run)
      await run.run()
    }
    return loadedMeasurement(runs, plan, loadedValidity(runs, plan))
  } catch (error) {
    const complete = runs.filter((run) => run.complete).length
    const soFar = `${partOf(complete, PHASES.length, 'phase')} complete`
    const found = runs.some(({ rtts, lost }) => rtts.length + lost > 0)
    throw cutOff(error, soFar, found ? (validity) => loadedMeasurement(runs, plan, validity) : null)
  }
}

function loadOf(streams: readonly Stream[], direction: Direction, plan: LoadedPlan): Load {
  const mine =
    direction === 'download' ? streams.slice(0, plan.streams) : streams.slice(plan.streams, plan.streams * 2)
  const asked = throughputPlan({
    duration: plan.seconds * 1000,
    warmup: plan.warmup * 1000,
    streams: plan.streams,
    reportInterval: RPM_INTERVAL * 1000,
  })
  return new Load(mine, direction, asked)
}
