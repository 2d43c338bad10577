import type { TimeFigures } from '../results/parts.ts'
import type { EndFacts, Ends, Validity } from '../results/types.ts'
import { counted, partOf } from '../text/count.ts'
import { limitText } from '../text/figure.ts'
import { estimatedShareText, shareText } from '../text/share.ts'
import { timeText } from '../text/time.ts'

/** A stall of an event loop (ms) at or above which the figures are invalid. */
const LONGEST_DELAY = 100

/** Event-loop delay (ms) at or above which a server with other sessions is overloaded. */
const OVERLOADED = 10

/**
 * Share of a measurement for which an end may wait for a CPU. Beside two busy loops on two CPUs, latency waits for 0.5 to
 * 0.85 of the time, otherwise for less than 0.4.
 */
const LONGEST_WAIT = 0.45

/** Share of the time for which a thread sleeps that catches up after each wait for a CPU. */
const CATCHES_UP = 0.4

/** The least difference (ms) of average and median that shows waits: one of 5 ms in 100 probes. */
const SEEN_WAIT = 0.05

/** Share of a CPU at or above which a thread is saturated. */
const SATURATED = 0.95

/** Minimum number of samples of a trustworthy latency. */
const FEWEST_SAMPLES = 10

/** The end of the reason that a latency has too few samples. */
export const FEW_SAMPLES: string = `too few: at least ${FEWEST_SAMPLES} are needed.`

/** The reason that a transfer was too short. */
export const TOO_SHORT =
  'The transfer took less than 1 ms and measured buffers, not the network. Choose a larger size.'

/** Share of send slots that may be missed. */
const MISSED_SLOTS = 0.01

/** Share of the time in which an unlimited sender should have data to send. */
const BUSY_ENOUGH = 0.8

/** How much more time may pass on the other end's clock than on this one around it. */
const CLOCK_TOLERANCE = { share: 0.05, seconds: 0.1 } as const

/** How a measurement was made. What is unknown is `null` or missing. */
export interface Conditions {
  readonly client: EndFacts
  readonly server: EndFacts | null
  /**
   * Which figures waits for a CPU distort: `times`, if a wait lengthens a measured time or delays a schedule, as in latency
   * without load; `rate`, if it slows a thread that always has work to do. None if missing.
   */
  readonly waitsIn?: 'times' | 'rate' | undefined
  /** Number of samples of a latency. */
  readonly samples?: number
  /** Send slots of a schedule, and how many of them were missed. */
  readonly slots?: { readonly due: number; readonly missed: number }
  /** Seconds that passed on the server's clock, and on the client's from before to after. */
  readonly clocks?: { readonly client: number; readonly server: number }
  /** Shortest round-trip time minus the time that the server held the probe, ms. */
  readonly leastNetwork?: number | null
  /** Whether the rate was unlimited, so that the bottleneck matters. */
  readonly unpaced?: boolean
  /** Seconds of the transfer. */
  readonly seconds?: number
}

/** Shortest transfer (s) that measures more than buffers. */
const SHORTEST = 0.001

/**
 * Whether a measurement is trustworthy. It is invalid for reasons that make its figures wrong. Other reasons are notes
 * beside a valid figure: a host, not the network, was the bottleneck.
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
    ...starved('client', conditions.client, conditions),
    ...starved('server', conditions.server, conditions),
  ]
  const notes = [
    ...saturated('client', conditions.client, conditions),
    ...saturated('server', conditions.server, conditions),
  ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

type End = 'client' | 'server'

/** The reason that an end's event loop stalled, if it did. */
export function loopDelay(end: End, facts: EndFacts | null): readonly string[] {
  if (facts === null || facts.loopDelay < LONGEST_DELAY) return []
  return [
    `The ${end}'s event loop stalled for ${timeText(facts.loopDelay)} (stalls of ${limitText(LONGEST_DELAY, 'ms')} or more distort the figures).`,
  ]
}

/**
 * Whether the times show waits for a CPU, which make some times much longer than the median, or all of them long. In a short
 * measurement, all of the waiting may have been before the first probe.
 */
export function showsWaits({ avg, p50 }: Pick<TimeFigures, 'avg' | 'p50'>): boolean {
  return avg === null || p50 === null || p50 >= 1 || avg >= p50 + SEEN_WAIT
}

/** The reason that an end waited for a CPU for too long, if it did and that changed the figures. */
export function starved(
  end: End,
  facts: EndFacts | null,
  { waitsIn }: Pick<Conditions, 'waitsIn'>,
): readonly string[] {
  const share = facts?.waitShare ?? 0
  if (waitsIn === undefined || share < LONGEST_WAIT) return []
  // On a slow network a thread sleeps most of the time, and buffers bridge its waits.
  const asleep = 1 - share - (facts?.threadShare ?? 0)
  if (waitsIn === 'rate' && asleep > CATCHES_UP) return []
  return [
    `The ${end} waited for a CPU for ${estimatedShareText(share)} of the time, because other programs used it (less than ${estimatedShareText(LONGEST_WAIT)} is trustworthy).`,
  ]
}

function overloaded({ server, unpaced = false }: Conditions): readonly string[] {
  const others = server?.otherSessions ?? 0
  if (server === null || others === 0) return []
  const share = unpaced ? (server.threadShare ?? 0) : 0
  if (server.loopDelay < OVERLOADED && share < SATURATED) return []
  const who = others === 1 ? 'another session' : `${others} other sessions`
  return [
    `The server was overloaded: its worker served ${who} at the same time, and its event loop was up to ${timeText(server.loopDelay)} late.`,
  ]
}

function samples({ samples: count }: Conditions): readonly string[] {
  if (count === undefined || count >= FEWEST_SAMPLES) return []
  return [`${counted(count, 'sample')} ${count === 1 ? 'is' : 'are'} ${FEW_SAMPLES}`]
}

function slots({ slots: sent }: Conditions): readonly string[] {
  if (sent === undefined || sent.missed <= sent.due * MISSED_SLOTS) return []
  return [
    `${partOf(sent.missed, sent.due, 'send slot')} missed: this host could not keep the schedule (${shareText(MISSED_SLOTS)} may be missed).`,
  ]
}

function clocks({ clocks: spans, leastNetwork = null }: Conditions): readonly string[] {
  if (leastNetwork !== null && leastNetwork < 0) {
    return [
      `The clocks disagree: the server held a probe ${timeText(-leastNetwork)} longer than its round trip took.`,
    ]
  }
  if (spans === undefined) return []
  const most = spans.client * (1 + CLOCK_TOLERANCE.share) + CLOCK_TOLERANCE.seconds
  if (spans.server <= most) return []
  return [
    `The clocks disagree: ${timeText(spans.server * 1000)} passed on the server, ${timeText(spans.client * 1000)} on the client.`,
  ]
}

function tooShort({ seconds }: Conditions): readonly string[] {
  if (seconds === undefined || seconds >= SHORTEST) return []
  return [TOO_SHORT]
}

function saturated(end: End, facts: EndFacts | null, { unpaced }: Conditions): readonly string[] {
  const share = facts?.threadShare ?? null
  if (unpaced !== true || share === null || share < SATURATED) return []
  return [
    `The ${end}'s CPU, not the network, was the bottleneck: a thread used ${estimatedShareText(share)} of it.`,
  ]
}

/**
 * The note that an unlimited sender was the bottleneck of a transfer.
 * @param senderBusy share (0..1) of the time in which its kernel had data to send
 */
export function senderLimited(senderBusy: number): readonly string[] {
  if (senderBusy >= BUSY_ENOUGH) return []
  return [
    `The sender, not the network, was the bottleneck: it had data to send for ${estimatedShareText(senderBusy)} of the time.`,
  ]
}

/**
 * The note that this machine's CPUs were saturated.
 * @param share (0..1) of them that was used; `null` if unknown
 */
export function hostSaturated(share: number | null): readonly string[] {
  if (share === null || share < SATURATED) return []
  return [
    `This host's CPUs, not the network, may have been the bottleneck: they were busy for ${estimatedShareText(share)} of the time.`,
  ]
}

/** The worst facts of each end over several streams; `null` without streams. */
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
    waitShare: larger(a.waitShare ?? null, b.waitShare ?? null),
    otherSessions: larger(a.otherSessions, b.otherSessions),
    ...processOf(a, b),
  }
}

/** What the process of an end used: threads of one process tell the same. */
export function processOf(a: EndFacts, b: EndFacts | null): Pick<EndFacts, 'cpuTime' | 'maxRss'> {
  const cpuTime = larger(a.cpuTime ?? null, b?.cpuTime ?? null)
  const maxRss = larger(a.maxRss ?? null, b?.maxRss ?? null)
  return { ...(cpuTime !== null && { cpuTime }), ...(maxRss !== null && { maxRss }) }
}

/** The larger of two figures; the other one if one is `null`. */
export function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
