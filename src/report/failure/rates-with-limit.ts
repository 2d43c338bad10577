import { blocks } from '../terminal/bars.ts'
import type { Paint } from '../terminal/paint.ts'
import { rateText } from '../../text/rate.ts'
import type { Verdict } from '../../results/types.ts'

/** Maximum width of the picture in columns. */
const WIDTH = 64

interface Slice {
  readonly seconds: number
  readonly mbps: number | null
}

/**
 * The rates of a transfer over time, with a mark below each interval slower than the limit. Empty for a single interval.
 * @param limit in Mbps; `null` if the limit is not on the rate
 */
export function ratesWithLimit(
  intervals: readonly Slice[],
  limit: number | null,
  paint: Paint,
): readonly string[] {
  const width = intervals[0]?.seconds ?? 0
  // A partial last interval has a random rate.
  const rates = intervals.flatMap(({ seconds, mbps }) =>
    mbps !== null && seconds >= width / 2 ? [mbps] : [],
  )
  if (limit === null || rates.length < 2) return []
  const columns = slowest(rates, Math.min(WIDTH, rates.length))
  const slow = rates.filter((rate) => rate < limit).length
  const marks = columns.map((rate) => (rate < limit ? '^' : ' ')).join('')
  const words = `limit ${rateText(limit)}: ${slow} of ${rates.length} intervals below`
  return [
    `${paint('chart', blocks(columns))}  ${rateText(Math.min(...rates))} to ${rateText(Math.max(...rates))} over time`,
    `${paint('bad', marks)}  ${words}`,
  ]
}

/** The first limit on a rate, in Mbps; `null` without one. A target is no limit. */
export function rateLimit(verdicts: readonly Verdict[]): number | null {
  return verdicts.find(isRateLimit)?.limit ?? null
}

function isRateLimit({ metric, threshold }: Verdict): boolean {
  return metric.endsWith('.mbps') && threshold?.includes(' around ') !== true
}

/** The slowest interval of each column. */
function slowest(rates: readonly number[], columns: number): readonly number[] {
  return Array.from({ length: columns }, (_, index) => {
    const from = Math.floor((index * rates.length) / columns)
    return Math.min(
      ...rates.slice(from, Math.max(from + 1, Math.floor(((index + 1) * rates.length) / columns))),
    )
  })
}
