import { machineLines } from './machine-lines.ts'
import { padded } from './padded.ts'
import { remarks } from './remarks.ts'
import type { BenchReport } from './report-rows.ts'
import { tables } from './tables.ts'

/** The report for a terminal. */
export function terminal(report: BenchReport): string {
  const all = tables(report).map(({ title, where, lines }) =>
    [`${title}: ${where}`].concat(padded(lines).map((row) => row.join('  ').trimEnd())),
  )
  const parts = [machineLines(report), ...all, remarks(report)]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}
