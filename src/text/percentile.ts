/** The percentiles of a document, in ascending order. */
export const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p999'] as const

/** The name of a percentile. */
export type Percentile = (typeof PERCENTILES)[number]

/** A figure's name as people read it: `p99.9` for the field `p999`, others as they are. */
export function percentileLabel(name: string): string {
  return name === 'p999' ? 'p99.9' : name
}
