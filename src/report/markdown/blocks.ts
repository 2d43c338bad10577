/** Blocks of Markdown from cells and lines that are Markdown already. Empty where there is nothing to show. */

/**
 * A table, without the columns in which nothing stands.
 * @param numbers the columns of numbers, which stand on the right, begin with this one
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = head.length,
): string {
  if (rows.length === 0) return ''
  const filled = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const line = (cells: readonly string[]): string =>
    `| ${cells.filter((_, column) => filled[column]).join(' | ')} |`
  return [
    line(head),
    line(head.map((_, column) => (column < numbers ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n')
}

/** A list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

/** What is folded, below the line that stays to be seen. */
export function folded(summary: string, ...parts: readonly string[]): string {
  const body = blocks(parts)
  return body === '' ? '' : `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}

/** Blocks below each other. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

/** That there are more of them than were listed. */
export function more(count: number, what: string): string {
  return count > 0 ? `… and ${count} more ${what}.` : ''
}
