import { blocks } from '../terminal/bars.ts'
import type { Paint } from '../terminal/paint.ts'
import { rateText } from '../../text/rate.ts'

/** Columns of the picture, at most. */
const WIDTH = 64

interface Slice {
  readonly seconds: number
  readonly mbps: number | null
}

/**
 * How a transfer went on, where there were several intervals, with a mark below each that was slower than the limit.
 * @param limit in Mbps; `null`: the limit is on something else
 */
export function ratesWithLimit(
  intervals: readonly Slice[],
  limit: number | null,
  paint: Paint,
): readonly string[] {
  const width = intervals[0]?.seconds ?? 0
  // A last interval that is only a piece of one has a rate by chance.
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

/** Where there are more intervals than columns, the slowest of those that share one stands for them. */
function slowest(rates: readonly number[], columns: number): readonly number[] {
  return Array.from({ length: columns }, (_, index) => {
    const from = Math.floor((index * rates.length) / columns)
    return Math.min(
      ...rates.slice(from, Math.max(from + 1, Math.floor(((index + 1) * rates.length) / columns))),
    )
  })
}
