import type { LatencyFigures, LoadedMeasurement, LoadedPhase } from '../../results/types.ts'
import { bufferbloatText } from '../bufferbloat-text.ts'
import { plain } from '../plain.ts'
import { formulaText } from '../formula-text.ts'
import type { Paint, Role } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column, Table } from './table.ts'
import { wrap, wrapParts } from './width.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { figureText } from '../../text/figure.ts'
import { ratePairText, rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { addedTimeText, addedTimesText, timeText } from '../../text/time.ts'

/** Latency when idle and under load, with what it means for people. */
export function loadedSection(loaded: LoadedMeasurement, columns: number, paint: Paint): readonly string[] {
  const { idle, download, upload, bidirectional, validity } = loaded
  const phases: readonly Loaded[] = [
    { name: 'download', phase: download },
    { name: 'upload', phase: upload },
    { name: 'both', phase: bidirectional },
  ]
  const rows: readonly Row[] = [
    { name: 'idle', times: idle, phase: null },
    ...phases.map(({ name, phase }) => ({ name, times: phase, phase })),
  ]
  const below = (role: Role, lines: readonly string[]): readonly string[] =>
    lines.map((line) => `  ${paint(role, line)}`)
  const { head, rows: lines, notes } = tableLines({ ...TABLE, ok: () => validity.ok, rows }, columns, paint)
  return [
    head,
    ...lines,
    ...notes,
    ...below('aside', wrapParts(increaseParts(phases), columns - 2)),
    ...below('aside', responsivenessLines(phases, columns - 2)),
    ...below('main', wrap(plain(`Bufferbloat: ${bufferbloatText(loaded)}`), columns - 2)),
  ]
}

/** The latency that load adds in each phase, which would make the table too wide. */
function increaseParts(phases: readonly Loaded[]): readonly string[] {
  const parts = phases.map(
    ({ name, phase: { increase } }) =>
      `${name} ${addedTimesText([increase.p50, increase.p95, increase.p99])}`,
  )
  return [
    'Added under load, p50 / p95 / p99:',
    ...parts.map((part, index) => endOf(part, index, parts.length)),
  ]
}

function endOf(part: string, index: number, count: number): string {
  return `${part}${index < count - 1 ? ';' : '.'}`
}

/** Formula and confidence of the responsiveness figures, grouped by formula, and why one is missing. */
function responsivenessLines(phases: readonly Loaded[], columns: number): readonly string[] {
  const formulas = new Set(phases.map(({ phase }) => formulaText(phase.responsiveness)))
  const made = [...formulas].map((formula) => {
    const alike = phases.filter(({ phase }) => formulaText(phase.responsiveness) === formula)
    const confidence = alike.map(({ name, phase }) => `${name} ${phase.responsiveness.confidence ?? UNKNOWN}`)
    return `RPM: ${formula}; confidence: ${confidence.join(', ')}.`
  })
  const reasons = new Set(phases.flatMap(({ phase }) => phase.responsiveness.reason ?? []))
  const missing = [...reasons].map((reason) => {
    const alike = phases.filter(({ phase }) => phase.responsiveness.reason === reason)
    return `RPM of ${alike.map(({ name }) => name).join(', ')} is ${UNKNOWN}: ${plain(reason)}`
  })
  return [
    // Keeps a parameter's value on the line of its name.
    ...made.flatMap((text) => wrapParts(plain(text).split(/(?<=[,;]) /), columns)),
    ...missing.flatMap((text) => wrap(plain(text), columns)),
  ]
}

interface Loaded {
  readonly name: string
  readonly phase: LoadedPhase
}

interface Row {
  readonly name: string
  readonly times: LatencyFigures
  /** `null` without load. */
  readonly phase: LoadedPhase | null
}

const TABLE: Omit<Table<Row>, 'rows' | 'ok'> = {
  title: 'LOADED LATENCY',
  name: ({ name }) => name,
  columns: [
    percentile('p50', 6),
    { ...percentile('p95', 9), role: 'main' },
    percentile('p99', 4),
    { title: 'added', worth: 8, cell: ({ phase }) => (phase ? addedTimeText(phase.increase.p95) : '') },
    {
      title: 'lost',
      worth: 1,
      cell: ({ times }) => shareText(times.sent > 0 ? times.lost / times.sent : null),
    },
    {
      title: 'RPM',
      worth: 7,
      cell: ({ phase }) => (phase ? figureText(phase.responsiveness.rpm, '') : ''),
    },
    { title: 'load', worth: 5, cell: ({ phase }) => (phase ? load(phase) : '') },
    { title: 'confidence', worth: 2, cell: ({ phase }) => phase?.responsiveness.confidence ?? '' },
  ],
}

function percentile(name: 'p50' | 'p95' | 'p99', worth: number): Column<Row> {
  return {
    title: name,
    worth,
    cell: ({ times }) => timeText(times[name]),
    why: ({ times: { unknown } }) => unknown['p50'] ?? unknown['p95'] ?? unknown['p99'],
  }
}

/** The load on the link, download first. */
function load({ downloadMbps, uploadMbps }: LoadedPhase): string {
  if (downloadMbps === null || uploadMbps === null) return rateText(downloadMbps ?? uploadMbps)
  return ratePairText(downloadMbps, uploadMbps).join(' + ')
}
