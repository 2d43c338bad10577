import type { CapacityMeasurement } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import { shareText } from '../../text/share.ts'
import { mbpsText, secondsText } from '../../text/two-decimals.ts'
import { boundsText, LIMITS } from '../capacity-words.ts'
import { plain } from '../plain.ts'

/** The figures of a UDP capacity, with its trials, reasons and notes. */
export function capacityLines(capacity: CapacityMeasurement): readonly string[] {
  const { direction, mbps, asked, limit, trials, seconds } = capacity
  return [
    '',
    `[CLIENT] UDP capacity, ${direction}:`,
    ...trials.map(
      ({ offered, loss, kept }) =>
        `  ${mbpsText(offered)}: ${shareText(loss)} lost${kept ? '' : ', too much'}`,
    ),
    `  Capacity: ${mbpsText(mbps)} with at most ${shareText(asked.loss)} lost (${boundsText(capacity)})`,
    `  Limited by: ${LIMITS[limit]}`,
    `  Search: ${counted(trials.length, 'trial')} in ${secondsText(seconds)}`,
    ...capacity.validity.reasons.map((reason) => `  ${plain(reason)}`),
  ]
}
