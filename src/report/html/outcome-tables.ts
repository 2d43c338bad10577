import type { ResultDocument, Verdict } from '../../results/types.ts'
import { timeText } from '../../text/time.ts'
import { figureText } from '../../text/figure.ts'
import { rateText } from '../../text/rate.ts'
import { comparedName } from '../../verdict/compared-name.ts'
import { stateWord } from '../../verdict/run-state.ts'
import { worstFirst } from '../../verdict/worst-first.ts'
import { readingsIn } from '../formats/named-run.ts'
import type { NamedRun } from '../formats/named-run.ts'
import { reportOf } from '../kinds.ts'
import { specName } from '../spec-name.ts'
import { table } from './blocks-html.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import type { Shown } from './shown.ts'

/** What was judged, the worst first. */
export function verdictTable({ verdicts, comparisons }: ResultDocument): Html {
  if (verdicts.length === 0 && comparisons.length > 0) return NOTHING
  return verdicts.length === 0
    ? markup`<p>No threshold was set, so nothing was judged.</p>\n`
    : table(
        'Verdicts',
        ['Threshold or metric', 'Verdict', 'Reason'],
        verdicts
          .toSorted(worstFirst)
          .map(({ threshold, metric, arm, verdict, sentence }) => [
            threshold ?? comparedName(metric, arm),
            verdictCell(verdict),
            sentence,
          ]),
      )
}

/** The word for a verdict. */
export function verdictCell(verdict: Verdict['verdict']): Html {
  return markup`<span class="${verdict}">${stateWord(verdict)}</span>`
}

/** Specs and how they ended. */
export function specTable({ document: { specs = [] } }: NamedRun): Html {
  return table(
    'Specs',
    ['Spec', 'State', 'Reason'],
    specs.map((spec) => [specName(spec, specs), spec.state, spec.reason ?? spec.errors[0] ?? '']),
  )
}

/** The main figures of each measurement, and whether they are trustworthy. */
export function mainTable(shown: readonly Shown[]): Html {
  return table(
    'Measurements',
    ['Measurement', 'Figures', 'Trustworthy'],
    shown.map(({ name, measurement }) => {
      const [, figures] = reportOf(measurement).specCells(measurement)
      const { ok, reasons } = measurement.validity
      return [
        name,
        figures.join(', '),
        markup`${ok ? 'yes' : markup`<strong class="invalid">no</strong>`}${reasons.length === 0 ? NOTHING : `: ${reasons.join(' ')}`}`,
      ]
    }),
  )
}

/** Each stream of the throughput tests. */
export function streamTable(shown: readonly Shown[]): Html {
  return table(
    'Streams',
    ['Test', 'Stream', 'Throughput', 'Retransmits', 'Round trip', 'Congestion control'],
    shown.flatMap(({ name, measurement }) =>
      measurement.kind === 'throughput'
        ? measurement.streams.map(({ mbps, tcp }, place) => [
            name,
            place + 1,
            rateText(mbps),
            tcp?.retransmits ?? '',
            timeText(tcp?.rtt ?? null),
            tcp?.congestion ?? '',
          ])
        : [],
    ),
  )
}

/** Every figure that has a metric's name. */
export function figureTable(run: NamedRun): Html {
  return table(
    'All figures',
    ['Metric', 'Measurement', 'Figure', 'Meaning'],
    readingsIn(run).map(({ metric, value, number }) => [
      metric.name,
      number,
      figureText(value, metric.unit),
      metric.what,
    ]),
  )
}
