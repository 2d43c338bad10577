import type { ThroughputInterval } from '../../results/types.ts'
import { sparkline } from './bars.ts'
import type { Chart } from './table.ts'
import { rateDigits } from '../../text/rate.ts'

interface OverTime {
  readonly mbps: number | null
  readonly intervals: readonly ThroughputInterval[] | null
}

/**
 * A chart of throughput over time: the slowest interval's rate, a block for each interval, and the fastest interval's rate,
 * in the unit of the total rate. `undefined` if no row has two intervals.
 */
export function rateOverTime<Row extends OverTime>(rows: readonly Row[]): Chart<Row> | undefined {
  const spans = rows.map(spanOf).filter((span) => span !== null)
  if (spans.length === 0) return undefined
  const least = Math.max(3, ...spans.map(([text]) => text.length))
  const most = Math.max(3, ...spans.map(([, text]) => text.length))
  const longest = Math.max(...rows.map((row) => wholeOf(row).length))
  const labels = least + most + 2
  const drawn = (columns: number): number => Math.min(columns - labels, longest)
  return {
    worth: 7,
    least: labels + Math.min(longest, 14),
    most: labels + 40,
    title: (columns) => {
      const words = drawn(columns) >= 9 ? 'over time' : ''
      return `${'min'.padStart(least)} ${words.padEnd(drawn(columns))} ${'max'.padStart(most)}`
    },
    cell: (row, columns) => {
      const span = spanOf(row)
      if (span === null) return ''
      const blocks = sparkline(wholeOf(row), drawn(columns))
      return `${span[0].padStart(least)} ${blocks.padEnd(drawn(columns))} ${span[1].padStart(most)}`
    },
  }
}

function spanOf(row: OverTime): readonly [least: string, most: string] | null {
  const rates = wholeOf(row).flatMap(({ mbps }) => mbps ?? [])
  if (rates.length < 2) return null
  const beside = row.mbps ?? 0
  return [rateDigits(Math.min(...rates), beside), rateDigits(Math.max(...rates), beside)]
}

/** Whole intervals: a partial last one has a random rate. */
function wholeOf({ intervals }: OverTime): readonly ThroughputInterval[] {
  const width = intervals?.[0]?.seconds ?? 0
  return (intervals ?? []).filter(({ seconds }) => seconds >= width / 2)
}
