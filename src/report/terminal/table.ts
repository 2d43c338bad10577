import { plain } from '../plain.ts'
import type { Paint, Role } from './paint.ts'
import { cut, widthOf, wrap } from './width.ts'
import { UNKNOWN } from '../../text/digits.ts'

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  /** The columns with the lowest worth are dropped first if the table is too wide. */
  readonly worth: number
  readonly cell: (row: Row) => string
  readonly role?: Role
  /** Why the cell is `N/A`, as a sentence. */
  readonly why?: (row: Row) => string | undefined
}

/** A last column that fills the remaining width. */
export interface Chart<Row> {
  readonly worth: number
  /** Minimum and maximum width in columns. */
  readonly least: number
  readonly most: number
  readonly title: (columns: number) => string
  readonly cell: (row: Row, columns: number) => string
}

/** A section's table: its title above the row names, then columns of figures. */
export interface Table<Row> {
  readonly title: string
  readonly name: (row: Row) => string
  /** Whether the row's figures are trustworthy; a mark precedes those that are not. */
  readonly ok: (row: Row) => boolean
  readonly columns: readonly Column<Row>[]
  readonly chart?: Chart<Row> | undefined
  readonly rows: readonly Row[]
}

/** A rendered table. */
export interface TableLines {
  readonly head: string
  readonly rows: readonly string[]
  /** Why cells are `N/A`, each reason once. */
  readonly notes: readonly string[]
}

/** Between columns. */
const GAP = '  '

/** Minimum width of row names, which aligns the sections. */
const NAMES = 17

/** Renders a table; columns that do not fit are dropped. */
export function tableLines<Row>(table: Table<Row>, columns: number, paint: Paint): TableLines {
  const { title, name, ok, rows } = table
  const names = Math.min(Math.max(NAMES, ...rows.map((row) => widthOf(name(row)) + 2)), columns)
  const { shown, chart } = fitting(table, columns - names)
  const used = shown.reduce((sum, { width }) => sum + GAP.length + width, names + GAP.length)
  const room = chart === null ? 0 : Math.min(chart.most, columns - used)
  const titles = [
    ...shown.map(({ column, width }) => column.title.padStart(width)),
    ...(chart === null ? [] : [chart.title(room)]),
  ]
  const figures = (row: Row): readonly string[] => [
    ...shown.map(({ column, width }) => colored(column.role, column.cell(row).padStart(width), paint)),
    ...(chart === null ? [] : [paint('chart', chart.cell(row, room))]),
  ]
  const line = (first: string, cells: readonly string[]): string => [first, ...cells].join(GAP).trimEnd()
  return {
    head: line(
      paint('head', title.padEnd(names)),
      titles.map((each) => paint('aside', each)),
    ),
    rows: rows.map((row) => line(named(name(row), ok(row), names, paint), figures(row))),
    notes: notes(shown, rows)
      .flatMap((reason) => wrap(`${UNKNOWN}: ${reason}`, columns - 2))
      .map((each) => `  ${paint('aside', each)}`),
  }
}

interface Shown<Row> {
  readonly column: Column<Row>
  readonly width: number
}

/** Drops the columns of the lowest worth until the rest fits. */
function fitting<Row>(
  { columns, chart, rows }: Table<Row>,
  room: number,
): { readonly shown: readonly Shown<Row>[]; readonly chart: Chart<Row> | null } {
  let kept: readonly {
    readonly worth: number
    readonly width: number
    readonly column: Column<Row> | null
  }[] = [
    ...columns.map((column) => ({ worth: column.worth, width: widthIn(column, rows), column })),
    ...(chart === undefined ? [] : [{ worth: chart.worth, width: chart.least, column: null }]),
  ]
  while (kept.length > 0 && kept.reduce((sum, { width }) => sum + GAP.length + width, 0) > room) {
    const least = Math.min(...kept.map(({ worth }) => worth))
    const last = kept.findLastIndex(({ worth }) => worth === least)
    kept = kept.filter((_, index) => index !== last)
  }
  return {
    shown: kept.flatMap(({ column, width }) => (column === null ? [] : [{ column, width }])),
    chart: kept.some(({ column }) => column === null) ? (chart ?? null) : null,
  }
}

function widthIn<Row>({ title, cell }: Column<Row>, rows: readonly Row[]): number {
  return Math.max(6, widthOf(title), ...rows.map((row) => widthOf(cell(row))))
}

function notes<Row>(shown: readonly Shown<Row>[], rows: readonly Row[]): readonly string[] {
  const reasons = rows.flatMap((row) =>
    shown.flatMap(({ column }) => (column.cell(row) === UNKNOWN ? reasonOf(column.why?.(row)) : [])),
  )
  return [...new Set(reasons)]
}

function reasonOf(reason: string | undefined): readonly string[] {
  return reason === undefined ? [] : [plain(reason)]
}

function colored(role: Role | undefined, text: string, paint: Paint): string {
  return role === undefined ? text : paint(role, text)
}

function named(name: string, ok: boolean, columns: number, paint: Paint): string {
  const shown = cut(name, columns - 2)
  return `${ok ? ' ' : paint('bad', '✗')} ${shown}${' '.repeat(columns - 2 - widthOf(shown))}`
}
