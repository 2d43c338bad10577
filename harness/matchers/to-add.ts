import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import type { Measurement, Verdict } from '../../src/results/types.ts'
import { worseText } from '../../src/text/change.ts'
import { figureText } from '../../src/text/figure.ts'
import { amountIn, milliseconds } from '../../src/units.ts'
import type { Duration, Share } from '../../src/units.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { metricsIn } from '../../src/verdict/kinds.ts'
import type { Metric } from '../../src/verdict/metric.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { readingsOf, worseBy } from '../../src/verdict/readings.ts'
import type { RegressThreshold } from '../../src/verdict/threshold.ts'
import { checkJudgeOptions, limitLines } from './family.ts'
import { subjectOf } from './kinds.ts'
import type { AddOptions, OverOptions } from './matcher-types.ts'
import { nameOf, readReceived } from './received.ts'
import type { Received } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'

/** `expect(proxied).toAddAtMost('5ms', { over: direct })`: a latency figure is at most that much higher than another one. */
export function toAddAtMost(
  this: MatcherState,
  received: unknown,
  limit: Duration,
  options: AddOptions,
): Settled {
  const matcher = 'toAddAtMost'
  checkJudgeOptions(matcher, options, 'over', 'figure')
  const { figure = 'p50' } = options ?? {}
  limitLines('toHaveLatency', { [figure]: '' })
  const bound = { operator: '<=', bound: milliseconds(limit) } as const
  const wanted = {
    matcher,
    wanted: 'a measurement of latency',
    example: "toAddAtMost('5ms', { over: direct })",
  }
  const pair = readPair(wanted, ['latency'], received, options)
  const metric = `${subjectOf(pair.measured)}.${figure}`
  return judged(this, pair, { kind: 'regress', metric, relative: null, absolute: bound }, options)
}

/** `expect(proxied).toCostAtMost('10%', { over: direct })`: the throughput or connect rate drops by at most that much. */
export function costOver(
  state: MatcherState,
  received: unknown,
  limit: Share,
  options: OverOptions,
): Settled {
  const matcher = 'toCostAtMost'
  checkJudgeOptions(matcher, options, 'over')
  const bound = { operator: '<=', bound: amountIn(limit, 'share') } as const
  const wanted = {
    matcher,
    wanted: 'a download, an upload, a UDP flow or a connect rate',
    example: "toCostAtMost('10%', { over: direct })",
  }
  const pair = readPair(wanted, ['throughput', 'datagram', 'connect'], received, options)
  const metric = metricNamed(subjectOf(pair.measured)).name
  return judged(state, pair, { kind: 'regress', metric, relative: bound, absolute: null }, options)
}

/** Two measurements of the same kind. */
interface Pair {
  readonly measured: Measurement
  readonly over: Measurement
  readonly received: Received
}

interface Wanted {
  readonly matcher: string
  readonly wanted: string
  readonly example: string
}

/** @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` unless both are one measurement, of the same kind and measured in the same way */
function readPair(
  { matcher, wanted, example }: Wanted,
  kinds: readonly Measurement['kind'][],
  value: unknown,
  options: OverOptions | undefined,
): Pair {
  if (options?.over === undefined) {
    throw usageError(`${matcher} needs the measurement to compare with, as in ${example}.`)
  }
  const received = readReceived(matcher, wanted, value)
  const measured = only(matcher, wanted, received)
  const over = only(`${matcher}, over`, wanted, readReceived(`${matcher}, over`, wanted, options.over))
  for (const one of [measured, over]) {
    if (!kinds.includes(one.kind)) throw usageError(`${matcher} judges ${wanted}, got ${nameOf(one)}.`)
  }
  const [mine, other] = [measured, over].map(subjectOf)
  if (mine !== other) {
    throw usageError(`${matcher} compares two measurements of the same kind, got ${mine} over ${other}.`)
  }
  if (measured.kind === 'latency' && over.kind === 'latency' && measured.loop !== over.loop) {
    const sentence = `${matcher} compares two measurements of the same loop, got ${measured.loop} over ${over.loop}: only one has an interval.`
    throw usageError(sentence)
  }
  return { measured, over, received }
}

function only(matcher: string, wanted: string, { measurements, comparisons }: Received): Measurement {
  const [one, ...more] = measurements
  const other = comparisons[0] ?? more[0]
  if (one !== undefined && other === undefined) return one
  const got = comparisons.length > 0 ? 'a comparison' : `${measurements.length} measurements`
  throw usageError(`${matcher} judges ${wanted}, got ${got}.`)
}

function judged(
  state: MatcherState,
  { measured, over, received: { target, reached } }: Pair,
  threshold: RegressThreshold,
  options: OverOptions,
): Settled {
  const verdict = verdictOf(metricNamed(threshold.metric), measured, over, threshold)
  const measurements = [measured, over]
  // A figure that is missing in a trustworthy measurement will be missing again.
  const again = measurements.every(({ validity }) => validity.ok) && unlike(measured, over) === null
  const missing = verdict.verdict === 'invalid' && again ? [verdict] : []
  return settle(
    state,
    { verdicts: [verdict], measurements, comparisons: [], target, reached, missing },
    options,
  )
}

/** Not judged unless both figures are known, trustworthy and measured in the same way. */
function verdictOf(
  metric: Metric,
  measured: Measurement,
  over: Measurement,
  threshold: RegressThreshold,
): Verdict {
  const [here, there] = [readingsOf(metric, [measured]), readingsOf(metric, [over])]
  const [head = null, base = null] = [here, there].map(({ trusted }) => trusted[0]?.value ?? null)
  const why = here.others[0]?.sentence ?? there.others[0]?.sentence ?? unlike(measured, over)
  const verdict = why === null ? 'inconclusive' : 'invalid'
  const told =
    why === null && head !== null && base !== null ? changeText(metric, base, head, threshold) : why
  const sentence = `${metric.name} ${told ?? 'is unknown'}`
  const change = { metric: metric.name, verdict, base, head, spread: null, runs: 1, sentence } as const
  return { ...judgeThreshold(threshold, [], change), kind: 'comparison' }
}

/** What was different when the two were measured, as a phrase; `null` if nothing was. */
function unlike(measured: Measurement, over: Measurement): string | null {
  const there = new Map(metricsIn(over).conditions(over))
  const other = metricsIn(measured)
    .conditions(measured)
    // Two functions may have two names.
    .find(([name, how]) => name !== 'what was called' && there.get(name) !== how)
  if (other === undefined) return null
  const [name, how] = other
  return `was measured in two ways: ${name} was ${how} here and ${there.get(name)} in the other`
}

function changeText(metric: Metric, base: number, head: number, { absolute }: RegressThreshold): string {
  const worse = worseBy(metric, base, head)
  const amount = `${figureText(Math.abs(worse), metric.unit)} ${worse < 0 ? 'less' : 'more'}`
  const by = absolute === null ? worseText(base > 0 ? worse / base : Number.POSITIVE_INFINITY) : amount
  return `was ${figureText(head, metric.unit)} against ${figureText(base, metric.unit)}: ${by}`
}
