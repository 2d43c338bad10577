import type { DatagramMeasurement, Validity } from '../results/types.ts'
import { counted } from '../text/count.ts'
import { ratePairText } from '../text/rate.ts'
import { judgeValidity } from './validity.ts'
import type { Conditions } from './validity.ts'

/** Share of the requested rate at or above which a sender has kept up. */
const OFFERED_ENOUGH = 0.95

/** How a flow was measured. */
export interface FlowConditions extends Pick<Conditions, 'client' | 'server' | 'clocks' | 'waitsIn'> {
  readonly flow: Pick<
    DatagramMeasurement,
    'direction' | 'asked' | 'sent' | 'notSent' | 'lost' | 'droppedByHost' | 'offered' | 'seconds'
  >
  /** Size of the receiver's socket buffer in bytes. */
  readonly buffer: number
  /** Send slots that the sender missed. */
  readonly missed: number
}

/**
 * Whether a flow's figures are trustworthy. Loss inside a host makes them invalid, because it is not the network's. A sender
 * that offered less than requested is only a note beside valid figures.
 */
export function judgeDatagrams(conditions: FlowConditions): Validity {
  const { flow, client, server, waitsIn } = conditions
  const clocks = flow.direction === 'upload' ? conditions.clocks : undefined
  const { ok, reasons } = judgeValidity({
    client,
    server,
    waitsIn,
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
    `The ${end}'s host dropped ${counted(count, 'datagram')} that had arrived (${flow.lost} lost in total) because its socket buffer of ${buffer} bytes was full. This is not loss in the network. Choose a lower rate, or a larger buffer (net.core.rmem_max).`,
  ]
}

function refused({ flow: { direction, asked, notSent } }: FlowConditions): readonly string[] {
  if (notSent === undefined) return []
  const what = counted(notSent.datagrams, 'datagram')
  return [notSentReason(direction === 'download' ? 'server' : 'client', what, notSent.code, asked.payload)]
}

/**
 * Why the kernel of an end did not send datagrams.
 * @param what them and their number
 * @param payload bytes of each
 */
export function notSentReason(
  end: 'client' | 'server',
  what: string,
  code: string | null,
  payload: number,
): string {
  const remedy = REMEDIES[code ?? ''] ?? `Check that it allows datagrams of ${payload} bytes and has a route.`
  return `The ${end}'s kernel did not send ${what} (${code ?? 'unknown error'}). They are not loss in the network. ${remedy}`
}

/** The end of the reason that datagrams were too large to be sent. */
export const TOO_LARGE = 'Choose a smaller payload, or raise the largest datagram that it sends.'

const REMEDIES: Readonly<Record<string, string>> = {
  EMSGSIZE: TOO_LARGE,
  EPERM: 'Allow them in its firewall.',
}

function limited({ flow, missed }: FlowConditions): readonly string[] {
  const asked = (flow.asked.rate ?? 0) / 1e6
  // What was not sent has its own reason.
  if (flow.notSent !== undefined) return []
  if (flow.offered === null || flow.offered >= asked * OFFERED_ENOUGH) return []
  const [offered, requested] = ratePairText(flow.offered, asked)
  return [
    `The sender, not the network, was the bottleneck: it offered ${offered} of the requested ${requested} and missed ${counted(missed, 'send slot')}.`,
  ]
}
