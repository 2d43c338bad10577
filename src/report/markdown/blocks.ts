import { counted } from '../../text/count.ts'

/** Blocks of Markdown from escaped cells and lines. Empty without content. */

/**
 * A table without its empty columns.
 * @param numbers index of the first right-aligned column of numbers
 * @param words index of the first column after them
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = head.length,
  words = head.length,
): string {
  if (rows.length === 0) return ''
  const filled = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const line = (cells: readonly string[]): string =>
    `| ${cells.filter((_, column) => filled[column]).join(' | ')} |`
  return [
    line(head),
    line(head.map((_, column) => (column < numbers || column >= words ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n')
}

/** A list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

/** Content folded below a summary line. */
export function folded(summary: string, ...parts: readonly string[]): string {
  const body = blocks(parts)
  return body === '' ? '' : `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}

/** Non-empty blocks, separated by blank lines. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The count of what was not listed. */
export function more(count: number, noun: string): string {
  return count > 0 ? `… and ${counted(count, `more ${noun}`)}.` : ''
}
