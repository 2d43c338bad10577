import { parentPort } from 'node:worker_threads'

import { readRecording } from './recording.ts'
import { oneRunAgainstOne, simulate } from './simulate.ts'
import type { Scenario } from './simulate.ts'

/** Simulations of one kind, for a thread to do. */
export interface Order extends Scenario {
  readonly metric: string
  /** The first seed, and how many. */
  readonly from: number
  readonly count: number
}

/** What came of them. */
export interface Tally {
  /** How many had each verdict. */
  readonly verdicts: Readonly<Record<string, number>>
  /** How much worse one run was than one run, of each. */
  readonly usual: readonly number[]
}

const recording = readRecording()

parentPort?.on('message', (order: Order) => {
  const recorded = recording.metrics.find(({ metric }) => metric === order.metric)
  if (recorded === undefined) throw new Error(`Nothing is recorded of ${order.metric}.`)
  const seeds = Array.from({ length: order.count }, (_, index) => order.from + index)
  const verdicts: Record<string, number> = {}
  for (const seed of seeds) {
    const verdict = simulate(recorded, order, seed)
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  }
  const usual = seeds.map((seed) => oneRunAgainstOne(recorded, order, seed))
  parentPort?.postMessage({ verdicts, usual } satisfies Tally)
})
