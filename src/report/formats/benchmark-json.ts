import type { MetricUnit } from '../../text/figure.ts'
import type { Metric } from '../../verdict/metric.ts'
import { plain } from '../plain.ts'
import { readingsIn } from './named-run.ts'
import type { NamedRun, Reading } from './named-run.ts'

/**
 * Figures in the Bencher Metric Format (https://bencher.dev/docs/reference/bencher-metric-format/): a test is a benchmark, its
 * figures are measures.
 */
export function bencherReport(runs: readonly NamedRun[]): string {
  const benchmarks = new Map<string, Record<string, { readonly value: number }>>()
  for (const { reading, name } of namedReadings(runs, testOf)) {
    const measures = benchmarks.get(name) ?? {}
    benchmarks.set(name, { ...measures, [figureOf(reading.metric)]: { value: reading.value } })
  }
  return jsonText(Object.fromEntries(benchmarks))
}

/**
 * Figures as github-action-benchmark reads them with one of its tools, `customSmallerIsBetter` or `customBiggerIsBetter`: a file
 * has figures of one direction.
 */
export function actionBenchmarkReport(runs: readonly NamedRun[], better: Metric['better']): string {
  const entries = namedReadings(runs, ({ name }) => name).filter(
    ({ reading }) => reading.metric.better === better,
  )
  return jsonText(
    entries.map(({ reading: { metric, value }, name }) => ({
      name,
      unit: UNITS[metric.unit],
      value,
      extra: metric.what,
    })),
  )
}

const UNITS: Readonly<Record<MetricUnit, string>> = {
  ms: 'ms',
  Mbps: 'Mbps',
  share: 'ratio',
  '1/s': '1/s',
  MB: 'MB',
  'ms/GB': 'ms/GB',
  'ms/1000': 'ms/1000',
  'ms/connection': 'ms/connection',
  '': 'count',
}

/**
 * What a service that follows figures over time can keep: those of trustworthy measurements, if they are finite, because JSON
 * has no other numbers. Each has a name of its own: of measurements with the same figures, the second is `latency (2)`.
 */
function namedReadings(
  runs: readonly NamedRun[],
  nameOf: (metric: Metric) => string,
): readonly { readonly reading: Reading; readonly name: string }[] {
  return runs.flatMap((run) => {
    const seen = new Map<string, number[]>()
    return readingsIn(run)
      .filter(({ value, measurement }) => measurement.validity.ok && Number.isFinite(value))
      .map((reading) => {
        const own = nameOf(reading.metric)
        const numbers = seen.get(own) ?? []
        if (!numbers.includes(reading.number)) seen.set(own, [...numbers, reading.number])
        const place = (seen.get(own) ?? []).indexOf(reading.number)
        const numbered = place === 0 ? own : `${own} (${place + 1})`
        return { reading, name: runs.length === 1 ? numbered : `${plain(run.name)}: ${numbered}` }
      })
  })
}

/** `loaded.download` of `loaded.download.p99.increase`. */
function testOf({ name }: Metric): string {
  return name.replace(FIGURE, '')
}

/** `p99.increase` of `loaded.download.p99.increase`. */
function figureOf({ name }: Metric): string {
  return FIGURE.exec(name)?.[1] ?? name
}

const FIGURE = /\.([^.]+(?:\.increase)?)$/

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
