import type { CapacityMeasurement } from '../../results/types.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'
import { LIMITS } from '../capacity-words.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'

/** UDP capacities, with their bounds. */
export function capacitySection(
  capacities: readonly CapacityMeasurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const { head, rows, notes } = tableLines(
    {
      title: 'UDP CAPACITY',
      name: ({ direction }) => direction,
      ok: ({ validity }) => validity.ok,
      columns: [
        {
          title: 'rate',
          worth: 9,
          cell: ({ mbps }) => rateText(mbps),
          role: 'main',
          why: ({ unknown }) => unknown['mbps'],
        },
        { title: 'lost', worth: 6, cell: ({ loss }) => (loss === null ? UNKNOWN : shareText(loss)) },
        { title: 'allowed', worth: 5, cell: ({ asked }) => shareText(asked.loss) },
        { title: 'too much at', worth: 7, cell: ({ upper }) => (upper === null ? '' : rateText(upper)) },
        { title: 'limited by', worth: 8, cell: ({ limit }) => LIMITS[limit] },
        { title: 'trials', worth: 3, cell: ({ trials }) => `${trials.length}` },
        { title: 'time', worth: 2, cell: ({ seconds }) => timeText(seconds * 1000) },
      ],
      rows: capacities,
    },
    columns,
    paint,
  )
  return [head, ...rows, ...notes]
}
