import type { DatagramMeasurement } from '../../results/types.ts'
import { plain } from '../plain.ts'
import { datagramName } from './names.ts'
import { rateOverTime } from './over-time.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'
import { wrapParts } from './width.ts'
import { counted } from '../../text/count.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'

/** UDP flows, with their rates over time. */
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
        {
          title: 'host drops',
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
  const counts = flows
    .flatMap((flow) => wrapParts(countsText(flow).split(/(?<=,) /), columns - 2))
    .map((line) => `  ${paint('aside', line)}`)
  return [head, ...rows, ...notes, ...counts]
}

/** Datagrams that the sender's kernel refused, for people. */
export function notSentText({ datagrams, code }: NonNullable<DatagramMeasurement['notSent']>): string {
  return `${datagrams} not sent${code === null ? '' : ` (${plain(code)})`}`
}

/** The counts of a flow, which would make the table too wide. */
function countsText(flow: DatagramMeasurement): string {
  const { sent, notSent, received, duplicates, reordered, jitterMean } = flow
  const refused = notSent === undefined ? '' : ` ${notSentText(notSent)},`
  const twice = duplicates === null ? `${UNKNOWN} duplicates` : counted(duplicates, 'duplicate')
  const counts = `${sent} sent,${refused} ${received} received, ${twice}, ${reordered ?? UNKNOWN} out of order`
  return `${datagramName(flow)}: ${counts}, mean jitter ${timeText(jitterMean)}`
}
