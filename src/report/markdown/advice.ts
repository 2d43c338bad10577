import type { ResultDocument } from '../../results/types.ts'
import { writtenShare, writtenTime } from '../../text/written-option.ts'
import { BUDGET_LIMITS } from '../../verdict/comparison-range.ts'
import { findMetric } from '../../verdict/find-metric.ts'
import { isShift } from '../../verdict/threshold.ts'
import { judgedIn } from './judged.ts'
import type { Judged } from './judged.ts'
import type { MarkdownInput } from './input.ts'
import { stateOf } from './run-outcome.ts'

/**
 * What to do about whatever could not be decided or judged, as inputs of a workflow: ``To decide, set `budget: 3min` or
 * `margin: 10%`.`` Empty if nothing is open.
 */
export function adviceOn(input: MarkdownInput): string {
  const asked = judgedIn(input).filter((one) => one.asked && !one.ofSpec)
  const open = asked.filter(({ verdict }) => verdict === 'inconclusive')
  const unjudged = asked.filter(({ verdict }) => verdict === 'invalid')
  return [...(open.length === 0 ? [] : [toDecide(open)]), ...toJudge(input, unjudged)].join(' ')
}

function toDecide(open: readonly Judged[]): string {
  const compared = open.filter(({ threshold, comparison }) => threshold === null && comparison?.toDecide)
  if (compared.length === 0) {
    return open.some(({ comparison }) => comparison !== null)
      ? 'To decide, set a longer `budget`, or a limit farther from the change.'
      : 'To decide, name more earlier runs in `baseline`.'
  }
  const most = (name: 'margin' | 'budget'): number | null => {
    const values = compared.map(({ comparison }) => comparison?.toDecide?.[name] ?? null)
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

const QUIETER = 'run the job again, or use a quieter runner.'

function toJudge(input: MarkdownInput, unjudged: readonly Judged[]): readonly string[] {
  const { busy, specs, document } = input
  if (busy !== undefined) {
    return ['To measure, set a longer `patience`, or run fewer jobs at a time on this machine.']
  }
  const [first] = unjudged
  if (first === undefined) return stateOf(input) === 'invalid' ? [ofRun(input)] : []
  const it = unjudged.length === 1 ? 'it' : 'them'
  if (first.comparison !== null) return [`To judge ${it}, ${QUIETER}`]
  if (isShift(first)) return [`To judge ${it}, add runs to the history.`]
  if (first.baseline !== null || first.threshold?.includes('regress')) {
    return [`To judge ${it}, name a \`baseline\` that was measured under the same conditions.`]
  }
  if (document.measurements.some(({ validity }) => !validity.ok)) return [`To judge ${it}, ${QUIETER}`]
  const inSpecs = specs.length > 0 || document.specs !== undefined
  return isMeasured(first.metric, document)
    ? [`To judge ${it}, ${inSpecs ? 'measure for longer in the spec' : 'set a longer `duration`'}.`]
    : [`To judge ${it}, ${inSpecs ? 'measure it in a spec' : 'add its test to `tests`'}.`]
}

function isMeasured(name: string, { measurements }: ResultDocument): boolean {
  const metric = findMetric(name)
  return metric !== null && measurements.some((one) => metric.read(one).length > 0)
}

/** Nothing has a verdict: the specs were skipped, or no measurement is trustworthy. */
function ofRun({ unjudged, specs }: MarkdownInput): string {
  return unjudged !== undefined || specs.length === 0
    ? `To judge ${unjudged === undefined ? 'it' : 'them'}, ${QUIETER}`
    : 'To judge anything, run at least one spec that is not skipped.'
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
