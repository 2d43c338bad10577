import { isJudged } from '../verdict/worst-first.ts'
import { nameOfServer } from '../address.ts'
import type { Imitation, Measurement, ResultDocument, SpecMeasured, SpecResult } from '../results/types.ts'
import { rateText } from '../text/rate.ts'
import { shareText } from '../text/share.ts'
import { timeText } from '../text/time.ts'
import { reportOf } from './kinds.ts'
import { plain } from './plain.ts'
import { specName } from './spec-name.ts'

const MARKS: Readonly<Record<SpecResult['state'], string>> = {
  passed: '✓',
  failed: '×',
  skipped: '↓',
  incomplete: '?',
}

type Row = readonly [name: string, what: string, figures: string]

/**
 * The measurements of a document's specs as a table for a terminal: one line each, the first with the spec's name, and one
 * that says why it was skipped. Projects are named only if the run has several, files only if specs of several have the same name,
 * and targets only if the specs of a file have several.
 * @param written the file that the document was written to; `null` if it was not
 */
export function specTableLines(
  { measurements, comparisons, specs = [] }: ResultDocument,
  written: string | null = null,
): readonly string[] {
  if (specs.length === 0) return []
  const rows = specs.flatMap((spec): readonly Row[] => {
    const several =
      targetsOf(specs.filter(({ file, project }) => file === spec.file && project === spec.project)).size > 1
    const found = spec.measured.flatMap((measured): Row[] => {
      const measurement = measurements[measured.measurement]
      if (measurement === undefined) return []
      const [what, figures] = figuresOf(measurement)
      return [['', what, several ? `${figures}  ${targetOf(measured)}`.trimEnd() : figures]]
    })
    for (const index of spec.compared) {
      const comparison = comparisons[index]
      if (comparison && isJudged(comparison)) found.push(['', 'compare', plain(comparison.sentence)])
    }
    if (spec.state === 'incomplete' || spec.reason !== undefined)
      found.push(['', spec.state, plain(spec.reason ?? '')])
    const [[, what, figures] = ['', '', ''], ...rest] = found
    return [[nameOf(spec, specs), what, figures], ...rest]
  })
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  // The row of a spec with a reason says it.
  const unexplained = specs
    .filter(({ reason }) => reason === undefined)
    .some(({ measured }) =>
      measured.some(({ measurement }) => measurements[measurement]?.validity.ok === false),
    )
  return [
    '',
    ' Network',
    ...rows.map((row) =>
      ` ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    ),
    ...(unexplained
      ? [
          ` (!) not trustworthy: ${written === null ? '--outputFile.wyndrvr=<file> writes the reasons to a document.' : `the reasons are in ${plain(written)}.`}`,
        ]
      : []),
    '',
  ]
}

/** A measurement's name and main figures, with a mark if they are not trustworthy. */
export function figuresOf(measurement: Measurement): readonly [what: string, figures: string] {
  const [what, figures] = reportOf(measurement).specCells(measurement)
  return [what, `${measurement.validity.ok ? '' : '(!) '}${figures.join('  ')}`]
}

function nameOf(spec: SpecResult, all: readonly SpecResult[]): string {
  const { state, attempts } = spec
  return `${MARKS[state]} ${plain(specName(spec, all))}${attempts > 1 ? ` (attempt ${attempts})` : ''}`
}

function targetsOf(specs: readonly SpecResult[]): ReadonlySet<string> {
  return new Set(specs.flatMap(({ measured }) => measured.map(targetOf)).filter((target) => target !== ''))
}

function targetOf({ target, via }: Omit<SpecMeasured, 'measurement'>): string {
  if (target === null) return ''
  const network = target.network === undefined ? '' : ` over ${networkText(target.network)}`
  return plain(`${nameOfServer(target)}${via === null ? '' : ` via ${via}`}${network}`)
}

/** An imitated network: `20.0 ms ± 2.00 ms, 1 % lost, 50.0 Mbps (kernel)`. */
function networkText({ by, delay, jitter, loss, rate }: Imitation): string {
  const parts = [
    ...(delay > 0 ? [`${timeText(delay)}${jitter > 0 ? ` ± ${timeText(jitter)}` : ''}`] : []),
    ...(loss > 0 ? [`${shareText(loss)} lost`] : []),
    ...(rate === null ? [] : [rateText(rate / 1e6)]),
  ]
  return `${parts.length === 0 ? 'a cable' : parts.join(', ')} (${by})`
}
