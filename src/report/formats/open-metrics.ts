import type { Metric } from '../../verdict/metric.ts'
import type { MetricUnit } from '../../text/figure.ts'
import { familiesText } from './metric-families.ts'
import type { Family, Sample } from './metric-families.ts'
import { readingsIn } from './named-run.ts'
import type { NamedRun } from './named-run.ts'

/**
 * Figures in the text format of OpenMetrics 1.0, which Prometheus reads: base units (seconds, bytes per second, ratios), and
 * percentiles as quantiles of a summary. Only figures of trustworthy measurements; `wyndrvr_trusted` says which are.
 */
export function openMetricsReport(runs: readonly NamedRun[]): string {
  return familiesText(familiesOf(runs))
}

/** The families of {@link openMetricsReport}. */
export function familiesOf(runs: readonly NamedRun[]): readonly Family[] {
  const families = new Map<string, Family & { readonly samples: Sample[] }>()
  const add = (family: Omit<Family, 'samples'>, sample: Sample): void => {
    const known = families.get(family.name) ?? { ...family, samples: [] }
    families.set(family.name, known)
    known.samples.push(sample)
  }
  for (const run of runs) {
    const { document, name } = run
    const labels = { run: name, host: document.target.host, port: document.target.port }
    add(STARTED, { labels, value: Date.parse(document.startedAt) / 1000 })
    document.measurements.forEach(({ kind, client, validity }, place) =>
      add(TRUSTED, {
        labels: { ...labels, measurement: place + 1, client, kind },
        value: validity.ok ? 1 : 0,
      }),
    )
    for (const { family, quantile, value, number, client } of figuresIn(run)) {
      const own = { ...labels, measurement: number, client }
      add(family, { labels: quantile === null ? own : { ...own, quantile }, value })
    }
    document.verdicts.forEach(({ kind, metric, arm, threshold, verdict }, place) =>
      add(VERDICT, {
        labels: {
          ...labels,
          number: place + 1,
          kind,
          metric,
          ...(arm !== undefined && { arm }),
          threshold: threshold ?? '',
          verdict,
        },
        value: 1,
      }),
    )
  }
  return [...families.values()]
}

/** A figure in its base unit, under the names that systems for metrics give it. */
export interface NamedFigure {
  readonly family: Omit<Family, 'samples'>
  /** `wyndrvr.loaded.p99.increase`: without its unit, as OpenTelemetry has it. */
  readonly dotted: string
  /** Of a percentile: `0.99`. */
  readonly quantile: string | null
  readonly value: number
  /** Number of the measurement in its document, from 1. */
  readonly number: number
  readonly client: number
}

/** The figures of a run's trustworthy measurements. */
export function figuresIn(run: NamedRun): readonly NamedFigure[] {
  return readingsIn(run)
    .filter(({ measurement }) => measurement.validity.ok)
    .map(({ metric, value, number, measurement: { client } }) => {
      const { family, dotted, quantile, factor } = namesOf(metric)
      return { family, dotted, quantile, value: value * factor, number, client }
    })
}

const STARTED: Omit<Family, 'samples'> = {
  name: 'wyndrvr_started_timestamp_seconds',
  type: 'gauge',
  unit: 'seconds',
  help: 'When the run started, Unix time',
}

const TRUSTED: Omit<Family, 'samples'> = {
  name: 'wyndrvr_trusted',
  type: 'gauge',
  unit: '',
  help: 'Whether a measurement is trustworthy: 1 or 0',
}

const VERDICT: Omit<Family, 'samples'> = {
  name: 'wyndrvr_verdict',
  type: 'gauge',
  unit: '',
  help: 'A verdict, in the label of that name; always 1',
}

/** The base unit of each unit, and the factor to it. */
const BASE_UNITS: Readonly<Record<MetricUnit, readonly [unit: string, factor: number]>> = {
  ms: ['seconds', 1e-3],
  Mbps: ['bytes_per_second', 1e6 / 8],
  share: ['ratio', 1],
  '1/s': ['per_second', 1],
  MB: ['bytes', 1e6],
  'ms/GB': ['seconds_per_gigabyte', 1e-3],
  'ms/1000': ['seconds_per_thousand', 1e-3],
  'ms/connection': ['seconds_per_connection', 1e-3],
  '': ['', 1],
}

/** `latency.p99` is a quantile of `wyndrvr_latency_seconds`, `loaded.p99.increase` is `wyndrvr_loaded_p99_increase_seconds`. */
function namesOf({ name, unit, what }: Metric): Pick<NamedFigure, 'family' | 'dotted' | 'quantile'> & {
  readonly factor: number
} {
  const [base, factor] = BASE_UNITS[unit]
  const [, subject = name, digits] = /^(.*)\.p(\d+)$/.exec(name) ?? []
  // The unit says it already.
  const words = subject.replace(/\.mbps$|(?<=[a-z])Share$/, '').replaceAll(/[A-Z]/g, '_$&')
  const dotted = `wyndrvr.${words.toLowerCase()}`
  const family = [...dotted.split('.'), ...(base === '' ? [] : [base])].join('_')
  const help = digits === undefined ? what : what.replace(/[:,] [^:,]*$/, '')
  return {
    family: { name: family, type: digits === undefined ? 'gauge' : 'summary', unit: base, help },
    dotted,
    quantile: digits === undefined ? null : `0.${digits.replace(/0$/, '')}`,
    factor,
  }
}
