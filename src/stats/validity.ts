import type { EndFacts, Validity } from '../results/types.ts'

/** An event loop that stood still for so long (ms) held up what was measured. */
const LONGEST_DELAY = 100

/** A thread that used so much of its core had no more to give. */
const SATURATED = 0.95

/** Fewer samples tell too little. */
const FEWEST_SAMPLES = 10

/** The share of send slots that may be missed. */
const MISSED_SLOTS = 0.01

/** The share of its time in which a sender that is asked for all it can do should have something to send. */
const BUSY_ENOUGH = 0.8

/** How far two clocks may be apart over one test. */
const CLOCK_TOLERANCE = { share: 0.05, seconds: 0.1 } as const

/** What is known about how a measurement was made; what is not is `null` or left out. */
export interface Conditions {
  readonly client: EndFacts
  readonly server: EndFacts | null
  /** Samples that a latency is made of. */
  readonly samples?: number
  /** Send slots of a schedule, and those that were missed. */
  readonly slots?: { readonly due: number; readonly missed: number }
  /** Seconds of the same span at both ends. */
  readonly clocks?: { readonly client: number; readonly server: number }
  /** Whether the rate was left to the network: then what holds it up matters. */
  readonly unpaced?: boolean
  /** Share of the time in which the sender's kernel had something to send. */
  readonly senderBusy?: number | null
  /** Seconds of the transfer. */
  readonly seconds?: number
}

/** A transfer of less than so long (s) tells of buffers, not of the network. */
const SHORTEST = 0.001

/**
 * Whether a measurement is to be trusted. Reasons that make its figures wrong make it invalid; others, which say that
 * a host and not the network set the figure, stand beside a figure that is right.
 */
export function judgeValidity(conditions: Conditions): Validity {
  const wrong = [
    ...loopDelay('client', conditions.client),
    ...loopDelay('server', conditions.server),
    ...sharedServer(conditions.server),
    ...samples(conditions),
    ...slots(conditions),
    ...clocks(conditions),
    ...tooShort(conditions),
  ]
  const notes = [
    ...saturated('client', conditions.client, conditions),
    ...saturated('server', conditions.server, conditions),
    ...senderLimited(conditions),
  ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

type End = 'client' | 'server'

function loopDelay(end: End, facts: EndFacts | null): readonly string[] {
  if (facts === null || facts.loopDelay < LONGEST_DELAY) return []
  return [
    `The ${end}'s event loop stood still for ${facts.loopDelay.toFixed(0)} ms (from ${LONGEST_DELAY} ms on, it is measured as network).`,
  ]
}

function sharedServer(server: EndFacts | null): readonly string[] {
  const others = server?.otherSessions ?? 0
  if (others === 0) return []
  const who = others === 1 ? 'another session' : `${others} other sessions`
  return [`The server's worker served ${who} at the same time.`]
}

function samples({ samples: count }: Conditions): readonly string[] {
  if (count === undefined || count >= FEWEST_SAMPLES) return []
  return [`${count} samples are too few to tell much: at least ${FEWEST_SAMPLES} are needed.`]
}

function slots({ slots: sent }: Conditions): readonly string[] {
  if (sent === undefined || sent.missed <= sent.due * MISSED_SLOTS) return []
  return [
    `${sent.missed} of ${sent.due} send slots were missed: this host could not keep to the schedule (1 % may be missed).`,
  ]
}

function clocks({ clocks: spans }: Conditions): readonly string[] {
  if (spans === undefined) return []
  const apart = Math.abs(spans.client - spans.server)
  if (apart <= Math.max(CLOCK_TOLERANCE.seconds, CLOCK_TOLERANCE.share * spans.client)) return []
  return [
    `The clocks do not agree on how long it took: ${spans.client.toFixed(2)} s at the client, ${spans.server.toFixed(2)} s at the server.`,
  ]
}

function tooShort({ seconds }: Conditions): readonly string[] {
  if (seconds === undefined || seconds >= SHORTEST) return []
  return ['The transfer took less than 1 ms, and tells more of buffers than of the network: choose a larger size.']
}

function saturated(end: End, facts: EndFacts | null, { unpaced }: Conditions): readonly string[] {
  const share = facts?.threadShare ?? null
  if (unpaced !== true || share === null || share < SATURATED) return []
  return [`The ${end}'s processor set the pace, not the network: a thread used ${(share * 100).toFixed(0)} % of its core.`]
}

function senderLimited({ unpaced, senderBusy = null }: Conditions): readonly string[] {
  if (unpaced !== true || senderBusy === null || senderBusy >= BUSY_ENOUGH) return []
  return [
    `The sender set the pace, not the network: it had data to send in ${(senderBusy * 100).toFixed(0)} % of the time.`,
  ]
}
