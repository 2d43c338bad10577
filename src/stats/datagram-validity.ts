import type { DatagramMeasurement, Validity } from '../results/types.ts'
import { judgeValidity } from './validity.ts'
import type { Conditions } from './validity.ts'

/** The least share of the rate that was asked for which a sender has to offer to have kept up. */
const OFFERED_ENOUGH = 0.95

/** What is known about how a flow was measured. */
export interface FlowConditions extends Pick<Conditions, 'client' | 'server' | 'clocks'> {
  readonly flow: Pick<
    DatagramMeasurement,
    'direction' | 'asked' | 'sent' | 'lost' | 'droppedByHost' | 'offered' | 'seconds'
  >
  /** Bytes of the receiver's socket buffer. */
  readonly buffer: number
  /** Slots that the sender missed, and datagrams that its kernel refused. */
  readonly missed: number
  readonly failed: number
}

/**
 * Whether a flow's figures are to be trusted. Loss that is a host's own makes them invalid: it must not be taken for the
 * network's. A sender that offered less than it was asked to is told beside figures that are right.
 */
export function judgeDatagrams(conditions: FlowConditions): Validity {
  const { flow, client, server } = conditions
  const clocks = flow.direction === 'upload' ? conditions.clocks : undefined
  const { ok, reasons } = judgeValidity({
    client,
    server,
    samples: flow.sent,
    ...(flow.seconds > 0 && { seconds: flow.seconds }),
    ...(clocks && { clocks }),
  })
  const wrong = [...dropped(conditions), ...refused(conditions)]
  return { ok: ok && wrong.length === 0, reasons: [...wrong, ...reasons, ...limited(conditions)] }
}

function dropped({ flow, buffer }: FlowConditions): readonly string[] {
  const count = flow.droppedByHost ?? 0
  if (count === 0) return []
  const end = flow.direction === 'download' ? 'client' : 'server'
  return [
    `The ${end}'s host dropped ${count} datagrams that had arrived (${flow.lost} are lost in all): it did not read them as fast as they came, and its socket buffer of ${buffer} bytes was full. That is no loss of the network's: choose a lower rate, or a larger buffer (net.core.rmem_max).`,
  ]
}

function refused({ flow, failed }: FlowConditions): readonly string[] {
  if (failed === 0) return []
  const end = flow.direction === 'download' ? 'server' : 'client'
  return [
    `The ${end}'s kernel refused to send ${failed} datagrams, which count as lost: is ${flow.asked.payload} bytes more than it allows, or the way closed?`,
  ]
}

function limited({ flow, missed }: FlowConditions): readonly string[] {
  const asked = flow.asked.rate / 1e6
  if (flow.offered === null || flow.offered >= asked * OFFERED_ENOUGH) return []
  return [
    `The sender set the pace, not the network: it offered ${flow.offered.toFixed(2)} of the ${asked.toFixed(2)} Mbps that were asked for, and missed ${missed} send slots.`,
  ]
}
