import { inputOf } from '../formats/input-of.ts'
import { separateRuns } from '../formats/named-run.ts'
import type { NamedRun } from '../formats/named-run.ts'
import { headline } from '../markdown/headline.ts'
import { reasonsOf } from '../markdown/reasons.ts'
import { stateOf } from '../markdown/run-outcome.ts'
import { counted } from '../../text/count.ts'
import { STATES } from '../../verdict/run-state.ts'
import { folded, section } from './blocks-html.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { conditionList, endTable } from './host-tables.ts'
import { loadCharts } from './load-charts.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { figureTable, mainTable, specTable, streamTable, verdictTable } from './outcome-tables.ts'
import { page } from './page.ts'
import { probeChart } from './probe-charts.ts'
import { shownIn } from './shown.ts'
import type { Shown } from './shown.ts'
import { hasTimes, spreadCharts } from './spread-charts.ts'
import { datagramChart, rateChart } from './time-charts.ts'

/** Runs that are written in full. */
const MOST_RUNS = 20

/** Tests that are drawn with the times of all runs. */
const MOST_GROUPS = 6

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

/** Several runs by outcome, and the times of what several of them measured laid over each other. */
function overlay(runs: readonly NamedRun[]): Html {
  const items = runs.map(
    (run, place) => markup`<li><a href="#run-${place + 1}">${run.name}</a>: ${lineOf(run)}</li>\n`,
  )
  const groups = new Map<string, Shown[]>()
  for (const run of runs) {
    for (const { name, measurement } of shownIn(run).filter(hasTimes))
      groups.set(name, [...(groups.get(name) ?? []), { name: run.name, measurement }])
  }
  const several = [...groups].filter(([, shown]) => shown.length > 1)
  const left = several.length - MOST_GROUPS
  return markup`<ol>
${items}</ol>
${section('All runs', [
  ...several.slice(0, MOST_GROUPS).flatMap(([name, shown]) => spreadCharts(shown, ` of ${name}`)),
  left > 0 ? markup`<p>And ${counted(left, 'more test')} of several runs, not drawn.</p>\n` : NOTHING,
])}`
}

function article(run: NamedRun, place: number, named: boolean): Html {
  const { document } = run
  const shown = shownIn(run)
  const part = (title: string, content: readonly Html[]): Html => section(title, content, named ? 3 : 2)
  return markup`<article id="run-${place + 1}">
${[
  named ? markup`<h2>${run.name}: ${lineOf(run)}</h2>\n` : NOTHING,
  part('Outcome', [reasons(run), verdictTable(document), specTable(run), mainTable(shown)]),
  part('Comparison', comparisonCharts(document.comparisons)),
  part('In time', [
    ...loadCharts(shown),
    rateChart(shown),
    probeChart(shown),
    datagramChart(shown),
    folded('Streams', streamTable(shown)),
  ]),
  part('Latency by percentile', spreadCharts(shown)),
  part('Both hosts', [endTable(shown)]),
  part('Details', [folded('All figures', figureTable(run)), folded('Conditions', conditionList(document))]),
]}</article>
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

/** Without an icon, which not every font has. */
function lineOf({ document }: NamedRun): string {
  const input = inputOf(document, null)
  const state = stateOf(input)
  // The sentences of the other states begin with the state.
  const word = state === 'pass' || state === 'fail' ? ` ${STATES[state].word}` : ''
  return `Network${word}: ${headline(input)}`
}
