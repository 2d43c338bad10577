import type { DatagramInterval, DatagramMeasurement } from '../results/types.ts'
import { mbps } from '../units.ts'
import type { FlowCounts } from './flow-count.ts'
import { intervalOf } from './streams.ts'

/** What both ends counted of a flow. Times in ns. */
export interface FlowParts extends FlowCounts {
  /** Datagrams of each interval, duplicates not counted. */
  readonly intervals: readonly number[]
  readonly dropped: number | null
  /** What the sender sent; `null` if it has not reported yet. */
  readonly sent: {
    /** Including those that its kernel refused. */
    readonly datagrams: number
    readonly elapsed: number
    /** Datagrams that its kernel refused, and the first reason. */
    readonly failed: number
    readonly refusal?: string | undefined
  } | null
}

/** How a flow was planned. Times in seconds. */
export interface FlowShape {
  readonly payload: number
  /** Length of an interval. */
  readonly width: number
  /** Minimum time that the intervals cover. The last one ends then, or with the last datagram if that is later. */
  readonly until: number
}

/** The figures of a flow. */
export type FlowFigures = Pick<
  DatagramMeasurement,
  | 'sent'
  | 'notSent'
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
 * Computes the figures of a flow.
 *
 * - The flow starts with the first datagram that arrived: earlier ones may have been sent before the receiver listened. If
 *   none arrived, all are lost.
 * - Datagrams that the sender's kernel refused never were in the network: they are neither sent nor lost.
 * - Rates are over the time from the first datagram to the last, without the payload of the first.
 */
export function flowFigures(parts: FlowParts, shape: FlowShape): FlowFigures {
  const { received, first, last, duplicates, reordered, dropped, jitter, jitterMean, elapsed } = parts
  const used = Math.max(parts.sent?.datagrams ?? 0, (last ?? -1) + 1)
  const possible = used - (first ?? 0)
  const notSent = Math.max(0, Math.min(parts.sent?.failed ?? 0, possible - received))
  const sent = possible - notSent
  const lost = sent - received
  const seconds = elapsed / 1e9
  const between = Math.max(0, received - 1) * shape.payload
  const offered =
    parts.sent &&
    mbps(Math.max(0, parts.sent.datagrams - parts.sent.failed - 1) * shape.payload, parts.sent.elapsed / 1e9)
  const figures = { mbps: mbps(between, seconds), offered, jitter, jitterMean, droppedByHost: dropped }
  return {
    sent,
    ...(notSent > 0 && { notSent: { datagrams: notSent, code: parts.sent?.refusal ?? null } }),
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

/** A flow's intervals; none if no datagram arrived, as the first one starts the first interval. */
export function flowIntervals(
  counts: readonly number[],
  { payload, width, until }: FlowShape,
): readonly DatagramInterval[] {
  if (counts.length === 0) return []
  const length = Math.max(counts.length, Math.ceil(until / width - 1e-9))
  return Array.from({ length }, (_, index) => {
    const received = counts[index] ?? 0
    // The last interval also counts everything that came later.
    const to = index === length - 1 ? until : (index + 1) * width
    return flowInterval(index * width, to, received, payload)
  })
}

/** One interval, from and to in seconds. */
export function flowInterval(from: number, to: number, received: number, payload: number): DatagramInterval {
  return { ...intervalOf(from, to, received * payload), received }
}

type Figures = Pick<FlowFigures, 'mbps' | 'offered' | 'jitter' | 'jitterMean' | 'droppedByHost'>

function reasonsOf(figures: Figures, isSentKnown: boolean): FlowFigures['unknown'] {
  const reasons: readonly (readonly [keyof Figures, string])[] = [
    ['mbps', 'At least two datagrams must arrive at different times.'],
    [
      'offered',
      isSentKnown
        ? 'At least two datagrams must be sent at different times.'
        : 'The sender has not yet reported what it sent.',
    ],
    ['jitter', 'At least two datagrams must arrive.'],
    ['jitterMean', 'At least two datagrams must arrive.'],
    [
      'droppedByHost',
      "The receiver's kernel counts dropped datagrams only on Linux, and only for a complete flow.",
    ],
  ]
  return Object.fromEntries(reasons.filter(([name]) => figures[name] === null))
}
