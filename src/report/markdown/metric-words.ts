import { listText } from '../../text/list.ts'
import { percentileLabel } from '../../text/percentile.ts'

/** Parts of metric names that are written differently in prose. The first figure of a test needs no word. */
const WORDS: Readonly<Record<string, string>> = {
  udp: 'UDP',
  http: 'HTTP',
  tls: 'TLS',
  cost: '',
  cpu: 'CPU time',
  rss: 'memory',
  rpm: 'RPM',
  mbps: '',
  call: 'calls',
}

/** A metric as people write it: `Latency p50`, `Download`, `UDP download loss`. */
export function metricWords(metric: string): string {
  const words = wordsOf(metric)
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

/** A metric within a sentence, the median of latency by its short name: `latency`, `latency p99`, `download`. */
export function metricInSentence(metric: string): string {
  return wordsOf(metric.replace(/^((?:http\.)?latency|call)\.p50$/, '$1'))
}

/** Metrics within a sentence: `latency, download and 2 more`. */
export function metricsInSentence(metrics: readonly string[]): string {
  const names = [...new Set(metrics)].map(metricInSentence)
  const shown = names.length > MOST_NAMED + 1 ? names.slice(0, MOST_NAMED) : names
  const parts = names.length > shown.length ? [...shown, `${names.length - shown.length} more`] : shown
  return listText(parts)
}

const MOST_NAMED = 2

function wordsOf(metric: string): string {
  return metric
    .split('.')
    .map((part) => WORDS[part] ?? percentileLabel(part))
    .filter((part) => part !== '')
    .join(' ')
}
