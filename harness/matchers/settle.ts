import type { MatcherState } from 'vitest'

import { failureMessage } from '../../src/report/failure/failure-message.ts'
import type { Failure } from '../../src/report/failure/failure-message.ts'
import type { Measurement, Verdict } from '../../src/results/types.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { hopelessReason } from '../record/hopeless.ts'
import { keepVerdicts } from '../record/recorder.ts'
import { isStrict, skipNotJudged } from './not-judged.ts'
import type { JudgeOptions } from './matcher-types.ts'

/** What a matcher returns. */
export interface Settled {
  readonly pass: boolean
  readonly message: () => string
}

/** The verdicts of a matcher, and what they are about. */
export type Judged = Omit<Failure, 'negated' | 'notes'> &
  Partial<Pick<Failure, 'notes'>> & {
    /** Verdicts on figures that measuring again would not produce. */
    readonly missing?: readonly Verdict[]
  }

/**
 * Turns verdicts into a matcher's result. Any failed verdict fails the matcher. If figures cannot be judged, because they are
 * not trustworthy or too few, the test is skipped with the reason, or fails in strict mode. A missing figure, and one that can
 * never be judged, fails: measuring again would not help.
 */
export function settle(state: MatcherState, judged: Judged, { strict }: JudgeOptions = {}): Settled {
  const { verdicts, measurements, comparisons, missing = [] } = judged
  const negated = state.isNot
  keep(state, verdicts)
  const message = (...notes: readonly string[]): string =>
    failureMessage(
      {
        ...judged,
        measurements: relevant(judged),
        negated,
        notes: [...(judged.notes ?? []), ...notes],
      },
      isColored(state),
    )
  const fails = { pass: negated, message }
  if (verdicts.some(({ verdict }) => verdict === 'fail' || verdict === 'worse')) {
    return { pass: false, message: () => message() }
  }
  if (verdicts.some((verdict) => missing.includes(verdict) || isMissing(verdict, measurements)))
    return { ...fails, message: () => message() }
  const notJudged = verdicts.filter(({ verdict }) => verdict === 'invalid' || verdict === 'inconclusive')
  if (notJudged.length === 0) return { pass: true, message: () => message() }
  if (measurements.some((each) => hopelessReason(each) !== null))
    return { ...fails, message: () => message(HOPELESS) }
  const [hopeless] = comparisons.flatMap((each) => hopelessReason(each) ?? [])
  if (hopeless !== undefined) return { ...fails, message: () => message(hopeless) }
  if (isStrict(state, strict)) return { ...fails, message: () => message(STRICT) }
  const sentences = new Set(notJudged.map(({ sentence }) => sentence.replace(/\.$/, '')))
  const reason = `Not judged: ${[...sentences].join('; ')}`
  const asked = notJudged.map(({ threshold, metric }) => threshold ?? metric).join('; ')
  return skipNotJudged(state, reason, asked)
    ? { ...fails, pass: !negated }
    : { ...fails, message: () => message() }
}

/**
 * Records the verdicts for reporters, except with `.not` or inside another assertion: a broken limit may be expected there.
 */
function keep({ task, isNot, poll, assertion }: MatcherState, verdicts: readonly Verdict[]): void {
  if (task !== undefined && !isNot) keepVerdicts(task, verdicts, poll === true ? assertion : null)
}

export const STRICT = 'Strict mode: figures that cannot be judged fail the test.'

export const HOPELESS =
  'Measuring again gave the same reason, so no run can judge these figures: change what the test measures.'

/** Whether a verdict is invalid because the figure is missing, not because a measurement is untrustworthy. */
function isMissing({ kind, metric, verdict }: Verdict, measurements: readonly Measurement[]): boolean {
  if (verdict !== 'invalid' || kind !== 'threshold') return false
  const { read } = metricNamed(metric)
  return measurements.every((measurement) => measurement.validity.ok || read(measurement).length === 0)
}

/** The measurements with a judged figure, those that broke a limit first. */
function relevant({ verdicts, measurements }: Judged): readonly Measurement[] {
  const broken = verdicts.filter(({ verdict }) => verdict === 'fail')
  const has = (measurement: Measurement, { metric, figure }: Verdict, exactly: boolean): boolean =>
    metricNamed(metric)
      .read(measurement)
      .some(({ value }) => !exactly || value === figure)
  const about = measurements.filter((each) => verdicts.some((verdict) => has(each, verdict, false)))
  return about.toSorted((a, b) => {
    const [first, second] = [a, b].map((each) => broken.some((verdict) => has(each, verdict, true)))
    return Number(second) - Number(first)
  })
}

/** Whether vitest prints colors. */
function isColored({ utils }: MatcherState): boolean {
  return utils.EXPECTED_COLOR('x') !== 'x'
}
