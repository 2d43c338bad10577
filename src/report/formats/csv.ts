import { plain } from '../plain.ts'
import { readingsIn } from './named-run.ts'
import type { NamedRun } from './named-run.ts'

/** The columns, in an order that later versions only add to. */
const COLUMNS = [
  'run',
  'started_at',
  'host',
  'port',
  'measurement',
  'kind',
  'client',
  'metric',
  'value',
  'unit',
  'trusted',
  'reason',
] as const

/**
 * Figures as CSV (RFC 4180, with a line feed at the end of a line): a line for each figure of each measurement. Values have
 * all of their digits; shares are 0 to 1, and a percentile that falls on a lost sample is `inf`.
 */
export function csvReport(runs: readonly NamedRun[]): string {
  const lines = runs.flatMap((run) => {
    const { startedAt, target } = run.document
    return readingsIn(run).map(({ metric, value, number, measurement }) => {
      const { ok, reasons } = measurement.validity
      const { kind, client } = measurement
      return [
        text(run.name),
        startedAt,
        text(target.host),
        target.port,
        number,
        kind,
        client,
        metric.name,
        Number.isFinite(value) ? value : 'inf',
        metric.unit,
        ok,
        text(ok ? '' : reasons.join(' ')),
      ]
    })
  })
  return [COLUMNS, ...lines].map((cells) => `${cells.join(',')}\n`).join('')
}

/** A cell of text. One that a spreadsheet would take for a formula begins with an apostrophe. */
function text(value: string): string {
  const line = plain(value).replace(/^[=+\-@]/, "'$&")
  return /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line
}
