import { writtenThreshold } from './threshold.ts'
import type { RegressThreshold, ShiftThreshold } from './threshold.ts'
import type { Verdict } from '../results/types.ts'

/** The verdict of a threshold on a change if there is nothing to compare with. */
export function unjudgedChange(threshold: RegressThreshold | ShiftThreshold, sentence: string): Verdict {
  const { metric } = threshold
  const line = writtenThreshold(threshold)
  return {
    kind: 'baseline',
    metric,
    verdict: 'invalid',
    sentence,
    threshold: line,
    figure: null,
    limit: null,
  }
}
