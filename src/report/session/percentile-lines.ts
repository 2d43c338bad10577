import type { ConnectMeasurement, LatencyMeasurement } from '../../results/types.ts'
import { percentileLabel, PERCENTILES } from '../../text/percentile.ts'
import { msText } from '../../text/two-decimals.ts'
import { plain } from '../plain.ts'

/**
 * One line for each percentile. If one is unknown so are all above it, for the same reason, which is printed once.
 */
export function percentileLines(times: LatencyMeasurement | ConnectMeasurement): readonly string[] {
  const known = PERCENTILES.flatMap((name) => {
    const value = times[name]
    return value === null ? [] : [`  ${percentileLabel(name)}: ${msText(value)}`]
  })
  const unknown = PERCENTILES.flatMap((name) => times.unknown[name] ?? [])
  return [...known, ...unknown.slice(0, 1).map((reason) => `  ${plain(reason)}`)]
}
