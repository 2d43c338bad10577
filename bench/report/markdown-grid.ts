import { padded } from './padded.ts'

/** The lines of a table in Markdown, in the layout of the repository's formatter. */
export function markdownGrid([headings = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  return padded([headings, headings.map(() => ''), ...rows]).map((row, line) => {
    const cells = line === 1 ? row.map((cell) => '-'.repeat(cell.length)) : row
    return `| ${cells.join(' | ')} |`
  })
}
