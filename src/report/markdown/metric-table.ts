import { changeText, signedText, sizeText } from '../../text/change.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { comparedName } from '../../verdict/compared-name.ts'
import { METRICS } from '../../verdict/metrics.ts'
import type { Metric } from '../../verdict/metric.ts'
import { readingsOf, worstValue } from '../../verdict/readings.ts'
import { informingText, STATES, stateText } from '../../verdict/run-state.ts'
import { shownHead } from '../../verdict/shown-head.ts'
import { more, table } from './blocks.ts'
import { escapeCode, escapeMarkdown } from './escape.ts'
import type { ComparisonRow, Detail, MarkdownInput } from './input.ts'
import { judgedIn, onlyInforms } from './judged.ts'
import type { Judged } from './judged.ts'
import { boundOf } from './limited-figure.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { metricText } from './metric-text.ts'

/** Metrics shown without being judged, besides the main ones. */
const SHOWN: ReadonlySet<string> = new Set([
  'latency.p99',
  'http.latency.p99',
  'connect.p99',
  'udp.latency.p99',
  'loaded.p95.increase',
  'loaded.rpm',
])

/** Maximum characters of a spec's name beside a metric. */
const LONGEST_NAME = 60

/** Every judged metric, the worst first, then the main figures of what else was measured. */
export function metricTable(input: MarkdownInput, { rows }: Detail): string {
  const judged = judgedIn(input)
  const others = METRICS.filter(
    (metric) =>
      (MAIN_METRICS.includes(metric) || SHOWN.has(metric.name)) &&
      !judged.some((one) => one.metric === metric.name && !one.ofSpec),
  ).flatMap((metric) => measuredRow(metric, input))
  const all = [...judged.map(judgedRow), ...others]
  return [
    table(['Metric', 'Bound', 'Figure', 'Change', 'Verdict'], all.slice(0, rows)),
    more(all.length - rows, 'metric'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function judgedRow(judged: Judged): readonly string[] {
  const { metric, threshold, comparison, verdict, asked, ofSpec, spec } = judged
  const bound =
    threshold === null
      ? marginText(onlyInforms(judged) ? null : comparison)
      : escapeCode(boundOf(threshold, metric))
  const word = onlyInforms(judged)
    ? `${STATES.measured.icon} for information`
    : ofSpec
      ? `${STATES[verdict].word} (judged by its spec)`
      : asked
        ? stateText(verdict)
        : informingText(verdict)
  const compared = comparedName(escapeCode(metric), judged.arm && escapeMarkdown(judged.arm))
  const name = spec === null ? compared : `${compared} (${escapeMarkdown(spec, LONGEST_NAME)})`
  return [name, bound, figureOf(judged), changeOf(judged), word]
}

function marginText(comparison: ComparisonRow | null): string {
  const { margin = null, scale } = comparison ?? {}
  return margin === null ? '' : `±${sizeText(margin, 3, scale)}`
}

function figureOf({ metric, figure, comparison, baseline }: Judged): string {
  const change = comparison ?? baseline
  if (change === null || change.base === null) return `**${metricText(metric, figure)}**`
  const head = comparison === null ? change.head : shownHead(comparison)
  return `${metricText(metric, change.base)} → **${metricText(metric, head ?? figure)}**`
}

function changeOf({ metric, comparison, baseline }: Judged): string {
  if (comparison !== null) {
    const { change, interval, scale } = comparison
    return change === null ? UNKNOWN : changeText(change, interval, scale)
  }
  if (baseline === null || baseline.base === null || baseline.head === null || baseline.base <= 0) return ''
  const change = baseline.head / baseline.base - 1
  if (!Number.isFinite(change)) return UNKNOWN
  const [least, largest] = baseline.spread ?? [baseline.base, baseline.base]
  const runs =
    baseline.runs === 1
      ? 'one earlier run'
      : `${baseline.runs} earlier runs: ${metricText(metric, least)} to ${metricText(metric, largest)}`
  return `${signedText(change)} (${runs})`
}

/** Shows the worst of several measurements, the one that a threshold judges. */
function measuredRow(metric: Metric, { document }: MarkdownInput): readonly (readonly string[])[] {
  const { trusted, others } = readingsOf(metric, document.measurements)
  const worst = worstValue(metric, trusted)
  const [other] = others
  const name = escapeCode(metric.name)
  if (worst === null) {
    // A p99 unknown for lack of probes is not worth a row: nobody asked for it.
    return !MAIN_METRICS.includes(metric) || other === undefined
      ? []
      : [[name, '', UNKNOWN, '', other.reason === 'untrusted' ? stateText('invalid') : '']]
  }
  const of = [
    trusted.length > 1 ? `worst of ${trusted.length}` : '',
    others.length > 0 ? `${others.length} more cannot be judged` : '',
  ].filter((part) => part !== '')
  return [
    [name, '', `**${metricText(metric.name, worst)}**${of.length > 0 ? ` (${of.join(', ')})` : ''}`, '', ''],
  ]
}
