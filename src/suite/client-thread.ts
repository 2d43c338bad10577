/** A worker thread that runs some of the concurrent clients. */
import { parentPort, workerData } from 'node:worker_threads'

import { WyndrvrError } from '../errors.ts'
import type { Measurement } from '../results/types.ts'
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
  const measurements = document.measurements.map((measurement) => withNumber(measurement, client))
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
    onMeasurement: (measurement) =>
      tell({ type: 'measurement', measurement: withNumber(measurement, client) }),
  }
}

/** All clients are in one process, whose CPU time and memory are not those of one of them. */
function withNumber(measurement: Measurement, client: number): Measurement {
  const { ends } = measurement
  if (ends === null) return { ...measurement, client }
  const { cpuTime: _, maxRss: __, ...own } = ends.client
  return { ...measurement, client, ends: { ...ends, client: own } }
}

function tell(message: ClientThreadMessage): void {
  parentPort?.postMessage(message)
}
