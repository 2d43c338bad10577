import type { DatagramInterval, DatagramMeasurement } from '../results/types.ts'
import { mbps } from '../units.ts'
import type { FlowCounts } from './flow-count.ts'
import { intervalOf } from './streams.ts'

/** What the figures of a flow are made of. Times in ns. */
export interface FlowParts extends FlowCounts {
  /** Different datagrams of each interval. */
  readonly intervals: readonly number[]
  readonly dropped: number | null
  /** What the sender did; `null` where it had not told yet. */
  readonly sent: { readonly datagrams: number; readonly elapsed: number } | null
}

/** How a flow was planned. Times in seconds. */
export interface FlowShape {
  readonly payload: number
  /** Width of an interval. */
  readonly width: number
  /** How long the intervals go on at least; the last one ends with it, or with the last datagram. */
  readonly until: number
}

/** The figures of a flow. */
export type FlowFigures = Pick<
  DatagramMeasurement,
  | 'sent'
  | 'received'
  | 'lost'
  | 'loss'
  | 'duplicates'
  | 'reordered'
  | 'droppedByHost'
  | 'bytes'
  | 'seconds'
  | 'mbps'
  | 'offered'
  | 'jitter'
  | 'jitterMean'
  | 'intervals'
  | 'unknown'
>

/**
 * What a flow amounts to.
 *
 * - It begins with the first datagram that arrived: what was lost before it may have been sent when nobody listened yet.
 *   Where none arrived all are lost.
 * - Rates are over the time from the first datagram to the last one, which the first one's payload did not take.
 */
export function flowFigures(parts: FlowParts, shape: FlowShape): FlowFigures {
  const { received, first, last, duplicates, reordered, dropped, jitter, jitterMean, elapsed } = parts
  const used = Math.max(parts.sent?.datagrams ?? 0, (last ?? -1) + 1)
  const sent = used - (first ?? 0)
  const lost = sent - received
  const seconds = elapsed / 1e9
  const between = Math.max(0, received - 1) * shape.payload
  const offered =
    parts.sent && mbps(Math.max(0, parts.sent.datagrams - 1) * shape.payload, parts.sent.elapsed / 1e9)
  const figures = { mbps: mbps(between, seconds), offered, jitter, jitterMean, droppedByHost: dropped }
  return {
    sent,
    received,
    lost,
    loss: sent > 0 ? lost / sent : null,
    duplicates,
    reordered,
    bytes: received * shape.payload,
    seconds,
    ...figures,
    intervals: flowIntervals(parts.intervals, { ...shape, until: Math.max(shape.until, seconds) }),
    unknown: reasonsOf(figures, parts.sent !== null),
  }
}

/** A flow's intervals; none where nothing arrived that could have begun the first one. */
export function flowIntervals(
  counts: readonly number[],
  { payload, width, until }: FlowShape,
): readonly DatagramInterval[] {
  if (counts.length === 0) return []
  const length = Math.max(counts.length, Math.ceil(until / width - 1e-9))
  return Array.from({ length }, (_, index) => {
    const received = counts[index] ?? 0
    // What came after the last interval that is kept is counted in it.
    const to = index === length - 1 ? until : (index + 1) * width
    return flowInterval(index * width, to, received, payload)
  })
}

/** One interval (s) with so many datagrams. */
export function flowInterval(from: number, to: number, received: number, payload: number): DatagramInterval {
  return { ...intervalOf(from, to, received * payload), received }
}

type Figures = Pick<FlowFigures, 'mbps' | 'offered' | 'jitter' | 'jitterMean' | 'droppedByHost'>

function reasonsOf(figures: Figures, toldSent: boolean): FlowFigures['unknown'] {
  const reasons: readonly (readonly [keyof Figures, string])[] = [
    ['mbps', 'It takes two datagrams that arrived at different times.'],
    [
      'offered',
      toldSent
        ? 'It takes two datagrams that were sent at different times.'
        : 'The sender had not told yet what it had sent.',
    ],
    ['jitter', 'It takes two datagrams that arrived.'],
    ['jitterMean', 'It takes two datagrams that arrived.'],
    ['droppedByHost', "The receiver's kernel can't be asked: that needs Linux, and a flow that is complete."],
  ]
  return Object.fromEntries(reasons.filter(([name]) => figures[name] === null))
}
