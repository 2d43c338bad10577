import { parentPort } from 'node:worker_threads'

import { readRecording } from './recording.ts'
import { oneRunAgainstOne, simulate } from './simulate.ts'
import type { Scenario } from './simulate.ts'

/** Simulations of one kind, for one thread. */
export interface Order extends Scenario {
  readonly metric: string
  /** The first seed, and the number of seeds. */
  readonly from: number
  readonly count: number
}

/** Their results. */
export interface Tally {
  /** Number of comparisons by verdict. */
  readonly verdicts: Readonly<Record<string, number>>
  /** For each, by how much one run was worse than another. */
  readonly usual: readonly number[]
}

const recording = readRecording()

parentPort?.on('message', (order: Order) => {
  const recorded = recording.metrics.find(({ metric }) => metric === order.metric)
  if (recorded === undefined) throw new Error(`The recording has no metric ${order.metric}.`)
  const seeds = Array.from({ length: order.count }, (_, index) => order.from + index)
  const verdicts: Record<string, number> = {}
  for (const seed of seeds) {
    const verdict = simulate(recorded, order, seed)
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  }
  const usual = seeds.map((seed) => oneRunAgainstOne(recorded, order, seed))
  parentPort?.postMessage({ verdicts, usual } satisfies Tally)
})
