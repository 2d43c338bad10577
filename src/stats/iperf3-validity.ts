import type { Direction } from '../results/types.ts'
import { sizeText } from '../text/size.ts'
import { timeText } from '../text/time.ts'

/** How much the clocks of both ends may differ: a share, and seconds, beside a few round trips. */
const CLOCK_TOLERANCE = { share: 0.05, seconds: 0.1, roundTrips: 4 } as const

/** Share of an amount that a server must have counted when the client had sent it. */
const COUNTED_ENOUGH = 0.25

/** What both ends of an iperf3 test say about one direction. Times in seconds. */
export interface Iperf3Ends {
  readonly direction: Direction
  /** Bytes by this end and by the server, sent or received. */
  readonly here: number
  readonly there: number
  /** Bytes of a download that the server may still have sent when it had stopped to count: a write on each stream. */
  readonly slack: number
  /** Whether an amount ended the test. */
  readonly sized: boolean
  /** Duration by this end's clock and by the server's; `null` if it did not say. */
  readonly seconds: { readonly client: number; readonly server: number | null }
  readonly roundTrip: number
}

/** Why what the ends of an iperf3 test say does not fit together. Empty if it does. */
export function iperf3Disagreements(ends: Iperf3Ends): readonly string[] {
  return [...amounts(ends), ...clocks(ends)]
}

function amounts({ direction, here, there, slack, sized }: Iperf3Ends): readonly string[] {
  const [sent, arrived] = direction === 'upload' ? [here, there] : [there, here]
  const [sender, receiver] = direction === 'upload' ? ['client', 'server'] : ['server', 'client']
  if (arrived > sent + (direction === 'download' ? slack : 0)) {
    return [
      `The ends disagree: the ${receiver} counted ${sizeText(arrived)}, but the ${sender} says that it sent ${sizeText(sent)}.`,
    ]
  }
  if (direction === 'upload' && sized && arrived < sent * COUNTED_ENOUGH) {
    return [
      `The server had counted only ${sizeText(arrived)} of ${sizeText(sent)} when the test ended; the rest was in buffers. Choose a larger size, or a duration.`,
    ]
  }
  return []
}

function clocks({ seconds: { client, server }, roundTrip }: Iperf3Ends): readonly string[] {
  const { share, seconds, roundTrips } = CLOCK_TOLERANCE
  if (server === null || Math.abs(server - client) <= client * share + seconds + roundTrips * roundTrip)
    return []
  return [
    `The clocks disagree: ${timeText(server * 1000)} passed on the server, ${timeText(client * 1000)} on the client.`,
  ]
}
