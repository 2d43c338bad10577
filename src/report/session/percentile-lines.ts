import type { ConnectMeasurement, LatencyMeasurement } from '../../results/types.ts'
import { percentileLabel, PERCENTILES } from '../../text/percentile.ts'
import { msText } from '../../text/two-decimals.ts'

/**
 * The percentiles, a line each. Where one percentile is not known those above it are not either, for the same reason.
 */
export function percentileLines(times: LatencyMeasurement | ConnectMeasurement): readonly string[] {
  const known = PERCENTILES.flatMap((name) => {
    const value = times[name]
    return value === null ? [] : [`  ${percentileLabel(name)}: ${msText(value)}`]
  })
  const unknown = PERCENTILES.flatMap((name) => times.unknown[name] ?? [])
  return [...known, ...unknown.slice(0, 1).map((reason) => `  ${reason}`)]
}
