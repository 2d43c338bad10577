import { reportOf } from '../kinds.ts'
import { folded, more, table } from './blocks.ts'
import { escapeMarkdown } from './escape.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { measuredBy } from './measured.ts'
import type { Measured } from './measured.ts'

/** The figures of each measurement, with the amounts that were sent. */
export function measurementTable(input: MarkdownInput, { rows }: Detail): string {
  const measured = measuredBy(input)
  return folded(
    `Measurements (${measured.length})`,
    table(['Measurement', 'Figure', 'Value'], measured.slice(0, rows).flatMap(figureRows)),
    more(measured.length - rows, 'measurement'),
  )
}

function figureRows({ spec, measurement }: Measured): readonly (readonly string[])[] {
  const { validity } = measurement
  const report = reportOf(measurement)
  const of = spec === null ? '' : `${escapeMarkdown(spec)}: `
  const reasons = escapeMarkdown(validity.reasons.join(' '))
  const note = validity.ok ? (reasons === '' ? '' : ` (${reasons})`) : ` (⚠️ not trustworthy: ${reasons})`
  const name = `${of}${report.nameOf(measurement)}${note}`
  return report
    .markdownFigures(measurement)
    .map(([figure, value], index) => [index === 0 ? name : '', figure, value])
}
