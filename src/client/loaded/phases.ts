import type { LoadedPhaseName } from '../../results/events.ts'
import type { Direction, LoadedMeasurement } from '../../results/types.ts'
import { RPM_INTERVAL } from '../../stats/responsiveness.ts'
import { partOf } from '../../text/count.ts'
import type { LatencyPlan } from '../latency/plan.ts'
import { cutOff } from '../partial.ts'
import { throughputPlan } from '../throughput/plan.ts'
import type { ThroughputPlan } from '../throughput/plan.ts'
import { ForeignProbes } from './foreign-probes.ts'
import type { ForeignProbe } from './foreign-probes.ts'
import type { Load } from './load.ts'
import { loadedMeasurement, loadedValidity } from './phase-figures.ts'
import type { RpmMethod } from './phase-figures.ts'
import { PhaseRun } from './phase.ts'
import type { PhaseProbes } from './phase.ts'
import type { LoadedPlan } from './plan.ts'

/** What phases measure with, in one of the dialects. */
export interface PhaseParts {
  readonly method: RpmMethod
  readonly probes: (plan: LatencyPlan) => PhaseProbes
  /** The load of one direction; `way` numbers those of a phase. */
  readonly load: (direction: Direction, plan: ThroughputPlan, way: number) => Load
  /** Measures a new connection; `null` if the phases have none. */
  readonly foreign: ForeignProbe | null
}

/** A phase, and the directions of its load. */
export type Phase = readonly [LoadedPhaseName, readonly Direction[]]

/** The phases in their order. */
export const PHASES: readonly Phase[] = [
  ['idle', []],
  ['download', ['download']],
  ['upload', ['upload']],
  ['bidirectional', ['download', 'upload']],
]

/**
 * Measures phases, one after another. All send the same probes by the same open-loop schedule.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measurePhases(
  { method, probes, load, foreign }: PhaseParts,
  plan: LoadedPlan,
  phases: readonly Phase[],
): Promise<LoadedMeasurement> {
  const runs: PhaseRun[] = []
  try {
    for (const [name, directions] of phases) {
      const loads = directions.map((direction, way) => load(direction, loadPlan(plan), way))
      const connections = foreign !== null && loads.length > 0 ? new ForeignProbes(foreign) : null
      const run = new PhaseRun(name, probes, loads, connections, plan)
      runs.push(run)
      await run.run()
    }
    return loadedMeasurement(runs, plan, method, loadedValidity(runs, plan))
  } catch (error) {
    const complete = runs.filter((run) => run.complete).length
    const soFar = `${partOf(complete, phases.length, 'phase')} complete`
    const found = runs.some(({ rtts, lost }) => rtts.length + lost > 0)
    throw cutOff(error, soFar, found ? (validity) => loadedMeasurement(runs, plan, method, validity) : null)
  }
}

/** Length (ms) of a slice of a load that is kept in time: five are an interval of responsiveness. */
const SLICE = 100

/** The longest phase (s) that has such slices, because a transfer has at most 10,000. */
const LONGEST_SLICED = 1000

function loadPlan(plan: LoadedPlan): ThroughputPlan {
  return throughputPlan({
    duration: plan.seconds * 1000,
    warmup: plan.warmup * 1000,
    streams: plan.streams,
    samples: plan.samples,
    reportInterval: plan.samples && plan.seconds <= LONGEST_SLICED ? SLICE : RPM_INTERVAL * 1000,
  })
}
