import type { Verdict } from '../results/types.ts'
import { comparedName } from '../verdict/compared-name.ts'
import { STATES } from '../verdict/run-state.ts'
import { WORST_FIRST } from '../verdict/worst-first.ts'
import { plain } from './plain.ts'

/** Verdicts as a table: verdict, threshold or metric, sentence. The counts come last. */
export function verdictLines(verdicts: readonly Verdict[]): readonly string[] {
  const rows = verdicts.map(({ verdict, threshold, metric, arm, sentence }) =>
    [STATES[verdict].word.toUpperCase(), threshold ?? comparedName(metric, arm), sentence].map(plain),
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

/** Counts verdicts, the worst first: `1 failed, 4 passed`. Empty for none. */
export function verdictCounts(verdicts: readonly Pick<Verdict, 'verdict'>[]): string {
  return WORST_FIRST.map(
    (name) => [verdicts.filter(({ verdict }) => verdict === name).length, STATES[name].word] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ')
}
