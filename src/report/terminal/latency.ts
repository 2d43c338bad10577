import type { LatencyMeasurement } from '../../results/types.ts'
import { histogramBlocks } from './bars.ts'
import { latencyName } from './names.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column, Table } from './table.ts'
import { percentileLabel, PERCENTILES } from '../../text/percentile.ts'
import type { Percentile } from '../../text/percentile.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'

/** Round-trip times, with a histogram below each row. */
export function latencySection(
  latencies: readonly LatencyMeasurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const { head, rows, notes } = tableLines({ ...TABLE, rows: latencies }, columns, paint)
  return [
    head,
    ...latencies.flatMap((latency, index) => [rows[index] ?? '', ...spread(latency, columns, paint)]),
    ...notes,
  ]
}

const WORTH: Readonly<Record<Percentile, number>> = { p50: 9, p90: 4, p95: 2, p99: 8, p999: 3 }

const TABLE: Omit<Table<LatencyMeasurement>, 'rows'> = {
  title: 'LATENCY',
  name: latencyName,
  ok: ({ validity }) => validity.ok,
  columns: [
    { title: 'average', worth: 8, cell: ({ avg }) => timeText(avg), role: 'main' },
    ...PERCENTILES.map(percentile),
    { title: 'max', worth: 6, cell: ({ max }) => timeText(max) },
    { title: 'jitter', worth: 5, cell: ({ jitter }) => timeText(jitter) },
    { title: 'std dev', worth: 1, cell: ({ stdev }) => timeText(stdev) },
    { title: 'probes', worth: 1, cell: ({ sent }) => `${sent}` },
    { title: 'lost', worth: 7, cell: ({ sent, lost }) => shareText(sent > 0 ? lost / sent : null) },
  ],
}

/** A percentile; if it is unknown, so are all above it, and the first reason is printed. */
function percentile(name: Percentile): Column<LatencyMeasurement> {
  return {
    title: percentileLabel(name),
    worth: WORTH[name],
    cell: (latency) => timeText(latency[name]),
    why: ({ unknown }) => unknown['p50'] ?? unknown['p90'] ?? unknown['p99'] ?? unknown[name],
  }
}

/** The histogram from the minimum to the maximum, on a logarithmic scale. */
function spread(
  { histogram, min, max }: LatencyMeasurement,
  columns: number,
  paint: Paint,
): readonly string[] {
  const [from, to] = [timeText(min), timeText(max)]
  const drawn = histogramBlocks(histogram, Math.min(60, columns - from.length - to.length - 6))
  return drawn === null ? [] : [`    ${paint('aside', from)} ${paint('chart', drawn)} ${paint('aside', to)}`]
}
