import type { Verdict } from '../results/types.ts'
import { plain } from './plain.ts'

/** How many of them there are, in this order, and in which words. */
const COUNTS = [
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['better', 'better'],
  ['same', 'the same'],
  ['worse', 'worse'],
  ['inconclusive', 'inconclusive'],
  ['invalid', 'could not be judged'],
] as const

/** Verdicts as a table, what it was that was judged and the sentence beside each, and how many there are of which. */
export function verdictLines(verdicts: readonly Verdict[]): readonly string[] {
  const rows = verdicts.map(({ verdict, threshold, metric, sentence }) =>
    [verdict.toUpperCase(), threshold ?? metric, sentence].map(plain),
  )
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  const counted = verdictCounts(verdicts)
  return [
    '',
    'Verdicts:',
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    `  ${counted === '' ? 'none' : counted}`,
  ]
}

/** How many verdicts there are of which: `4 passed, 1 failed`; empty where there is none. */
export function verdictCounts(verdicts: readonly Pick<Verdict, 'verdict'>[]): string {
  return COUNTS.map(
    ([name, words]) => [verdicts.filter(({ verdict }) => verdict === name).length, words] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ')
}
