import type { LatencyMeasurement } from '../../results/types.ts'
import { percentileLines } from './percentiles.ts'
import { ms } from './units.ts'

/** The figures of a latency. */
export function latencyLines(latency: LatencyMeasurement): readonly string[] {
  return [
    '',
    '[CLIENT] Latency Statistics:',
    `  Packets sent: ${latency.sent}`,
    `  Packets received: ${latency.received}`,
    `  Minimum: ${ms(latency.min)}`,
    `  Maximum: ${ms(latency.max)}`,
    `  Average: ${ms(latency.avg)}`,
    `  Std Dev: ${ms(latency.stdev)}`,
    ...percentileLines(latency),
    `  Jitter (RFC 3550): ${ms(latency.jitter)}`,
    `  Jitter (mean difference): ${ms(latency.jitterMean)}`,
  ]
}
