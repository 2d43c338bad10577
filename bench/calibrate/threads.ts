import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

import { nextEvent } from '../../src/host/next-event.ts'
import type { Order, Tally } from './simulate-thread.ts'

/** Simulation threads. */
export interface Threads extends AsyncDisposable {
  readonly simulate: (order: Omit<Order, 'from' | 'count'>) => Promise<Tally>
}

/**
 * Starts one thread per CPU, which share the simulations of each kind.
 * @param count simulations per kind
 */
export function startThreads(count: number): Threads {
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('simulate-thread.ts', import.meta.url)),
  )
  const part = Math.ceil(count / workers.length)
  return {
    simulate: async (order) => {
      const tallies = await Promise.all(
        workers.map(async (worker, index) => {
          const from = index * part
          const message = nextEvent<Tally>(worker, 'message')
          worker.postMessage({
            ...order,
            from,
            count: Math.max(0, Math.min(part, count - from)),
          } satisfies Order)
          return message
        }),
      )
      return sumOf(tallies)
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map(async (worker) => worker.terminate()))
    },
  }
}

function sumOf(tallies: readonly Tally[]): Tally {
  const verdicts: Record<string, number> = {}
  for (const tally of tallies) {
    for (const [verdict, count] of Object.entries(tally.verdicts)) {
      verdicts[verdict] = (verdicts[verdict] ?? 0) + count
    }
  }
  return { verdicts, usual: tallies.flatMap(({ usual }) => usual) }
}
