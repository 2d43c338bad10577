import type { Comparison } from '../results/types.ts'
import { changeText } from '../text/change.ts'
import { UNKNOWN } from '../text/digits.ts'
import { figureText } from '../text/figure.ts'
import { STATES } from '../verdict/run-state.ts'
import { shownHead } from '../verdict/shown-head.ts'
import { isJudged } from '../verdict/worst-first.ts'
import { plain } from './plain.ts'

/** Several arms as a table: a row for each metric and arm. Empty for base and head, whose lines say it all. */
export function armsTable(comparisons: readonly Comparison[]): readonly string[] {
  const judged = comparisons.filter((one) => isJudged(one) && one.arms.head.name !== undefined)
  const [first] = judged
  if (first === undefined) return []
  const rows = [...new Set(judged.map(({ metric }) => metric))].flatMap((metric) =>
    [[plain(metric), '', '', '']].concat(judged.filter((one) => one.metric === metric).map(armRow)),
  )
  const heads = ['', plain(first.arms.base.name ?? 'base'), 'arm', 'change']
  const widths = heads.map((_, column) =>
    Math.max(...[heads, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return ['', ...[heads, ...rows].map(line)]
}

function armRow(comparison: Comparison): string[] {
  const { arms, base, unit, change, interval, scale, verdict } = comparison
  const told = change === null ? UNKNOWN : changeText(change, interval, scale)
  return [
    `  ${plain(arms.head.name ?? 'head')}`,
    figureText(base, unit),
    figureText(shownHead(comparison), unit),
    `${told}: ${STATES[verdict].word}`,
  ]
}
