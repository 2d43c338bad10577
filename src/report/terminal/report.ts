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

/** How a report is to look. */
export interface TerminalStyle {
  /** How wide the terminal is; of more than 120 columns no use is made. */
  readonly columns: number
  readonly colour: boolean
}

/** A report fits a terminal of so many columns at least. */
const LEAST = 40
const MOST = 120

/**
 * A screenful for people about everything that was measured: a section for each kind, and whether it can be trusted.
 * No line is longer than the terminal is wide. Empty where nothing was measured.
 */
export function terminalReport(document: ResultDocument, style: TerminalStyle): readonly string[] {
  const { measurements } = document
  if (measurements.length === 0) return []
  const columns = Math.min(Math.max(style.columns, LEAST), MOST)
  const paint = painter(style.colour)
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

function sections(
  measurements: readonly Measurement[],
  columns: number,
  paint: Paint,
): readonly (readonly string[])[] {
  const latencies = measurements.filter((measurement) => measurement.kind === 'latency')
  const throughputs = measurements.filter((measurement) => measurement.kind === 'throughput')
  const flows = measurements.filter((measurement) => measurement.kind === 'datagram')
  const loaded = measurements.filter((measurement) => measurement.kind === 'loaded')
  const rates = measurements.filter((measurement) => measurement.kind === 'connect')
  return [
    latencies.length > 0 ? latencySection(latencies, columns, paint) : [],
    throughputs.length > 0 ? throughputSection(throughputs, columns, paint) : [],
    flows.length > 0 ? datagramSection(flows, columns, paint) : [],
    ...loaded.map((each) => loadedSection(each, columns, paint)),
    rates.length > 0 ? connectSection(rates, columns, paint) : [],
  ].filter((lines) => lines.length > 0)
}
