import { failuresInWords } from '../results/connect-failures.ts'
import type { ConnectMeasurement, EndFacts, Validity } from '../results/types.ts'
import { summarise } from './summary.ts'
import { loopDelay } from './validity.ts'

/** What the times of many connections amount to. */
export type ConnectFigures = Pick<
  ConnectMeasurement,
  'min' | 'max' | 'avg' | 'stdev' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'unknown' | 'histogram' | 'whole'
>

/** Fewer connections tell no rate. */
const FEWEST = 10

/** A server serves no connection for less than so long (ms), and so many times as long as one of them takes, by itself. */
const STILL = { time: 100, connections: 3 } as const

/** An event loop that is busy for such a share of the time has no more to give. */
const SATURATED = 0.95

/**
 * Summarises connect times and the times of whole connections, in ms. Jitter is left out: connections that go on beside
 * each other have no order.
 * @param never how many connections never came about; they count as +infinity in the percentiles of the connect time
 */
export function connectFigures(
  connectTimes: readonly number[],
  wholeTimes: readonly number[],
  never: number,
): ConnectFigures {
  const { jitter: _jitter, jitterMean: _jitterMean, ...figures } = summarise(connectTimes, never)
  const { min, avg, max, p50, p99 } = summarise(wholeTimes)
  const whole = min === null || avg === null || max === null ? null : { min, avg, max, p50, p99 }
  return { ...figures, whole }
}

/** What is known about how a connect rate was measured. */
export interface ConnectConditions {
  /** Share (0..1) of the time in which the client's event loop was busy. */
  readonly loopBusy: number
  readonly client: EndFacts
  /** The longest time (ms) in which the other side served no connection, and refused none. */
  readonly still: number
  readonly whole: ConnectMeasurement['whole']
}

/**
 * Whether a connect rate is to be trusted. Connections that the server's side failed are what is measured; those that
 * this host could not open, and too few, are not; nor is a time in which one of the ends stood still. A client that was
 * the limit is noted beside the figure.
 */
export function connectValidity(
  { attempted, completed, errors }: Pick<ConnectMeasurement, 'attempted' | 'completed' | 'errors'>,
  conditions: ConnectConditions,
): Validity {
  const of = `of ${attempted} connections`
  const { loopBusy, client } = conditions
  const wrong = [
    ...loopDelay('client', client),
    ...(completed > 0 ? stoodStill(conditions) : []),
    ...(errors.noPorts > 0
      ? [`${errors.noPorts} ${of} found no free local port: wait a minute, or open fewer.`]
      : []),
    ...(errors.noDescriptors > 0
      ? [
          `${errors.noDescriptors} ${of} found no file descriptor: raise the limit (ulimit -n), or open fewer at once.`,
        ]
      : []),
    ...(completed === 0 && attempted > 0
      ? [`None ${of} was served: ${failuresInWords(errors)}.`]
      : completed < FEWEST
        ? [`${completed} connections are too few to tell a rate: at least ${FEWEST} are needed.`]
        : []),
  ]
  const notes =
    loopBusy < SATURATED
      ? []
      : [
          `This client set the pace, not the server: its event loop was busy for ${(loopBusy * 100).toFixed(0)} % of the time.`,
        ]
  return { ok: wrong.length === 0, reasons: [...wrong, ...notes] }
}

/** The time for which the client itself stood still is told of as such, and not held against the server. */
function stoodStill({ still, client, whole }: ConnectConditions): readonly string[] {
  const usual = whole?.p50 ?? whole?.avg ?? 0
  if (still - client.loopDelay < STILL.time + STILL.connections * usual) return []
  return [`No connection was served for ${still.toFixed(0)} ms: the server, or the way to it, stood still.`]
}
