import type { DatagramMeasurement, Direction, ThroughputMeasurement } from '../../results/types.ts'
import { mbpsText } from '../../text/two-decimals.ts'
import type { MainFigure } from './kind-report.ts'

type Transfer = ThroughputMeasurement | DatagramMeasurement

/** The rates of a transfer, over TCP or as datagrams. */
export const transferFigures: readonly MainFigure<Transfer>[] = [
  rateOf('Download', 'download'),
  rateOf('Upload', 'upload'),
]

function rateOf(name: string, direction: Direction): MainFigure<Transfer> {
  return {
    name,
    of: (transfer) => (transfer.direction === direction ? transfer.mbps : undefined),
    text: mbpsText,
  }
}
