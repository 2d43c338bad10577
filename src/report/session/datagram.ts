import type { DatagramMeasurement } from '../../results/types.ts'
import { plain } from '../plain.ts'
import { notSentText } from '../terminal/datagram.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { shareText } from '../../text/share.ts'
import { mbpsText, msText } from '../../text/two-decimals.ts'

/** The figures of a UDP flow, with its reasons and notes. */
export function datagramLines(flow: DatagramMeasurement): readonly string[] {
  const dropped = flow.droppedByHost === null ? '' : `, ${flow.droppedByHost} of them by the receiving host`
  return [
    '',
    `[CLIENT] UDP ${flow.direction} Statistics:`,
    `  Datagrams sent: ${flow.sent} of ${flow.asked.payload} bytes (${mbpsText(flow.offered)})`,
    ...(flow.notSent === undefined ? [] : [`  Datagrams refused: ${notSentText(flow.notSent)}`]),
    `  Datagrams received: ${flow.received} (${mbpsText(flow.mbps)})`,
    `  Lost: ${flow.lost} (${shareText(flow.loss)})${dropped}`,
    `  Duplicates: ${flow.duplicates ?? UNKNOWN}`,
    `  Out of order: ${flow.reordered ?? UNKNOWN}`,
    `  Jitter (RFC 3550): ${msText(flow.jitter)}`,
    `  Jitter (mean difference): ${msText(flow.jitterMean)}`,
    ...flow.validity.reasons.map((reason) => `  ${plain(reason)}`),
  ]
}
