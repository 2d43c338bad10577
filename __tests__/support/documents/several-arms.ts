import type { ComparisonRow, MarkdownInput } from '../../../src/report/markdown/input.ts'
import { compared } from './compared-row.ts'
import { exampleComparison } from './comparisons.ts'

/** A row of one of several arms. */
function named(name: string, row: ComparisonRow): ComparisonRow {
  const { base, head } = exampleComparison().arms
  return { ...row, arms: { base: { ...base, name: 'direct' }, head: { ...head, name } } }
}

const COMPARISONS: readonly ComparisonRow[] = [
  named('haproxy', compared('latency.p50', 'worse', 0.041, 0.052, 0.268, 0.02, 0.031)),
  named('haproxy', compared('latency.p99', 'worse', 0.12, 0.2, 0.66, 0.1, 0.05)),
  named('haproxy', compared('download.mbps', 'same', 941, 940, -0.001, 0.004, 0.006)),
  named('nginx', compared('latency.p50', 'worse', 0.041, 0.061, 0.488, 0.02, 0.031)),
  named('nginx', compared('latency.p99', 'same', 0.12, 0.121, 0.01, 0.03, 0.05)),
  named('nginx', compared('download.mbps', 'worse', 941, 700, -0.256, 0.004, 0.006)),
]

/** A comparison of two proxies with the direct path. */
export const SEVERAL_ARMS: Omit<MarkdownInput, 'document'> = {
  comparisons: COMPARISONS,
  specs: [],
  failures: COMPARISONS.filter(({ verdict }) => verdict === 'worse').map(({ sentence }) => sentence),
  mode: null,
}
