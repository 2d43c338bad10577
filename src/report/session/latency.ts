import type { LatencyMeasurement } from '../../results/types.ts'
import { percentileLines } from './percentile-lines.ts'
import { msText } from '../../text/two-decimals.ts'

/** The figures of a latency. */
export function latencyLines(latency: LatencyMeasurement): readonly string[] {
  return [
    '',
    '[CLIENT] Latency Statistics:',
    `  Packets sent: ${latency.sent}`,
    `  Packets received: ${latency.received}`,
    `  Minimum: ${msText(latency.min)}`,
    `  Maximum: ${msText(latency.max)}`,
    `  Average: ${msText(latency.avg)}`,
    `  Std Dev: ${msText(latency.stdev)}`,
    ...percentileLines(latency),
    `  Jitter (RFC 3550): ${msText(latency.jitter)}`,
    `  Jitter (mean difference): ${msText(latency.jitterMean)}`,
  ]
}
