import type { LatencyFigures, LatencyMeasurement, Verdict } from '../../results/types.ts'
import { latencyName } from '../terminal/names.ts'
import type { Paint } from '../terminal/paint.ts'
import { tableLines } from '../terminal/table.ts'
import type { Column } from '../terminal/table.ts'
import { percentileLabel, PERCENTILES } from '../../text/percentile.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'

/** Names of the broken figures, the last part of their metrics' names. */
export function brokenFigures(verdicts: readonly Verdict[]): ReadonlySet<string> {
  const broken = verdicts.filter(({ verdict }) => verdict === 'fail')
  return new Set(broken.map(({ metric }) => metric.split('.').at(-1) ?? ''))
}

/** All figures of a latency, the broken ones marked. */
export function latencyTable(
  latency: LatencyMeasurement,
  broken: ReadonlySet<string>,
  columns: number,
  paint: Paint,
): readonly string[] {
  const figure = (
    key: Figure,
    worth: number,
    title: string = percentileLabel(key),
  ): Column<LatencyMeasurement> => ({
    title,
    // Never drops what broke.
    worth: broken.has(key) ? 10 : worth,
    cell: (row) => timeText(row[key]),
    why: ({ unknown }) => unknown['p50'] ?? unknown['p90'] ?? unknown['p99'] ?? unknown[key],
    ...(broken.has(key) ? { role: 'bad' } : {}),
  })
  const { head, rows, notes } = tableLines(
    {
      title: 'LATENCY',
      name: latencyName,
      ok: ({ validity }) => validity.ok,
      columns: [
        figure('min', 8),
        ...PERCENTILES.map((name) => figure(name, 9)),
        figure('max', 9),
        figure('avg', 6, 'average'),
        figure('stdev', 1, 'std dev'),
        figure('jitter', 3),
        figure('jitterMean', 0, 'mean jitter'),
        {
          title: 'lost',
          worth: 7,
          cell: ({ sent, lost }) => shareText(sent > 0 ? lost / sent : null),
          ...(broken.has('loss') ? { role: 'bad' } : {}),
        },
      ],
      rows: [latency],
    },
    columns,
    paint,
  )
  return [head, ...rows, ...notes]
}

type Figure = Exclude<
  keyof LatencyFigures,
  'sent' | 'received' | 'lost' | 'unknown' | 'histogram' | 'samples'
>
