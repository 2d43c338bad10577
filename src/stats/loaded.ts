import type { LatencyFigures, LoadedMeasurement, LoadedPhase, Responsiveness } from '../results/types.ts'
import { bufferbloat } from './bufferbloat.ts'
import { summarise } from './summary.ts'

/** What one phase's probes came to. Times in ms, in the order of the answers. */
export interface PhaseSamples {
  readonly rtts: readonly number[]
  readonly lost: number
}

/** What else is known of a phase under load. */
export interface LoadFigures {
  readonly downloadMbps: number | null
  readonly uploadMbps: number | null
  readonly responsiveness: Responsiveness
}

/** The figures of a phase's probes. */
export function latencyFigures({ rtts, lost }: PhaseSamples): LatencyFigures {
  return { sent: rtts.length + lost, received: rtts.length, lost, ...summarise(rtts, lost) }
}

/** A phase under load, compared with the one without. */
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

/** The grade of the largest increase of p95 under load; `null` where none is known. */
export function gradeOf(phases: readonly Pick<LoadedPhase, 'increase'>[]): LoadedMeasurement['bufferbloat'] {
  const known = phases.flatMap(({ increase }) => increase.p95 ?? [])
  if (known.length === 0) return null
  const increase = Math.max(...known)
  const told = bufferbloat(increase)
  return told && { grade: told.grade, increase, sentence: told.sentence }
}
