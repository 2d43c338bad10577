import type { Direction, LoadedPhase } from '../../results/types.ts'
import { higher, inKind, lower, metricsOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import { STATISTICS } from '../times.ts'
import type { MetricsOf } from './kind-metrics.ts'
import { LATENCY } from './latency.ts'

const LOADED: readonly Field<LoadedPhase>[] = [
  ...LATENCY,
  ...(['p50', 'p95', 'p99'] as const).map((name) =>
    lower<LoadedPhase>(
      `${name}.increase`,
      'ms',
      `${STATISTICS[name]}, increase over idle`,
      ({ increase }) => increase[name],
      ({ unknown }) => unknown[name],
    ),
  ),
  higher(
    'rpm',
    '',
    'round trips per minute (responsiveness)',
    ({ responsiveness }) => responsiveness.rpm,
    ({ responsiveness }) => responsiveness.reason ?? undefined,
  ),
]

const PHASES = ['download', 'upload', 'bidirectional'] as const

export const loadedMetrics: MetricsOf<'loaded'> = {
  heading: 'Latency under load',
  metrics: [
    ...metricsOf(
      'loaded.idle',
      'Idle latency before the load',
      LATENCY,
      inKind('loaded', ({ idle }) => [idle]),
    ),
    ...metricsOf(
      'loaded',
      'Latency under load, any phase',
      LOADED,
      inKind('loaded', (found) => PHASES.map((phase) => found[phase])),
    ),
    ...PHASES.flatMap((phase) =>
      metricsOf(
        `loaded.${phase}`,
        `Latency under load, ${phase}`,
        [...LOADED, ...loadOf(phase)],
        inKind('loaded', (found) => [found[phase]]),
      ),
    ),
  ],
  conditions: ({ download }) => [['formula of responsiveness', download.responsiveness.formula]],
}

/** The throughput of the load itself. */
function loadOf(phase: (typeof PHASES)[number]): readonly Field<LoadedPhase>[] {
  const name = (way: Direction): string => (phase === 'bidirectional' ? `${way}.mbps` : 'mbps')
  const load = {
    download: higher<LoadedPhase>(
      name('download'),
      'Mbps',
      'goodput of the download load',
      ({ downloadMbps }) => downloadMbps,
    ),
    upload: higher<LoadedPhase>(
      name('upload'),
      'Mbps',
      'goodput of the upload load',
      ({ uploadMbps }) => uploadMbps,
    ),
  }
  return phase === 'bidirectional' ? [load.download, load.upload] : [load[phase]]
}
