import type { FlowSent, FlowTally } from '../../protocol/flow.ts'

/** What is known of a direction of a flow that was cut off. */
export interface CutWay {
  readonly tally: FlowTally
  /** `null` if the sender is the other end, and did not report it. */
  readonly sent: FlowSent | null
}

/**
 * What is known of an upload that was cut off: what this end sent, and the intervals that the server had reported.
 * @param counts datagrams of each of these intervals
 * @param width of an interval, seconds
 */
export function cutUpload(sent: FlowSent, counts: readonly number[], width: number): CutWay {
  const received = Math.min(
    sent.datagrams,
    counts.reduce((sum, count) => sum + count, 0),
  )
  return {
    sent,
    tally: {
      first: received > 0 ? 0 : null,
      last: received > 0 ? sent.datagrams - 1 : null,
      received,
      duplicates: 0,
      reordered: 0,
      elapsed: Math.round(counts.length * width * 1e9),
      jitter: null,
      jitterMean: null,
      intervals: [...counts],
      dropped: null,
      buffer: 0,
    },
  }
}

/** Why figures of an upload that was cut off are unknown. */
export const CUT_UPLOAD = 'The server had not reported its count when the upload was cut off.'
