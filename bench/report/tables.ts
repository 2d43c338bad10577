import { placementText } from '../../src/text/machine.ts'
import { cells, HEADINGS } from './cells.ts'
import type { BenchReport, JudgedRow } from './report-rows.ts'

/** A table of the report: its title, where its programs ran, and its lines of cells. */
export interface Table {
  readonly title: string
  readonly where: string
  readonly lines: readonly (readonly string[])[]
}

/** The rows with placed programs, if there are any, then all rows with unplaced programs. */
export function tables({ placed, rows }: BenchReport): readonly Table[] {
  const free = table('Unplaced', 'The system chose the CPUs of all programs.', rows)
  if (placed === null || typeof placed === 'string') return [free]
  const text = placementText(placed.places)
  const where = `wyndrvr and its peers alike, by \`taskset\`: ${text}.`
  return [table('Placed on CPUs', where, placed.rows), free]
}

function table(title: string, where: string, rows: readonly JudgedRow[]): Table {
  return { title, where, lines: [HEADINGS, ...rows.map(cells)] }
}
