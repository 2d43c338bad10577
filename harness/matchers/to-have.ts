import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { amountIn, amountText, milliseconds } from '../../src/units.ts'
import type { Duration, Quantity, Share } from '../../src/units.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { checkJudgeOptions, checkSubject, FAMILY, limitLines } from './family.ts'
import type { MemberName } from './family.ts'
import { subjectOf } from './kinds.ts'
import type {
  AroundOptions,
  ConnectLimits,
  FrequencyText,
  JitterLimits,
  JudgeOptions,
  LatencyFigure,
  LatencyLimits,
  LossLimits,
  RateText,
  ResponsivenessLimits,
  ThroughputLimits,
} from './matcher-types.ts'
import { nameOf, readReceived } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'

/** `expect(latency).toHaveLatency({ p99: '< 5ms', p50: '< 1ms' })` */
export const toHaveLatency = member<LatencyLimits>('toHaveLatency')

/** `expect(download).toHaveThroughput({ mbps: '> 900Mbit/s' })` */
export const toHaveThroughput = member<ThroughputLimits>('toHaveThroughput')

/** `expect(flow).toHaveLoss({ loss: '< 0.1%', reordered: '<= 0' })` */
export const toHaveLoss = member<LossLimits>('toHaveLoss')

/** `expect(latency).toHaveJitter({ jitter: '< 1ms' })` */
export const toHaveJitter = member<JitterLimits>('toHaveJitter')

/** `expect(connects).toHaveConnectRate({ rate: '> 5000/s', failed: '<= 0' })` */
export const toHaveConnectRate = member<ConnectLimits>('toHaveConnectRate')

/** `expect(loaded).toHaveResponsiveness({ rpm: '> 500', 'p95.increase': '< 50ms' })` */
export const toHaveResponsiveness = member<ResponsivenessLimits>('toHaveResponsiveness')

/** `expect(latency).toHaveLatencyBelow('5ms', 'p99')` */
export function toHaveLatencyBelow(
  this: MatcherState,
  received: unknown,
  limit: Duration,
  figure: LatencyFigure = 'p99',
  options?: JudgeOptions,
): Settled {
  const matcher = 'toHaveLatencyBelow'
  const line = limitLines('toHaveLatency', { [figure]: `< ${time(matcher, limit)}` })
  return judge(this, received, { name: 'toHaveLatency', matcher, lines: line }, options)
}

/** `expect(download).toHaveThroughputAbove('900Mbit/s')` */
export const toHaveThroughputAbove = above<RateText>(
  'toHaveThroughput',
  'toHaveThroughputAbove',
  'mbps',
  'rate',
)

/** `expect(download).toHaveThroughputAround('10Mbit/s', '5%')` */
export function toHaveThroughputAround(
  this: MatcherState,
  received: unknown,
  target: RateText,
  tolerance: Share | RateText,
  { figure = 'mbps', ...options }: AroundOptions = {},
): Settled {
  const line = `${figure} around ${target} ± ${tolerance}`
  const asked = { name: 'toHaveThroughput', matcher: 'toHaveThroughputAround', lines: [line] } as const
  return judge(this, received, asked, options)
}

/** `expect(latency).toHaveLossBelow('0.1%')` */
export function toHaveLossBelow(
  this: MatcherState,
  received: unknown,
  limit: Share,
  options?: JudgeOptions,
): Settled {
  const matcher = 'toHaveLossBelow'
  const share = amountIn(limit, 'share')
  if (share === 0) throw nothingBelow(matcher, '0%', "toHaveLoss({ loss: '<= 0%' })")
  const lines = [`loss < ${amountText(share, 'share')}`]
  return judge(this, received, { name: 'toHaveLoss', matcher, lines }, options)
}

/** `expect(latency).toHaveJitterBelow('1ms')` */
export function toHaveJitterBelow(
  this: MatcherState,
  received: unknown,
  limit: Duration,
  options?: JudgeOptions,
): Settled {
  const matcher = 'toHaveJitterBelow'
  const lines = [`jitter < ${time(matcher, limit)}`]
  return judge(this, received, { name: 'toHaveJitter', matcher, lines }, options)
}

/** `expect(connects).toHaveConnectRateAbove('5000/s')` */
export const toHaveConnectRateAbove = above<FrequencyText>(
  'toHaveConnectRate',
  'toHaveConnectRateAbove',
  'rate',
  'frequency',
)

/** `expect(loaded).toHaveResponsivenessAbove(500)` */
export const toHaveResponsivenessAbove = above<number>(
  'toHaveResponsiveness',
  'toHaveResponsivenessAbove',
  'rpm',
  'number',
)

type Matcher<Given> = (this: MatcherState, received: unknown, given: Given, options?: JudgeOptions) => Settled

/** A matcher of the family, which takes limits by figure. */
function member<Limits extends object>(name: MemberName): Matcher<Limits> {
  return function judged(received, limits, options) {
    return judge(this, received, { name, matcher: name, lines: limitLines(name, limits) }, options)
  }
}

/** A shortcut for a floor under one figure. */
function above<Limit extends string | number>(
  name: MemberName,
  matcher: string,
  figure: string,
  quantity: Quantity,
): Matcher<Limit> {
  return function judged(received, limit, options) {
    const lines = [`${figure} > ${amountText(amountIn(String(limit), quantity), quantity)}`]
    return judge(this, received, { name, matcher, lines }, options)
  }
}

/** What a matcher asks: limits as in a threshold after the subject, `p99 < 5ms`. */
interface Asked {
  readonly name: MemberName
  readonly matcher: string
  readonly lines: readonly string[]
}

function judge(
  state: MatcherState,
  received: unknown,
  { name, matcher, lines: asked }: Asked,
  options: JudgeOptions | undefined,
): Settled {
  checkJudgeOptions(matcher, options)
  const { wanted } = FAMILY[name]
  const { measurements, comparisons, target, reached, from } = readReceived(matcher, wanted, received)
  const [other] = comparisons
  if (other !== undefined) {
    throw usageError(`${matcher} judges ${wanted}, got ${nameOf(other)}. Use toMeet for other metrics.`)
  }
  checkSubject(name, matcher, measurements, asked)
  const subjects = [...new Set(measurements.map(subjectOf))]
  const lines = subjects.flatMap((subject) => asked.map((limit) => `${subject}.${limit}`))
  const verdicts = lines.map((line) => judgeThreshold(line, measurements))
  return settle(state, { verdicts, measurements, comparisons: [], target, reached, from }, options)
}

function time(matcher: string, limit: Duration): string {
  const ms = milliseconds(limit)
  if (ms === 0) throw nothingBelow(matcher, '0ms', "toHaveJitter({ jitter: '<= 1us' })")
  return amountText(ms, 'duration')
}

function nothingBelow(matcher: string, zero: string, example: string): WyndrvrError {
  const sentence = `${matcher} needs a limit above 0, got ${zero}. To allow the limit itself, write ${example}.`
  return usageError(sentence)
}
