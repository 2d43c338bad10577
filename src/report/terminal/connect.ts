import { failuresInWords } from '../../results/connect-failures.ts'
import type { ConnectMeasurement } from '../../results/types.ts'
import type { Paint } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column } from './table.ts'
import { wrap } from './width.ts'
import { perSecondText } from '../../text/rate.ts'
import { timeText } from '../../text/time.ts'

/** Rates of connections, or of requests, with their times and failures by kind. */
export function connectSection(
  title: string,
  rates: readonly ConnectMeasurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const failures = rates.filter(({ failed }) => failed > 0).map(({ errors }) => failuresInWords(errors))
  const { head, rows, notes } = tableLines(
    {
      title,
      name: ({ asked }) => `${asked.concurrency} at once`,
      ok: ({ validity }) => validity.ok,
      columns: [
        { title: 'rate', worth: 9, cell: ({ rate }) => perSecondText(rate), role: 'main' },
        percentile('p50', 7),
        percentile('p90', 4),
        percentile('p99', 6),
        ...(rates.some(({ lookup }) => lookup !== undefined) ? [LOOKUP] : []),
        ...(rates.some(({ handshake }) => handshake !== undefined) ? [HANDSHAKE] : []),
        ...(rates.some(({ resumed }) => resumed !== undefined) ? [RESUMED] : []),
        ...(rates.some(({ firstByte }) => firstByte !== undefined) ? [FIRST_BYTE] : []),
        { title: 'max', worth: 5, cell: ({ max }) => timeText(max) },
        { title: 'served', worth: 3, cell: ({ completed }) => `${completed}` },
        { title: 'failed', worth: 8, cell: ({ failed }) => `${failed}` },
        ...(rates.some(({ whole }) => whole !== null) ? WHOLE : []),
      ],
      rows: rates,
    },
    columns,
    paint,
  )
  return [
    head,
    ...rows,
    ...notes,
    ...failures
      .flatMap((words) => wrap(`Failed: ${words}`, columns - 2))
      .map((line) => `  ${paint('bad', line)}`),
  ]
}

const LOOKUP: Column<ConnectMeasurement> = {
  title: 'DNS p50',
  worth: 3,
  cell: ({ lookup }) => timeText(lookup?.p50 ?? null),
  why: ({ lookup }) => lookup?.unknown['p50'],
}

/** Between two TCP connect times, it is told apart by its title. */
const HANDSHAKE: Column<ConnectMeasurement> = {
  title: 'TLS p50',
  worth: 7,
  cell: ({ handshake }) => timeText(handshake?.p50 ?? null),
  why: ({ handshake }) => handshake?.unknown['p50'],
}

const RESUMED: Column<ConnectMeasurement> = {
  title: 'resumed p50',
  worth: 7,
  cell: ({ resumed }) => timeText(resumed?.p50 ?? null),
  why: ({ resumed }) => resumed?.unknown['p50'],
}

/** Requests have no connection to themselves. */
const WHOLE: readonly Column<ConnectMeasurement>[] = [
  { title: 'whole p50', worth: 2, cell: ({ whole }) => timeText(whole?.p50 ?? null) },
  { title: 'whole p99', worth: 1, cell: ({ whole }) => timeText(whole?.p99 ?? null) },
]

const FIRST_BYTE: Column<ConnectMeasurement> = {
  title: 'byte p50',
  worth: 7,
  cell: ({ firstByte }) => timeText(firstByte?.p50 ?? null),
  why: ({ firstByte }) => firstByte?.unknown['p50'],
}

/** A percentile of the connect time, or of requests; if it is unknown, so are all above it. */
function percentile(name: 'p50' | 'p90' | 'p99', worth: number): Column<ConnectMeasurement> {
  return {
    title: name,
    worth,
    cell: (rate) => timeText(rate[name]),
    why: ({ unknown }) => unknown['p50'] ?? unknown['p90'] ?? unknown['p99'],
  }
}
