import { writtenShare, writtenTime } from '../../text/written-option.ts'
import { BUDGET_LIMITS } from '../../verdict/comparison-range.ts'
import { judgedIn } from './judged.ts'
import type { MarkdownInput } from './input.ts'

/**
 * What would decide the open comparisons, as inputs of a workflow: ``To decide, set `budget: 3min` or `margin: 10%`.`` Empty
 * if none is open.
 */
export function adviceOn(input: MarkdownInput): string {
  const open = judgedIn(input).filter(
    ({ asked, verdict, threshold, comparison }) =>
      asked && verdict === 'inconclusive' && threshold === null && comparison?.toDecide !== undefined,
  )
  if (open.length === 0) return ''
  const most = (name: 'margin' | 'budget'): number | null => {
    const values = open.map(({ comparison }) => comparison?.toDecide?.[name] ?? null)
    return values.some((value) => value === null) ? null : Math.max(...values.map(Number))
  }
  const [margin, budget] = [most('margin'), most('budget')]
  const ways = [
    ...(budget === null ? [] : [`\`budget: ${budgetText(budget)}\``]),
    ...(margin === null ? [] : [`\`margin: ${marginText(margin)}\``]),
  ]
  return ways.length === 0
    ? 'To decide, use a quieter runner, or name fewer `tests`.'
    : `To decide, set ${ways.join(' or ')}.`
}

/** Rounded up to a step that people write: 10 s, or 1 min for a long budget. */
function budgetText(seconds: number): string {
  const step = seconds <= 120 ? 10 : 60
  return writtenTime(roundedUp(Math.min(seconds, BUDGET_LIMITS.most), step) * 1000)
}

/** Rounded up to a step that people write: 0.5 %, or 1 % for a wide margin. */
function marginText(share: number): string {
  const step = share < 0.1 ? 5 : 10
  return writtenShare(roundedUp(share * 1000, step) / 1000)
}

function roundedUp(value: number, step: number): number {
  return Math.ceil(value / step - 1e-9) * step
}
