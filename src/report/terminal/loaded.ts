import type { LatencyFigures, LoadedMeasurement, LoadedPhase } from '../../results/types.ts'
import { increaseText, ratePairText, rateText, shareText, timeText, UNKNOWN } from '../figures.ts'
import { plain } from '../plain.ts'
import type { Paint, Role } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column, Table } from './table.ts'
import { wrap } from './width.ts'

/** Latency without load and with it, a row each, and what it means to people. */
export function loadedSection(loaded: LoadedMeasurement, columns: number, paint: Paint): readonly string[] {
  const { idle, download, upload, bidirectional, bufferbloat, validity } = loaded
  const rows: readonly Row[] = [
    { name: 'idle', times: idle, phase: null },
    { name: 'download', times: download, phase: download },
    { name: 'upload', times: upload, phase: upload },
    { name: 'both', times: bidirectional, phase: bidirectional },
  ]
  const sentence = (role: Role, text: string): readonly string[] =>
    wrap(plain(text), columns - 2).map((line) => `  ${paint(role, line)}`)
  const { head, rows: lines, notes } = tableLines({ ...TABLE, ok: () => validity.ok, rows }, columns, paint)
  return [
    head,
    ...lines,
    ...notes,
    ...sentence('main', `Bufferbloat: ${bufferbloat === null ? UNKNOWN : bufferbloat.sentence}`),
  ]
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
    { title: 'more', worth: 8, cell: ({ phase }) => (phase ? increaseText(phase.increase.p95) : '') },
    {
      title: 'lost',
      worth: 1,
      cell: ({ times }) => shareText(times.sent > 0 ? times.lost / times.sent : null),
    },
    {
      title: 'RPM',
      worth: 7,
      cell: ({ phase }) => (phase ? rpm(phase) : ''),
      why: ({ phase }) => phase?.responsiveness.reason ?? undefined,
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

function rpm({ responsiveness }: LoadedPhase): string {
  return responsiveness.rpm === null ? UNKNOWN : responsiveness.rpm.toFixed(0)
}

/** What the link carried; of both directions the download first. */
function load({ downloadMbps, uploadMbps }: LoadedPhase): string {
  if (downloadMbps === null || uploadMbps === null) return rateText(downloadMbps ?? uploadMbps)
  return ratePairText(downloadMbps, uploadMbps).join(' + ')
}
