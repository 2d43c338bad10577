import { summarize } from '../../../src/stats/summary.ts'
import { exampleLatency } from './documents.ts'

/** A latency of 200 probes, each of which took 2 ms. */
export const steadyLatency = exampleLatency({
  sent: 200,
  received: 200,
  ...summarize(Array.from({ length: 200 }, () => 2)),
})
