import type { CapacityMeasurement, DatagramMeasurement, Validity } from '../results/types.ts'
import { counted } from '../text/count.ts'
import { rateText } from '../text/rate.ts'
import { shareText } from '../text/share.ts'

/** A search, and the flows of the trials at its bounds. */
interface Searched {
  readonly measurement: CapacityMeasurement
  readonly lower: readonly DatagramMeasurement[]
  readonly upper: readonly DatagramMeasurement[]
}

/**
 * Whether a search is trustworthy. It is not if what was lost at the upper bound was not lost in the network. A sender or a highest
 * rate that ended it is only a note: the capacity is at least the figure.
 */
export function judgeCapacity({ measurement, lower, upper }: Searched): Validity {
  const { limit, mbps, asked, trials } = measurement
  const wrong = upper.filter(({ validity }) => !validity.ok).flatMap(({ validity }) => validity.reasons)
  const [reason] = wrong
  const sent = Math.min(...lower.map((flow) => flow.sent))
  const coarse = lower.length > 0 && asked.loss > 0 && sent * asked.loss < 1
  const notes = [
    ...(limit === 'sender'
      ? [
          `The sender, not the network, was the bottleneck: it sent no more than ${rateText(mbps)}. The capacity is at least that.`,
        ]
      : []),
    ...(limit === 'rate'
      ? [
          `The highest rate of the search was kept. The capacity is at least ${rateText(mbps)}: choose a higher rate to find it.`,
        ]
      : []),
    ...(limit === 'trials'
      ? [
          `The search was over after ${counted(trials.length, 'trial')}: losses vary too much for its resolution.`,
        ]
      : []),
    ...(coarse
      ? [
          `A trial had ${counted(sent, 'datagram')}, too few to tell a loss of ${shareText(asked.loss)} from none. Choose longer trials.`,
        ]
      : []),
  ]
  if (reason === undefined || limit === 'sender' || limit === 'rate') return { ok: true, reasons: notes }
  return { ok: false, reasons: [`At the lowest rate that lost too much: ${reason}`, ...notes] }
}
