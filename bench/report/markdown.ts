import { readFileSync, writeFileSync } from 'node:fs'

import { machineLines } from './machine-lines.ts'
import { markdownGrid } from './markdown-grid.ts'
import { remarks } from './remarks.ts'
import type { BenchReport } from './report-rows.ts'
import { tables } from './tables.ts'

/** The report in Markdown, in the layout of the repository's formatter. */
export function markdown(report: BenchReport): string {
  const parts = [
    machineLines(report).map((line) => `- ${line}`),
    ...tables(report).flatMap(({ title, where, lines }) => [[`### ${title}`], [where], markdownGrid(lines)]),
    remarks(report).map((line) => `- ${line}`),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/**
 * Writes the tables between a file's marks, or at its end if it has none. Creates the file if necessary.
 * @param mark the name of the marks: `<!-- bench -->` and `<!-- /bench -->`
 */
export function intoMarkdown(path: string, table: string, mark = 'bench'): void {
  const text = readIfExists(path)
  const opening = `<!-- ${mark} -->`
  const closing = `<!-- /${mark} -->`
  const start = text.indexOf(opening)
  const end = text.indexOf(closing, start)
  const between = `${opening}\n\n${table}\n\n${closing}`
  const before = start < 0 || end < 0 ? text : text.slice(0, start)
  const after = start < 0 || end < 0 ? '\n' : text.slice(end + closing.length)
  writeFileSync(path, before + between + after)
}

function readIfExists(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
