import { formatHostPort } from '../../address.ts'
import type { Measurement, ResultDocument } from '../../results/types.ts'
import { KIND_REPORTS } from '../kinds.ts'
import { placementLines } from '../placement-lines.ts'
import { plain } from '../plain.ts'
import { placeLines, startLines } from '../together-lines.ts'
import { painter } from './paint.ts'
import type { Paint } from './paint.ts'
import { programSection } from './program.ts'
import { trustSection } from './trust.ts'
import { cut, widthOf, wrap } from './width.ts'

/** The style of a report. */
export interface TerminalStyle {
  /** Width of the terminal; at most 120 columns are used. */
  readonly columns: number
  readonly color: boolean
}

/** Range of supported widths. */
const LEAST = 40
const MOST = 120

/**
 * A one-screen report for people: a section for each kind of measurement, then whether the figures are trustworthy. No
 * line is wider than the terminal. Empty without measurements.
 */
export function terminalReport(document: ResultDocument, style: TerminalStyle): readonly string[] {
  const { measurements } = document
  if (measurements.length === 0) return []
  const columns = Math.min(Math.max(style.columns, LEAST), MOST)
  const paint = painter(style.color)
  return [
    ...title(document, columns, paint),
    ...sections(measurements, columns, paint).flatMap((lines) => lines.concat('')),
    ...programSection(measurements, columns, paint),
    ...placementLines(document.environment.placement).flatMap((line) => wrap(plain(line), columns)),
    ...togetherSection(document, columns),
    ...trustSection(measurements, columns, paint),
  ]
}

/** Where several clients were. */
function togetherSection({ together }: ResultDocument, columns: number): readonly string[] {
  const lines = [...placeLines(together), ...startLines(together).map((line) => `${line}.`)]
  return lines.length === 0 ? [] : [...lines.flatMap((line) => wrap(line, columns)), '']
}

function title({ target, tool }: ResultDocument, columns: number, paint: Paint): readonly string[] {
  const { dialect, mode } = target
  const known = [
    ...(dialect === null ? [] : [`${dialect} dialect`]),
    ...(mode === null ? [] : [`${mode} mode`]),
  ]
  const how = known.length > 0 ? ` (${known.join(', ')})` : ''
  const left = cut(
    `Results of ${target.url === undefined ? formatHostPort({ host: plain(target.host), port: target.port }) : plain(target.url)}${how}`,
    columns,
  )
  const right = `${tool.name} ${plain(tool.version)}`
  const gap = columns - widthOf(left) - widthOf(right)
  const whole =
    gap < 2 ? paint('title', left) : paint('title', left) + paint('aside', ' '.repeat(gap) + right)
  return [whole, paint('aside', '─'.repeat(columns))]
}

/** The sections of each kind that was measured. */
function sections(
  measurements: readonly Measurement[],
  columns: number,
  paint: Paint,
): readonly (readonly string[])[] {
  return KIND_REPORTS.flatMap(([kind, report]) => {
    const all = measurements.filter((measurement) => measurement.kind === kind)
    return all.length === 0 ? [] : report.sections(all, columns, paint)
  })
}
