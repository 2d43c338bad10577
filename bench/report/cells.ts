import type { JudgedRow, Side } from './report-rows.ts'

/** The table's headings. */
export const HEADINGS: readonly string[] = [
  'work',
  'wyndrvr',
  'peer',
  'median (min to max)',
  'ratio (range of rounds)',
  'goal',
  'met',
]

/** A row of the table as texts, one per heading. */
export function cells(row: JudgedRow): readonly string[] {
  const { work, unit, ours, peer, ratio, ratios, reach, met } = row
  const span = ratios && ` (${ratios.min.toFixed(2)} to ${ratios.max.toFixed(2)})`
  return [
    `${work}, ${unit}`,
    spread(ours),
    peer?.name ?? row.note ?? '–',
    spread(peer),
    ratio === null ? '–' : `${ratio.toFixed(2)}${span ?? ''}`,
    reach,
    met === null ? (reach === '–' ? '–' : 'not measured') : met ? 'yes' : 'no',
  ]
}

function spread(side: Side | null): string {
  return side ? `${short(side.median)} (${short(side.min)} to ${short(side.max)})` : '–'
}

/** Three significant digits, which is more than the spread justifies. Large numbers are rounded to whole ones. */
function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
