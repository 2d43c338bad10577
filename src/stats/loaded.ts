import type { LatencyFigures, LoadedMeasurement, LoadedPhase, Responsiveness } from '../results/types.ts'
import { bufferbloat } from './bufferbloat.ts'
import { summarize } from './summary.ts'

/** The samples of one phase's probes. Times in ms, in the order of the answers. */
export interface PhaseSamples {
  readonly rtts: readonly number[]
  readonly lost: number
}

/** The other figures of a phase under load. */
export interface LoadFigures {
  readonly downloadMbps: number | null
  readonly uploadMbps: number | null
  readonly responsiveness: Responsiveness
}

/** Summarizes a phase's probes. */
export function latencyFigures({ rtts, lost }: PhaseSamples): LatencyFigures {
  return { sent: rtts.length + lost, received: rtts.length, lost, ...summarize(rtts, lost) }
}

/** A phase under load, compared with the idle phase. */
export function loadedPhase(idle: LatencyFigures, samples: PhaseSamples, load: LoadFigures): LoadedPhase {
  const figures = latencyFigures(samples)
  const increase = (name: 'p50' | 'p95' | 'p99'): number | null => {
    const [more, less] = [figures[name], idle[name]]
    return more === null || less === null ? null : more - less
  }
  return {
    ...figures,
    increase: { p50: increase('p50'), p95: increase('p95'), p99: increase('p99') },
    ...load,
  }
}

/** The grade of the largest increase of p95 under load; `null` if no increase is known. */
export function gradeOf(phases: readonly Pick<LoadedPhase, 'increase'>[]): LoadedMeasurement['bufferbloat'] {
  const known = phases.flatMap(({ increase }) => increase.p95 ?? [])
  if (known.length === 0) return null
  const increase = Math.max(...known)
  const graded = bufferbloat(increase)
  return graded && { grade: graded.grade, increase, sentence: graded.sentence }
}
