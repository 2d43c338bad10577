import type { Metric } from '../verdict/metric.ts'

/** Metrics as a table: name, short name, unit, better direction, description. */
export function metricLines(metrics: readonly Metric[]): readonly string[] {
  const head = ['METRIC', 'SHORT NAME', 'UNIT', 'BETTER', 'DESCRIPTION']
  const rows = [head, ...metrics.map(metricCells)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** The cells of a metric's row. */
export function metricCells({ name, short, unit, better, what }: Metric): readonly string[] {
  return [name, short ?? '', unit === 'share' ? '%' : unit, better, what]
}
