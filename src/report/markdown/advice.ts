import { judgedIn } from './judged.ts'
import type { MarkdownInput } from './input.ts'

/** Budgets (s) and margins are rounded up to these steps, which people write. */
const SECONDS = 10
const LONG = 120
const MOST_BUDGET = 600

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

function budgetText(seconds: number): string {
  if (seconds <= LONG) return `${Math.ceil(seconds / SECONDS) * SECONDS}s`
  return `${Math.ceil(Math.min(seconds, MOST_BUDGET) / 60)}min`
}

/** A percentage, rounded up. */
function marginText(share: number): string {
  const percentage = share * 100
  const step = percentage < 10 ? 0.5 : 1
  return `${Number((Math.ceil(percentage / step - 1e-9) * step).toFixed(1))}%`
}
