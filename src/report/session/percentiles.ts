import type { ConnectMeasurement, LatencyMeasurement } from '../../results/types.ts'
import { ms } from './units.ts'

/**
 * The percentiles, a line each. Where one percentile is not known those above it are not either, for the same reason.
 */
export function percentileLines(times: LatencyMeasurement | ConnectMeasurement): readonly string[] {
  const names = ['p50', 'p90', 'p95', 'p99', 'p999'] as const
  const known = names.flatMap((name) => {
    const value = times[name]
    return value === null ? [] : [`  ${name.replace('999', '99.9')}: ${ms(value)}`]
  })
  const unknown = names.flatMap((name) => times.unknown[name] ?? [])
  return [...known, ...unknown.slice(0, 1).map((reason) => `  ${reason}`)]
}
