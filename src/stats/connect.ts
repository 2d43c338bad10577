import { failuresInWords } from '../results/connect-failures.ts'
import type {
  ConnectMeasurement,
  EndFacts,
  HandshakeFigures,
  TimeFigures,
  Validity,
} from '../results/types.ts'
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
  Pick<ConnectMeasurement, 'unknown' | 'histogram' | 'whole' | 'handshake' | 'firstByte'>

/** Minimum number of connections for a rate. */
const FEWEST = 10

/** The end of the reason that a rate has too few connections. */
export const FEW_CONNECTIONS: string = `too few for a rate: at least ${FEWEST} are needed.`

/** A pause is a stall if it is longer than `time` (ms) plus the usual time of that many connections. */
const STALL = { time: 100, connections: 3 } as const

/** Share of the time at or above which a busy event loop is saturated. */
const SATURATED = 0.95

/**
 * Summarizes connect times and the times of whole connections, in ms. Concurrent connections have no order, and so no
 * jitter.
 * @param never connections that were not established: +infinity in the percentiles of the connect time
 * @param handshakes times of the TLS handshakes; `null` without TLS
 * @param firstBytes times until the first byte of an answer; `null` except over HTTP
 */
export function connectFigures(
  connectTimes: readonly number[],
  wholeTimes: readonly number[],
  never: number,
  handshakes: readonly number[] | null = null,
  firstBytes: readonly number[] | null = null,
): ConnectFigures {
  const { jitter: _jitter, jitterMean: _jitterMean, ...figures } = summarize(connectTimes, never)
  const { min, avg, max, p50, p99 } = summarize(wholeTimes)
  const whole = min === null || avg === null || max === null ? null : { min, avg, max, p50, p99 }
  return {
    ...figures,
    whole,
    ...(handshakes !== null && { handshake: stepFigures(handshakes, connectTimes.length) }),
    ...(firstBytes !== null && { firstByte: stepFigures(firstBytes, (handshakes ?? connectTimes).length) }),
  }
}

/**
 * A step that did not end is +infinity in the percentiles.
 * @param begun how many connections got to it
 */
function stepFigures(times: readonly number[], begun: number): HandshakeFigures {
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
  readonly whole: ConnectMeasurement['whole']
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
  const of = `of ${counted(attempted, 'connection')}`
  const { loopBusy, client } = conditions
  const wrong = [
    ...loopDelay('client', client),
    ...starved('client', client, conditions),
    ...(completed > 0 ? stalled(conditions) : []),
    ...(completed > 0 && errors.refused > 0
      ? [
          `${partOf(errors.refused, attempted, 'connection')} refused: at that time nothing listened on the server's port.`,
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
        ? [`${counted(completed, 'connection')} ${completed === 1 ? 'is' : 'are'} ${FEW_CONNECTIONS}`]
        : []),
  ]
  const notes =
    loopBusy < SATURATED
      ? []
      : [
          `This client, not the server, was the bottleneck: its event loop was busy for ${estimatedShareText(loopBusy)} of the time.`,
        ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

/** A stall of the client is reported as its own, not as the server's. */
function stalled({ still, whole }: ConnectConditions): readonly string[] {
  const usual = whole?.p50 ?? whole?.avg ?? 0
  if (theirs(still) < STALL.time + STALL.connections * usual) return []
  return [`No connection was served for ${timeText(still.whole)}: the server, or the path to it, stalled.`]
}
