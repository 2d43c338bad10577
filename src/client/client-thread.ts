/** A worker thread that runs some of several concurrent clients. */
import { parentPort, workerData } from 'node:worker_threads'

import type { ClientResult, ClientThreadPlan } from './concurrent.ts'
import { runSuite } from './suite.ts'

const plan: ClientThreadPlan = workerData
const stop = new AbortController()
parentPort?.once('message', () => stop.abort())

const results = await Promise.all(plan.clients.map(async (client) => runOne(client)))
parentPort?.postMessage(results)
parentPort?.close()

async function runOne(client: number): Promise<ClientResult> {
  const { document, error } = await runSuite({ ...plan.suite, signal: stop.signal })
  const measurements = document.measurements.map((measurement) => ({ ...measurement, client }))
  return {
    client,
    document: { ...document, measurements },
    error: error && { code: error.code, message: error.message },
  }
}
