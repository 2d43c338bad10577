import { formatHostPort } from '../../address.ts'
import type { Measurement, ResultDocument } from '../../results/types.ts'
import { plain } from '../plain.ts'
import { connectSection } from './connect.ts'
import { datagramSection } from './datagram.ts'
import { latencySection } from './latency.ts'
import { loadedSection } from './loaded.ts'
import { painter } from './paint.ts'
import type { Paint } from './paint.ts'
import { throughputSection } from './throughput.ts'
import { trustSection } from './trust.ts'
import { cut, widthOf } from './width.ts'

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
    ...trustSection(measurements, columns, paint),
  ]
}

function title({ target, tool }: ResultDocument, columns: number, paint: Paint): readonly string[] {
  const { dialect, mode } = target
  const known = [
    ...(dialect === null ? [] : [`${dialect} dialect`]),
    ...(mode === null ? [] : [`${mode} mode`]),
  ]
  const how = known.length > 0 ? ` (${known.join(', ')})` : ''
  const left = cut(
    `Results of ${formatHostPort({ host: plain(target.host), port: target.port })}${how}`,
    columns,
  )
  const right = `wyndrvr ${plain(tool.version)}`
  const gap = columns - widthOf(left) - widthOf(right)
  const whole =
    gap < 2 ? paint('title', left) : paint('title', left) + paint('aside', ' '.repeat(gap) + right)
  return [whole, paint('aside', '─'.repeat(columns))]
}

type Sections = (all: readonly Measurement[], columns: number, paint: Paint) => readonly (readonly string[])[]

/** The sections of each kind, in the order of the report. */
const SECTIONS: Readonly<Record<Measurement['kind'], Sections>> = {
  latency: (all, columns, paint) => [latencySection(ofKind(all, 'latency'), columns, paint)],
  throughput: (all, columns, paint) => [throughputSection(ofKind(all, 'throughput'), columns, paint)],
  datagram: (all, columns, paint) => [datagramSection(ofKind(all, 'datagram'), columns, paint)],
  loaded: (all, columns, paint) => ofKind(all, 'loaded').map((each) => loadedSection(each, columns, paint)),
  connect: (all, columns, paint) => [connectSection(ofKind(all, 'connect'), columns, paint)],
}

function sections(
  measurements: readonly Measurement[],
  columns: number,
  paint: Paint,
): readonly (readonly string[])[] {
  const measured = Object.entries(SECTIONS).filter(([kind]) => measurements.some((one) => one.kind === kind))
  return measured.flatMap(([, sectionsOf]) => sectionsOf(measurements, columns, paint))
}

function ofKind<Kind extends Measurement['kind']>(
  measurements: readonly Measurement[],
  kind: Kind,
): readonly Extract<Measurement, { kind: Kind }>[] {
  return measurements.filter((one): one is Extract<Measurement, { kind: Kind }> => one.kind === kind)
}
