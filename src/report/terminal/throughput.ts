import type { ThroughputMeasurement } from '../../results/types.ts'
import { notableBurst } from '../notable-burst.ts'
import { rateOverTime } from './over-time.ts'
import { throughputName } from './names.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column } from './table.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { rateText } from '../../text/rate.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'

/** Throughputs, with their rates over time. */
export function throughputSection(
  throughputs: readonly ThroughputMeasurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const { head, rows, notes } = tableLines(
    {
      title: 'THROUGHPUT',
      name: throughputName,
      ok: ({ validity }) => validity.ok,
      columns: [
        { title: 'rate', worth: 9, cell: ({ mbps }) => rateText(mbps), role: 'main' },
        {
          title: 'steady',
          worth: 5,
          cell: ({ steady }) => rateText(steady?.mbps ?? null),
          why: ({ unknown }) => unknown['steady'],
        },
        ...(throughputs.some((each) => notableBurst(each) !== null)
          ? [{ title: '1st second', worth: 7, cell: firstSecond, why: whyNoBurst }]
          : []),
        { title: 'payload', worth: 4, cell: ({ bytes }) => sizeText(bytes) },
        { title: 'time', worth: 3, cell: ({ seconds }) => timeText(seconds * 1000) },
        ...(throughputs.some(({ confirmation }) => confirmation !== undefined) ? [CONFIRMED] : []),
        { title: 'resent', worth: 6, cell: resent, why: ({ unknown }) => unknown['tcp'] },
        { title: 'streams', worth: 2, cell: ({ streams }) => `${streams.length}` },
      ],
      chart: rateOverTime(throughputs),
      rows: throughputs,
    },
    columns,
    paint,
  )
  return [head, ...rows, ...notes]
}

function firstSecond({ burst }: ThroughputMeasurement): string {
  return rateText(burst?.mbps ?? null)
}

function whyNoBurst({ unknown }: ThroughputMeasurement): string | undefined {
  return unknown['burst']
}

/** Only uploads over HTTP have it. */
const CONFIRMED: Column<ThroughputMeasurement> = {
  title: 'confirmed',
  worth: 6,
  cell: ({ confirmation }) => (confirmation === undefined ? '' : timeText(confirmation)),
}

/** Retransmitted segments, if known for every stream. */
function resent({ streams }: ThroughputMeasurement): string {
  const counts = streams.flatMap(({ tcp }) => tcp?.retransmits ?? [])
  if (counts.length < streams.length || streams.length === 0) return UNKNOWN
  return `${counts.reduce((total, count) => total + count, 0)}`
}
