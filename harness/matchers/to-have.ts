import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { amountIn, amountText, milliseconds } from '../../src/units.ts'
import type { Duration, Share } from '../../src/units.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { LIMITED, subjectOf } from './kinds.ts'
import type { Limited } from './kinds.ts'
import { nameOf, readReceived } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import type { JudgeOptions, LatencyFigure, LatencyLimits, RateText } from './matcher-types.ts'

/** A matcher, and the measurements that it judges. */
interface Scope {
  readonly matcher: string
  readonly limited: Limited
  readonly wanted: string
}

const LATENCIES: Omit<Scope, 'matcher'> = { limited: 'latency', wanted: 'measurements of latency' }

const PACKETS: Omit<Scope, 'matcher'> = {
  limited: 'packets',
  wanted: 'measurements of latency or UDP flows',
}

const TRANSFERS: Omit<Scope, 'matcher'> = {
  limited: 'transfer',
  wanted: 'downloads, uploads and UDP flows',
}

/** `expect(latency).toHaveLatency({ p99: '< 5ms', p50: '< 1ms' })` */
export function toHaveLatency(
  this: MatcherState,
  received: unknown,
  limits: LatencyLimits,
  options?: JudgeOptions,
): Settled {
  const entries = Object.entries(limits ?? {}).filter(([, limit]) => limit !== undefined)
  if (entries.length === 0) {
    const sentence = "toHaveLatency needs at least one limit, as in toHaveLatency({ p99: '< 5ms' })."
    throw usageError(sentence)
  }
  const scope = { matcher: 'toHaveLatency', ...LATENCIES }
  return judge(
    this,
    received,
    scope,
    entries.map(([figure, limit]) => `${figure} ${limit}`),
    options,
  )
}

/** `expect(latency).toHaveLatencyBelow('5ms', 'p99')` */
export function toHaveLatencyBelow(
  this: MatcherState,
  received: unknown,
  limit: Duration,
  figure: LatencyFigure = 'p99',
  options?: JudgeOptions,
): Settled {
  const scope = { matcher: 'toHaveLatencyBelow', ...LATENCIES }
  return judge(this, received, scope, [`${figure} < ${time(scope.matcher, limit)}`], options)
}

/** `expect(download).toHaveThroughputAbove('900Mbit/s')` */
export function toHaveThroughputAbove(
  this: MatcherState,
  received: unknown,
  limit: RateText,
  options?: JudgeOptions,
): Settled {
  const scope = { matcher: 'toHaveThroughputAbove', ...TRANSFERS }
  return judge(this, received, scope, [`mbps > ${amountText(amountIn(limit, 'rate'), 'rate')}`], options)
}

/** `expect(latency).toHaveLossBelow('0.1%')` */
export function toHaveLossBelow(
  this: MatcherState,
  received: unknown,
  limit: Share,
  options?: JudgeOptions,
): Settled {
  const scope = { matcher: 'toHaveLossBelow', ...PACKETS }
  const share = amountIn(limit, 'share')
  if (share === 0) throw nothingBelow(scope.matcher, '0%', "toMeet('latency.loss <= 0%')")
  return judge(this, received, scope, [`loss < ${amountText(share, 'share')}`], options)
}

/** `expect(latency).toHaveJitterBelow('1ms')` */
export function toHaveJitterBelow(
  this: MatcherState,
  received: unknown,
  limit: Duration,
  options?: JudgeOptions,
): Settled {
  const scope = { matcher: 'toHaveJitterBelow', ...PACKETS }
  return judge(this, received, scope, [`jitter < ${time(scope.matcher, limit)}`], options)
}

/** @param limits one per figure, as in a threshold after the subject: `p99 < 5ms` */
function judge(
  state: MatcherState,
  received: unknown,
  { matcher, limited, wanted }: Scope,
  limits: readonly string[],
  options: JudgeOptions | undefined,
): Settled {
  const { measurements, comparisons, target, ownServer } = readReceived(matcher, wanted, received)
  const other = measurements.find(({ kind }) => !LIMITED[kind].includes(limited)) ?? comparisons[0]
  if (other !== undefined) {
    const sentence = `${matcher} judges ${wanted}, got ${nameOf(other)}. Use toMeet for other metrics.`
    throw usageError(sentence)
  }
  const subjects = [...new Set(measurements.map(subjectOf))]
  const lines = subjects.flatMap((subject) => limits.map((limit) => `${subject}.${limit}`))
  const verdicts = lines.map((line) => judgeThreshold(line, measurements))
  return settle(state, { verdicts, measurements, comparisons: [], target, ownServer }, options)
}

function time(matcher: string, limit: Duration): string {
  const ms = milliseconds(limit)
  if (ms === 0) throw nothingBelow(matcher, '0ms', "toMeet('latency.jitter <= 1us')")
  return amountText(ms, 'duration')
}

function nothingBelow(matcher: string, zero: string, example: string): WyndrvrError {
  const sentence = `${matcher} needs a limit above 0, got ${zero}. To allow the limit itself, write ${example}.`
  return usageError(sentence)
}
