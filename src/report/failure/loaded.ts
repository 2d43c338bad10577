import type { LoadedMeasurement, Verdict } from '../../results/types.ts'
import type { Paint } from '../terminal/paint.ts'
import { spreadWithLimits } from './spread-with-limits.ts'
import { figureOf, timeLimits } from './time-limits.ts'

/** Pictures of the phases that were judged. */
export function loadedPictures(
  loaded: LoadedMeasurement,
  verdicts: readonly Verdict[],
  paint: Paint,
): readonly string[] {
  const phases = ['idle', 'download', 'upload', 'bidirectional'] as const
  return phases.flatMap((phase) => {
    const about = verdicts.filter(({ metric, figure }) => {
      const [, ...rest] = metric.split('.')
      const [name = ''] = rest
      // Without a phase the metric covers any of them: draw those with the judged figure.
      const ofAny = rest.length === 1 && phase !== 'idle' && figureOf(loaded[phase], name) === figure
      return ofAny || name === phase
    })
    const lines = spreadWithLimits(loaded[phase], timeLimits(about), paint)
    return lines.length > 0 ? [`${phase}:`].concat(lines) : []
  })
}
