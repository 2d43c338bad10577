/** A worker thread that runs some of the concurrent clients. */
import { parentPort, workerData } from 'node:worker_threads'

import { WyndrvrError } from '../errors.ts'
import type { ClientResult, ClientThreadMessage, ClientThreadPlan, ClientThreadReport } from './concurrent.ts'
import type { SuiteListener } from './listener.ts'
import { runPlannedSuite } from './suite.ts'

const plan: ClientThreadPlan = workerData
const stop = new AbortController()
parentPort?.once('message', () => stop.abort())

tell({ type: 'end', report: await runAll() })
parentPort?.close()

async function runAll(): Promise<ClientThreadReport> {
  try {
    return { results: await Promise.all(plan.clients.map(async (client) => runOne(client))) }
  } catch (error) {
    // Posted to the other thread, a WyndrvrError would become a plain Error.
    if (!(error instanceof WyndrvrError)) throw error
    return { refused: { code: error.code, message: error.message } }
  }
}

async function runOne(client: number): Promise<ClientResult> {
  const listener = plan.live ? listenerOf(client) : undefined
  const suite = { ...plan.suite, signal: stop.signal, listener }
  const { document, error } = await runPlannedSuite(suite, plan.planned, { longer: plan.longer })
  const measurements = document.measurements.map((measurement) => ({ ...measurement, client }))
  return {
    client,
    document: { ...document, measurements },
    error: error && { code: error.code, message: error.message },
  }
}

function listenerOf(client: number): SuiteListener {
  return {
    onConnect: (_, begun) => tell({ type: 'connect', begun }),
    onInterval: (interval) => tell({ type: 'interval', interval: { ...interval, client } }),
    onMeasurement: (measurement) => tell({ type: 'measurement', measurement: { ...measurement, client } }),
  }
}

function tell(message: ClientThreadMessage): void {
  parentPort?.postMessage(message)
}
