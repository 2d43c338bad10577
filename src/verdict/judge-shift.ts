import type { Verdict } from '../results/types.ts'
import { LEAST_VALUES } from '../stats/change-points.ts'
import { limitsText, noPercentage, shareOf, withinBounds } from './judge-change.ts'
import { judgedShift, shiftSentence, tooFew, unchanged } from './judge-history.ts'
import type { Shift } from './judge-history.ts'
import type { MetricHistory } from './metric-history.ts'
import { worseBy } from './readings.ts'
import { writtenThreshold } from './threshold.ts'
import type { ShiftThreshold } from './threshold.ts'

/** Judges a metric's latest change beyond the bound of a threshold with `shift`. */
export function judgeShift(threshold: ShiftThreshold, history: MetricHistory): Verdict {
  const { metric, runs, levels } = history
  const told = {
    kind: 'baseline',
    metric: metric.name,
    threshold: writtenThreshold(threshold),
    figure: levels.at(-1)?.median ?? null,
    limit: null,
  } as const
  if (runs.length < LEAST_VALUES) return { ...told, verdict: 'invalid', sentence: tooFew(history) }
  const limit = limitsText(threshold, metric)
  // A change for the better by more than the bound ends the search, too: what was worse before it is over.
  const isSmall = ({ before, after }: Shift): boolean => {
    const amount = Math.abs(worseBy(metric, before, after))
    return amount === 0 || withinBounds(threshold, shareOf(amount, before), amount)
  }
  const shift = judgedShift(history, isSmall)
  if (shift === undefined) return { ...told, verdict: 'pass', sentence: `${unchanged(history)}; ${limit}` }
  const worse = worseBy(metric, shift.before, shift.after)
  if (shift.before <= 0 && threshold.absolute === null && worse > 0) {
    return { ...told, verdict: 'invalid', sentence: noPercentage(threshold, metric, shift.before) }
  }
  const sentence = `${shiftSentence(history, shift)}; ${limit}`
  const isWithin = withinBounds(threshold, shareOf(worse, shift.before), worse)
  return { ...told, figure: shift.after, verdict: isWithin ? 'pass' : 'fail', sentence }
}
