import type { DatagramMeasurement } from '../../results/types.ts'
import { rateText, shareText, timeText, UNKNOWN } from '../figures.ts'
import { datagramName } from './names.ts'
import { rateOverTime } from './over-time.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'

/** Flows of UDP datagrams, and how each went on over time. */
export function datagramSection(
  flows: readonly DatagramMeasurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const { head, rows, notes } = tableLines(
    {
      title: 'UDP',
      name: datagramName,
      ok: ({ validity }) => validity.ok,
      columns: [
        {
          title: 'lost',
          worth: 9,
          cell: ({ loss }) => shareText(loss),
          role: 'main',
          why: ({ unknown }) => unknown['loss'],
        },
        {
          title: 'rate',
          worth: 8,
          cell: ({ mbps }) => rateText(mbps),
          why: ({ unknown }) => unknown['mbps'],
        },
        {
          title: 'offered',
          worth: 5,
          cell: ({ offered }) => rateText(offered),
          why: ({ unknown }) => unknown['offered'],
        },
        {
          title: 'jitter',
          worth: 7,
          cell: ({ jitter }) => timeText(jitter),
          why: ({ unknown }) => unknown['jitter'],
        },
        { title: 'reordered', worth: 3, cell: ({ reordered }) => `${reordered}` },
        { title: 'duplicates', worth: 1, cell: ({ duplicates }) => `${duplicates}` },
        { title: 'sent', worth: 2, cell: ({ sent }) => `${sent}` },
        {
          title: 'by host',
          worth: 2,
          cell: ({ droppedByHost }) => `${droppedByHost ?? UNKNOWN}`,
          why: ({ unknown }) => unknown['droppedByHost'],
        },
      ],
      chart: rateOverTime(flows),
      rows: flows,
    },
    columns,
    paint,
  )
  return [head, ...rows, ...notes]
}
