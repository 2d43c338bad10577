import type { EndFacts, Ends, Validity } from '../results/types.ts'

/** An event loop that stood still for so long (ms) held up what was measured. */
const LONGEST_DELAY = 100

/** A server that is so late (ms) with other sessions beside has too many of them. */
const OVERLOADED = 10

/** A thread that used so much of its core had no more to give. */
const SATURATED = 0.95

/** Fewer samples tell too little. */
const FEWEST_SAMPLES = 10

/** The share of send slots that may be missed. */
const MISSED_SLOTS = 0.01

/** The share of its time in which a sender that is asked for all it can do should have something to send. */
const BUSY_ENOUGH = 0.8

/** How much more time than passed around it a test may seem to have taken at the other end. */
const CLOCK_TOLERANCE = { share: 0.05, seconds: 0.1 } as const

/** What is known about how a measurement was made; what is not is `null` or left out. */
export interface Conditions {
  readonly client: EndFacts
  readonly server: EndFacts | null
  /** Samples that a latency is made of. */
  readonly samples?: number
  /** Send slots of a schedule, and those that were missed. */
  readonly slots?: { readonly due: number; readonly missed: number }
  /** Seconds that the server counted, and those that passed at the client meanwhile, from before to after. */
  readonly clocks?: { readonly client: number; readonly server: number }
  /** The least round-trip time less what the server held the probe, ms. */
  readonly leastNetwork?: number | null
  /** Whether the rate was left to the network: then what holds it up matters. */
  readonly unpaced?: boolean
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
    ...overloaded(conditions),
    ...samples(conditions),
    ...slots(conditions),
    ...clocks(conditions),
    ...tooShort(conditions),
  ]
  const notes = [
    ...saturated('client', conditions.client, conditions),
    ...saturated('server', conditions.server, conditions),
  ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

type End = 'client' | 'server'

/** The reason that an end's event loop stood still, and with it what was measured. */
export function loopDelay(end: End, facts: EndFacts | null): readonly string[] {
  if (facts === null || facts.loopDelay < LONGEST_DELAY) return []
  return [
    `The ${end}'s event loop stood still for ${facts.loopDelay.toFixed(0)} ms (from ${LONGEST_DELAY} ms on, it is measured as network).`,
  ]
}

function overloaded({ server, unpaced = false }: Conditions): readonly string[] {
  const others = server?.otherSessions ?? 0
  if (server === null || others === 0) return []
  const share = unpaced ? (server.threadShare ?? 0) : 0
  if (server.loopDelay < OVERLOADED && share < SATURATED) return []
  const who = others === 1 ? 'another session' : `${others} other sessions`
  return [
    `The server was overloaded: its worker served ${who} at the same time, and its event loop was up to ${server.loopDelay.toFixed(0)} ms late.`,
  ]
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

function clocks({ clocks: spans, leastNetwork = null }: Conditions): readonly string[] {
  if (leastNetwork !== null && leastNetwork < 0) {
    return [
      `The clocks do not agree: the server held a probe ${(-leastNetwork).toFixed(3)} ms longer than it was on its way.`,
    ]
  }
  if (spans === undefined) return []
  const most = spans.client * (1 + CLOCK_TOLERANCE.share) + CLOCK_TOLERANCE.seconds
  if (spans.server <= most) return []
  return [
    `The clocks do not agree: ${spans.server.toFixed(2)} s passed at the server while ${spans.client.toFixed(2)} s did at the client.`,
  ]
}

function tooShort({ seconds }: Conditions): readonly string[] {
  if (seconds === undefined || seconds >= SHORTEST) return []
  return [
    'The transfer took less than 1 ms, and tells more of buffers than of the network: choose a larger size.',
  ]
}

function saturated(end: End, facts: EndFacts | null, { unpaced }: Conditions): readonly string[] {
  const share = facts?.threadShare ?? null
  if (unpaced !== true || share === null || share < SATURATED) return []
  return [
    `The ${end}'s processor set the pace, not the network: a thread used ${(share * 100).toFixed(0)} % of its core.`,
  ]
}

/**
 * The note that the sender, asked for all it can do, was what held a transfer up.
 * @param senderBusy share (0..1) of the time in which its kernel had something to send
 */
export function senderLimited(senderBusy: number): readonly string[] {
  if (senderBusy >= BUSY_ENOUGH) return []
  return [
    `The sender set the pace, not the network: it had data to send in ${(senderBusy * 100).toFixed(0)} % of the time.`,
  ]
}

/**
 * The note that this machine's processors had no more to give.
 * @param share (0..1) of them that was used
 */
export function hostSaturated(share: number | null): readonly string[] {
  if (share === null || share < SATURATED) return []
  return [
    `This host's processors were busy for ${(share * 100).toFixed(0)} % of the time: they and not the network may have set the figures.`,
  ]
}

/** Several streams' ends as one: of each end the worst. */
export function worstOf(streams: readonly Ends[]): Ends | null {
  const [first, ...others] = streams
  if (first === undefined) return null
  return others.reduce(
    (worst, ends) => ({ client: worse(worst.client, ends.client), server: eitherWorse(worst, ends) }),
    first,
  )
}

function eitherWorse(a: Ends, b: Ends): EndFacts | null {
  return a.server === null || b.server === null ? (a.server ?? b.server) : worse(a.server, b.server)
}

function worse(a: EndFacts, b: EndFacts): EndFacts {
  return {
    loopDelay: Math.max(a.loopDelay, b.loopDelay),
    threadShare: larger(a.threadShare, b.threadShare),
    otherSessions: larger(a.otherSessions, b.otherSessions),
  }
}

/** The larger of two figures, of which either may not be known. */
export function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
