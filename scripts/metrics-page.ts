import { metricCells } from '../src/report/metric-lines.ts'
import { COST_METRICS } from '../src/verdict/cost-metrics.ts'
import { KIND_METRICS } from '../src/verdict/kinds.ts'
import type { Metric } from '../src/verdict/metric.ts'

const HEAD = ['metric', 'short name', 'unit', 'better', 'meaning']

const INTRO = `# Metrics

<!-- Written by \`npm run docs\` from src/verdict/kinds/. Do not edit. -->

A metric is a figure that a [threshold](thresholds.md) can bound. \`npx wyndrvr metrics\` prints this list, and the TypeScript API
exports it as \`METRICS\`. [Measurements](../explanation/measurements.md) defines each figure.

- A short name stands for one metric: \`download\` is \`download.mbps\`.
- The prefix \`cost.\` may be left out: \`cpu.download\` is \`cost.cpu.download\`. \`ms/1000\` is per 1000 round trips.
- Shares are numbers from 0 to 1 in the result document, and percentages in thresholds and reports.
- The 99.9th percentile is \`p999\` in names, and p99.9 in reports.
- If a document has several measurements of a metric, for example from concurrent clients, a threshold has to hold for each of them,
  and a comparison with a baseline uses the worst.
- \`udp.…\` without a direction and \`loaded.…\` without a phase cover every direction or phase that was measured: \`udp.loss <= 0.1%\` has to hold
  both ways.
- Latency has a name for what carries the probes: \`latency.…\` over TCP, \`http.latency.…\` over HTTP/1.1 and HTTP/2, \`udp.latency.…\` over UDP.
  Over WebSocket it is \`latency.…\`: the probes are those of TCP, in messages. All other metrics have the same names over every dialect.
- If the probe at the rank of a percentile was lost, the percentile is unbounded and breaks every upper limit. If the sample is too
  small for a percentile, it is unknown.
`

/** The text of `docs/reference/metrics.md`. */
export function metricsPage(): string {
  const sections = KIND_METRICS.map(({ heading, metrics }) => `## ${heading}\n\n${tableOf(metrics)}\n`)
  const cost = `## Cost\n\n${tableOf(COST_METRICS)}\n`
  return [INTRO, ...sections, cost].join('\n')
}

/** The table, laid out as the formatter does. */
function tableOf(metrics: readonly Metric[]): string {
  const rows = metrics.map((metric) =>
    metricCells(metric).map((cell, column) => (column < 2 && cell !== '' ? `\`${cell}\`` : cell)),
  )
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const rule = widths.map((width) => '-'.repeat(width))
  return [HEAD, rule, ...rows]
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n')
}
