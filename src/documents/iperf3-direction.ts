import type { Direction } from '../results/types.ts'
import type { Iperf3Output, Iperf3Sum } from './iperf3-output.ts'

/** One direction of a test, with the figures of both of its ends. */
export interface Iperf3Way {
  readonly output: Iperf3Output
  readonly direction: Direction
  readonly bidirectional: boolean
  /** All streams together: as the sender counted, as the receiver did, and of datagrams both. */
  readonly sent: Iperf3Sum | undefined
  readonly received: Iperf3Sum | undefined
  readonly flow: Iperf3Sum | undefined
  /** Why iperf3 ended early; `null` if it did not. */
  readonly cutOff: string | null
}

/**
 * The directions whose receiver reported. In a bidirectional test, iperf3 calls the way from the server `reverse`.
 * @param error why iperf3 ended early; `null` if it did not
 */
export function waysOf(output: Iperf3Output, error: string | null): readonly Iperf3Way[] {
  const { end, start } = output
  const bidirectional = end.sum_received_bidir_reverse !== undefined || end.sum_bidir_reverse !== undefined
  const shared = { output, bidirectional, cutOff: error }
  const forward: Iperf3Way = {
    ...shared,
    direction: start.test_start.reverse === 0 ? 'upload' : 'download',
    sent: end.sum_sent,
    received: end.sum_received,
    flow: end.sum,
  }
  const reverse: Iperf3Way = {
    ...shared,
    direction: 'download',
    sent: end.sum_sent_bidir_reverse,
    received: end.sum_received_bidir_reverse,
    flow: end.sum_bidir_reverse,
  }
  return (bidirectional ? [reverse, forward] : [forward]).filter(isKnown)
}

/** The server reports what it counted at the end. A client that ended before has zeros in place of it. */
function isKnown({ direction, received, cutOff }: Iperf3Way): boolean {
  return cutOff === null || direction === 'download' || (received?.bytes ?? 0) > 0
}
