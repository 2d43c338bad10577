import { failuresInWords } from '../results/connect-failures.ts'
import { unitOf } from '../results/requests.ts'
import type { ConnectMeasurement, EndFacts, StepFigures, TimeFigures, Validity } from '../results/types.ts'
import { counted, partOf } from '../text/count.ts'
import { estimatedShareText } from '../text/share.ts'
import { timeText } from '../text/time.ts'
import { theirs } from './longest-gap.ts'
import type { Gap } from './longest-gap.ts'
import { summarize } from './summary.ts'
import { loopDelay, starved } from './validity.ts'
import type { Conditions } from './validity.ts'

/** The figures of connect times. */
export type ConnectFigures = TimeFigures &
  Pick<
    ConnectMeasurement,
    'unknown' | 'histogram' | 'whole' | 'lookup' | 'handshake' | 'resumed' | 'firstByte'
  >

/** What was measured, times in ms. */
export interface ConnectSamples {
  /** Whether connections had several requests. */
  readonly reuse: boolean
  /** Connections, or requests with `reuse`. */
  readonly attempted: number
  /** Connect times. */
  readonly connects: readonly number[]
  /** Times of whole connections, or of requests with `reuse`. */
  readonly wholes: readonly number[]
  /** Of lookups of the host's name, and how many there were; `null` if there was none. */
  readonly lookups: { readonly times: readonly number[]; readonly attempted: number } | null
  /** Of full TLS handshakes; `null` without TLS. */
  readonly handshakes: readonly number[] | null
  /** Of those that resumed a session; `null` if none was to. */
  readonly resumed: readonly number[] | null
  /** Until the first byte of an answer; `null` except over HTTP. */
  readonly firstBytes: readonly number[] | null
}

/** Minimum number of connections for a rate. */
const FEWEST = 10

/** The end of the reason that a rate has too few connections. */
export const FEW_CONNECTIONS: string = `too few for a rate: at least ${FEWEST} are needed.`

/** A pause is a stall if it is longer than `time` (ms) plus the usual time of that many connections. */
const STALL = { time: 100, connections: 3 } as const

/** Share of the time at or above which a busy event loop is saturated. */
const SATURATED = 0.95

/**
 * Summarizes the times of connections or requests. Those that are concurrent have no order, and so no jitter. Connections that
 * were not established, and requests that were not answered, are +infinity in the percentiles.
 */
export function connectFigures(samples: ConnectSamples): ConnectFigures {
  const { reuse, attempted, connects, wholes, lookups, handshakes, resumed, firstBytes } = samples
  const times = reuse ? wholes : connects
  const { jitter: _jitter, jitterMean: _jitterMean, ...figures } = summarize(times, attempted - times.length)
  const begun = stepsBegun({
    reuse,
    attempted,
    connected: connects.length,
    full: handshakes?.length,
    resumed: resumed?.length,
  })
  return {
    ...figures,
    whole: reuse ? null : wholeFigures(wholes),
    ...(lookups !== null && {
      lookup: { ...stepFigures(lookups.times, lookups.attempted), attempted: lookups.attempted },
    }),
    ...(handshakes !== null && { handshake: stepFigures(handshakes, begun.handshake) }),
    ...(resumed !== null && { resumed: stepFigures(resumed, resumed.length) }),
    ...(firstBytes !== null && { firstByte: stepFigures(firstBytes, begun.firstByte) }),
  }
}

/**
 * How many connections or requests got to a step. A handshake that did not end was a full one: only its end shows another.
 * @param counts `full` and `resumed` handshakes that ended; `undefined` without TLS
 */
export function stepsBegun(counts: {
  readonly reuse: boolean
  readonly attempted: number
  readonly connected: number
  readonly full: number | undefined
  readonly resumed: number | undefined
}): { readonly handshake: number; readonly firstByte: number } {
  const { reuse, attempted, connected, full, resumed = 0 } = counts
  const canSend = full === undefined ? connected : full + resumed
  return { handshake: connected - resumed, firstByte: reuse ? attempted : canSend }
}

function wholeFigures(times: readonly number[]): ConnectMeasurement['whole'] {
  const { min, avg, max, p50, p99 } = summarize(times)
  return min === null || avg === null || max === null ? null : { min, avg, max, p50, p99 }
}

/**
 * A step that did not end is +infinity in the percentiles.
 * @param begun how many began
 */
function stepFigures(times: readonly number[], begun: number): StepFigures {
  const all = summarize(times, begun - times.length)
  const { jitter: _jitter, jitterMean: _jitterMean, histogram: _histogram, ...figures } = all
  return { ...figures, completed: times.length }
}

/** How a connect rate was measured. */
export interface ConnectConditions {
  /** Share (0..1) of the time for which the client's event loop was busy. */
  readonly loopBusy: number
  readonly client: EndFacts
  readonly waitsIn: Conditions['waitsIn']
  /** Longest time in which the server neither served nor refused a connection. */
  readonly still: Gap
  /** How long a connection or a request usually takes; `null` if unknown. */
  readonly usual: Pick<TimeFigures, 'avg' | 'p50'> | null
  readonly reuse: boolean
  /** Whether requests were messages on WebSockets. */
  readonly messages?: boolean
  /** A sentence about an unexpected answer, if one came. */
  readonly answered: string | null
}

/**
 * Whether a connect rate is trustworthy. Connections that fail at the server are part of the result. Connections that this
 * host could not open, a server that was not there for a while, too few connections, and a stall of either end make it invalid. A client that was the bottleneck is a
 * note beside a valid figure.
 */
export function connectValidity(
  { attempted, completed, errors }: Pick<ConnectMeasurement, 'attempted' | 'completed' | 'errors'>,
  conditions: ConnectConditions,
): Validity {
  const unit = unitOf(conditions)
  const of = `of ${counted(attempted, unit)}`
  const { loopBusy, client, answered } = conditions
  const wrong = [
    ...loopDelay('client', client),
    ...starved('client', client, conditions),
    ...(completed > 0 ? stalled(conditions) : []),
    ...(completed > 0 && errors.refused > 0
      ? [
          `${partOf(errors.refused, attempted, unit)} refused: at that time nothing listened on the server's port.`,
        ]
      : []),
    ...(errors.noPorts > 0
      ? [`${errors.noPorts} ${of} found no free local port. Wait a minute, or open fewer.`]
      : []),
    ...(errors.noDescriptors > 0
      ? [
          `${errors.noDescriptors} ${of} found no file descriptor. Raise the limit (ulimit -n), or lower the concurrency.`,
        ]
      : []),
    ...(completed === 0 && attempted > 0
      ? [`None ${of} was served: ${failuresInWords(errors)}.`]
      : completed < FEWEST
        ? [`${counted(completed, unit)} ${completed === 1 ? 'is' : 'are'} ${FEW_CONNECTIONS}`]
        : []),
  ]
  const notes = [
    ...(answered === null ? [] : [answered]),
    ...(loopBusy < SATURATED
      ? []
      : [
          `This client, not the server, was the bottleneck: its event loop was busy for ${estimatedShareText(loopBusy)} of the time.`,
        ]),
  ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

/** A stall of the client is reported as its own, not as the server's. */
function stalled({ still, usual, ...conditions }: ConnectConditions): readonly string[] {
  const time = usual?.p50 ?? usual?.avg ?? 0
  if (theirs(still) < STALL.time + STALL.connections * time) return []
  return [
    `No ${unitOf(conditions)} was served for ${timeText(still.whole)}: the server, or the path to it, stalled.`,
  ]
}
