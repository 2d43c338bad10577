import { cells, HEADINGS } from './cells.ts'
import { machineLines } from './machine-lines.ts'
import { padded } from './padded.ts'
import { remarks } from './remarks.ts'
import type { BenchReport } from './report-rows.ts'

/** The report for a terminal. */
export function terminal(report: BenchReport): string {
  const table = padded([HEADINGS, ...report.rows.map(cells)]).map((row) => row.join('  ').trimEnd())
  const parts = [machineLines(report), table, remarks(report)]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}
