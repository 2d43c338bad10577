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

/** A phase, and the directions of its load. */
type Phase = readonly [LoadedPhaseName, readonly Direction[]]

/** The phases in their order. */
const PHASES: readonly Phase[] = [
  ['idle', []],
  ['download', ['download']],
  ['upload', ['upload']],
  ['bidirectional', ['download', 'upload']],
]

/**
 * Latency without load, then under load in either direction and in both. All phases send the same probes by the same
 * open-loop schedule on the control connection. The load is in worker threads, so that it does not share the event loop.
 * @param ready resolves when it may begin
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureLoadedPhases(
  session: NativeSession,
  plan: LoadedPlan,
  ready: () => Promise<void>,
): Promise<LoadedMeasurement> {
  return measurePhases(session, plan, PHASES, ready)
}

/**
 * Latency under load in one direction, for a burst of a comparison: without new connections and without asking kernels,
 * which would take longer than the burst. Its other phases have no figures.
 * @param ready resolves when it may begin
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureLoadedPhase(
  session: NativeSession,
  direction: Direction,
  plan: LoadedPlan,
  ready: () => Promise<void>,
): Promise<LoadedMeasurement> {
  return measurePhases(session, plan, [[direction, [direction]]], ready, false)
}

async function measurePhases(
  session: NativeSession,
  plan: LoadedPlan,
  phases: readonly Phase[],
  ready: () => Promise<void>,
  responsiveness = true,
): Promise<LoadedMeasurement> {
  const runs: PhaseRun[] = []
  try {
    // Opened before the first phase, so that no phase includes it.
    const ways = Math.max(...phases.map(([, directions]) => directions.length))
    const streams = await session.threads(plan.streams * ways)
    await ready()
    for (const [name, directions] of phases) {
      const loads = directions.map((direction, way) =>
        loadOf(streams.slice(way * plan.streams, (way + 1) * plan.streams), direction, plan, responsiveness),
      )
      const { timeout } = plan
      const target = { ...session.target, timeout }
      const foreign =
        responsiveness && loads.length > 0 ? new ForeignProbes(target, session.welcome.session) : null
      const run = new PhaseRun(name, session.channel, loads, foreign, plan)
      runs.push(run)
      await run.run()
    }
    return loadedMeasurement(runs, plan, loadedValidity(runs, plan))
  } catch (error) {
    const complete = runs.filter((run) => run.complete).length
    const soFar = `${partOf(complete, phases.length, 'phase')} complete`
    const found = runs.some(({ rtts, lost }) => rtts.length + lost > 0)
    throw cutOff(error, soFar, found ? (validity) => loadedMeasurement(runs, plan, validity) : null)
  }
}

/** Length (ms) of a slice of a load that is kept in time: five are an interval of responsiveness. */
const SLICE = 100

/** The longest phase (s) that has such slices, because a transfer has at most 10,000. */
const LONGEST_SLICED = 1000

function loadOf(streams: readonly Stream[], direction: Direction, plan: LoadedPlan, watched: boolean): Load {
  const asked = throughputPlan({
    duration: plan.seconds * 1000,
    warmup: plan.warmup * 1000,
    streams: plan.streams,
    samples: plan.samples,
    reportInterval: plan.samples && plan.seconds <= LONGEST_SLICED ? SLICE : RPM_INTERVAL * 1000,
  })
  return new Load(streams, direction, asked, watched)
}
