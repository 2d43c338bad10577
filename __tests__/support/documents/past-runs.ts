import type { ResultDocument } from '../../../src/results/types.ts'
import { randomSource } from '../../../src/stats/random.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from './documents.ts'

/** Documents of runs an hour apart, with figures that vary by up to 4 %. */
export function pastRuns(
  count: number,
  latency: (index: number) => number = () => 1,
): readonly ResultDocument[] {
  const random = randomSource(1, 'past runs')
  const varied = (value: number): number => value * (0.98 + 0.04 * random())
  return Array.from({ length: count }, (_, index) => ({
    ...exampleDocument([
      exampleLatency({ p50: varied(latency(index)) }),
      exampleThroughput({ mbps: varied(800) }),
    ]),
    startedAt: new Date(Date.UTC(2024, 9, 1) + index * 3_600_000).toISOString(),
  }))
}

/** The hash of the commit of such a run. */
export function commitOf(index: number): string {
  return (index + 0x1000).toString(16).padEnd(40, 'c')
}
