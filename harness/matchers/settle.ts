import type { MatcherState } from 'vitest'

import { failureMessage } from '../../src/report/failure/failure-message.ts'
import type { Failure } from '../../src/report/failure/failure-message.ts'
import type { Measurement, Verdict } from '../../src/results/types.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { keepVerdicts } from '../record/recorder.ts'
import { isStrict, leaveOpen } from './not-judged.ts'
import type { JudgeOptions } from './types.ts'

/** What a matcher gives back. */
export interface Settled {
  readonly pass: boolean
  readonly message: () => string
}

/** What was judged, for {@link settle}. */
export type Judged = Omit<Failure, 'negated' | 'notes'> & Partial<Pick<Failure, 'notes'>>

/**
 * Turns verdicts into a matcher's answer. One that failed fails it, whatever the others are. What can't be judged, because
 * the figures are not to be trusted or do not suffice, neither passes nor fails: the test is skipped with the reason,
 * unless it is strict. A figure that there is not at all fails: measuring again would not bring it.
 */
export function settle(state: MatcherState, judged: Judged, { strict }: JudgeOptions = {}): Settled {
  const { verdicts, measurements } = judged
  const negated = state.isNot
  keep(state, verdicts)
  const message = (...notes: readonly string[]): string =>
    failureMessage(
      {
        ...judged,
        measurements: relevant(judged),
        negated: negated,
        notes: [...(judged.notes ?? []), ...notes],
      },
      isColoured(state),
    )
  const fails = { pass: negated, message }
  if (verdicts.some(({ verdict }) => verdict === 'fail' || verdict === 'worse')) {
    return { pass: false, message: () => message() }
  }
  if (verdicts.some((verdict) => isMissing(verdict, measurements)))
    return { ...fails, message: () => message() }
  const open = verdicts.filter(({ verdict }) => verdict === 'invalid' || verdict === 'inconclusive')
  if (open.length === 0) return { pass: true, message: () => message() }
  if (isStrict(state, strict)) return { ...fails, message: () => message(STRICT) }
  const reason = `Not judged: ${open.map(({ sentence }) => sentence.replace(/\.$/, '')).join('; ')}`
  const asked = open.map(({ threshold, metric }) => threshold ?? metric).join('; ')
  return leaveOpen(state, reason, asked)
    ? { ...fails, pass: !negated }
    : { ...fails, message: () => message() }
}

/**
 * Keeps for reporters what was judged of a test, but of what is asserted the other way round, or within another assertion:
 * there a limit that breaks may be what was asked for.
 */
function keep({ task, isNot, poll, assertion }: MatcherState, verdicts: readonly Verdict[]): void {
  if (task !== undefined && !isNot) keepVerdicts(task, verdicts, poll === true ? assertion : null)
}

const STRICT = "This is strict: what can't be judged fails."

/** No measurement has the figure, though all can be trusted: what was asked for does not fit what was measured. */
function isMissing({ kind, metric, verdict }: Verdict, measurements: readonly Measurement[]): boolean {
  if (verdict !== 'invalid' || kind !== 'threshold') return false
  const { read } = metricNamed(metric)
  return measurements.every((measurement) => measurement.validity.ok || read(measurement).length === 0)
}

/** The measurements that have what was judged, those first that broke a limit. */
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

/** vitest's own colours are on where the test's terminal has some. */
function isColoured({ utils }: MatcherState): boolean {
  return utils.EXPECTED_COLOR('x') !== 'x'
}
