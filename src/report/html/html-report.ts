import { inputOf } from '../formats/input-of.ts'
import { separateRuns } from '../formats/named-run.ts'
import type { NamedRun } from '../formats/named-run.ts'
import { outcomeLine } from '../markdown/headline.ts'
import { reasonsOf } from '../markdown/reasons.ts'
import { counted } from '../../text/count.ts'
import { folded, section } from './blocks-html.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { conditionList, endTable } from './host-tables.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { figureTable, mainTable, specTable, streamTable, verdictTable } from './outcome-tables.ts'
import { page } from './page.ts'
import { shownIn } from './shown.ts'
import { spreadCharts } from './spread-charts.ts'
import { datagramChart, rateChart } from './time-charts.ts'

/** Runs that are written in full. */
const MOST_RUNS = 20

/**
 * Runs as one page for a browser: the verdicts in words, then what was measured in time and by percentile, and the machines.
 * It needs no network and no script.
 */
export function htmlReport(given: readonly NamedRun[]): string {
  const runs = separateRuns(given)
  const shown = runs.slice(0, MOST_RUNS)
  const [only] = runs
  const title =
    runs.length === 1 && only !== undefined ? lineOf(only) : `Network: ${counted(runs.length, 'run')}`
  return page(title, [
    runs.length > 1 ? overlay(shown) : NOTHING,
    ...shown.map((run, place) => article(run, place, runs.length > 1)),
    runs.length > shown.length
      ? markup`<p>And ${counted(runs.length - shown.length, 'more run')}, not shown.</p>\n`
      : NOTHING,
  ])
}

/** Several runs by outcome, and their times laid over each other. */
function overlay(runs: readonly NamedRun[]): Html {
  const items = runs.map(
    (run, place) => markup`<li><a href="#run-${place + 1}">${run.name}</a>: ${lineOf(run)}</li>\n`,
  )
  const shown = runs.flatMap((run) =>
    shownIn(run).map(({ name, measurement }) => ({ name: `${run.name}: ${name}`, measurement })),
  )
  return markup`<ol>
${items}</ol>
${section('All runs', spreadCharts(shown))}`
}

function article(run: NamedRun, place: number, named: boolean): Html {
  const { document } = run
  const shown = shownIn(run)
  return markup`<article id="run-${place + 1}">
${named ? markup`<h2>${run.name}: ${lineOf(run)}</h2>\n` : NOTHING}${section('Verdicts', [
    reasons(run),
    verdictTable(document),
    specTable(run),
    mainTable(shown),
  ])}${section('Comparison', comparisonCharts(document.comparisons))}${section('In time', [
    rateChart(shown),
    datagramChart(shown),
    folded('Streams', streamTable(shown)),
  ])}${section('Latency by percentile', spreadCharts(shown))}${section('Both hosts', [endTable(shown)])}${section(
    'Details',
    [folded('All figures', figureTable(run)), folded('Conditions', conditionList(document))],
  )}</article>
`
}

/** What no table says: what could not be measured, and why. */
function reasons(run: NamedRun): Html {
  const told = new Set(run.document.verdicts.map(({ sentence }) => sentence))
  const others = reasonsOf(inputOf(run.document, null)).filter((sentence) => !told.has(sentence))
  return others.length === 0
    ? NOTHING
    : markup`<ul>${others.map((line) => markup`<li>${line}</li>\n`)}</ul>\n`
}

function lineOf({ document }: NamedRun): string {
  return outcomeLine(inputOf(document, null))
}
