/** Pads the cells of each column to the width of its widest. */
export function padded(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 3, cell.length)
  }
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
}
