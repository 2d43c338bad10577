import type { Metric } from './metric.ts'
import type { CpuMetricName } from './metric-name.ts'

const WHAT: Readonly<Record<CpuMetricName, string>> = {
  'cpu.download': 'per GB of a download',
  'cpu.upload': 'per GB of an upload',
  'cpu.latency': 'per 1000 round trips',
  'cpu.connect': 'per connection',
}

/** CPU time of the program that traffic passes through. Only comparisons know that program: no measurement has these. */
export const CPU_METRICS: readonly Metric[] = Object.entries(WHAT).map(([name, what]) => ({
  name,
  short: null,
  unit: 'ms',
  better: 'lower',
  what: `Comparisons only: CPU time of the program ${what}`,
  read: () => [],
}))
