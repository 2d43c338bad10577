import type { MatcherState } from 'vitest'

import { usageError } from '../../src/check.ts'
import type { Comparison, Verdict } from '../../src/results/types.ts'
import { amountIn } from '../../src/units.ts'
import type { Share } from '../../src/units.ts'
import { comparisonVerdict } from '../../src/verdict/comparison-verdict.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { judgedOf } from '../../src/verdict/worst-first.ts'
import type { RegressBound } from '../../src/verdict/threshold.ts'
import { checkJudgeOptions } from './family.ts'
import { nameOf, readReceived } from './received.ts'
import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import type { CostOptions, JudgeOptions, NoWorseOptions } from './matcher-types.ts'
import { costOver } from './to-add.ts'

/**
 * `expect(comparison).toBeNoWorse({ margin: '10%' })`: the whole confidence interval of the change is within the margin.
 * Without a margin the comparison's own verdict counts.
 */
export function toBeNoWorse(this: MatcherState, received: unknown, options: NoWorseOptions = {}): Settled {
  checkJudgeOptions('toBeNoWorse', options, 'margin')
  const { margin } = options
  const bound = margin === undefined ? null : shareOf(margin)
  const judge = (comparison: Comparison): Verdict =>
    bound === null ? comparisonVerdict(comparison) : verdictOf(comparison, { operator: '<', bound })
  return judged(this, 'toBeNoWorse', received, judge, options)
}

/**
 * `expect(comparison).toCostAtMost('10%')`: the whole confidence interval of the change is at most 10 % worse. Of a measurement,
 * `toCostAtMost('10%', { over: direct })`: its throughput is at most 10 % lower than that of another one.
 */
export function toCostAtMost(
  this: MatcherState,
  received: unknown,
  limit: Share,
  options: CostOptions = {},
): Settled {
  if (options.over !== undefined) return costOver(this, received, limit, { ...options, over: options.over })
  checkJudgeOptions('toCostAtMost', options, 'over')
  const bound = shareOf(limit)
  const judge = (comparison: Comparison): Verdict => verdictOf(comparison, { operator: '<=', bound })
  return judged(this, 'toCostAtMost', received, judge, options)
}

function judged(
  state: MatcherState,
  matcher: string,
  received: unknown,
  judge: (comparison: Comparison) => Verdict,
  options: JudgeOptions | undefined,
): Settled {
  const {
    comparisons: all,
    measurements,
    document,
  } = readReceived(matcher, 'comparisons of two arms', received)
  const comparisons = judgedOf(all)
  const [other] = document === null ? measurements : []
  if (other !== undefined || comparisons.length === 0) {
    const got = other === undefined ? 'a document without any' : nameOf(other)
    const over =
      matcher === 'toCostAtMost'
        ? " To compare two measurements, write toCostAtMost('10%', { over: direct })."
        : ''
    throw usageError(`${matcher} judges comparisons of two arms, got ${got}.${over}`)
  }
  const verdicts = comparisons.map(judge)
  return settle(state, { verdicts, measurements: [], comparisons, target: null, reached: 'running' }, options)
}

function verdictOf(comparison: Comparison, relative: RegressBound): Verdict {
  const { metric } = comparison
  return judgeThreshold({ kind: 'regress', metric, relative, absolute: null }, [], comparison)
}

function shareOf(text: Share): number {
  return amountIn(text, 'share')
}
