import { availableParallelism } from 'node:os'
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'

import { Placer } from '../host/placer.ts'
import { startThread } from '../host/start-thread.ts'
import { WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import type { Interval } from '../results/events.ts'
import type { Measurement, ResultDocument } from '../results/types.ts'
import { checkWhole, usageError } from '../check.ts'
import type { SuiteListener } from './listener.ts'
import { planSuite } from './plan.ts'
import type { SuitePlan } from './plan.ts'
import type { SuiteOptions } from './suite.ts'

/** The suite's options, without those that cannot be sent to another thread. */
export type ConcurrentSuite = Omit<SuiteOptions, 'listener' | 'signal'>

/** What one of the clients measured. */
export interface ClientResult {
  /** 1 for the first. */
  readonly client: number
  readonly document: ResultDocument
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

/** Called with the steps of all clients as they happen. Each measurement and interval has its client's number. */
export type ConcurrentListener = Pick<SuiteListener, 'onConnect' | 'onInterval' | 'onMeasurement'>

/** How concurrent clients run. */
export interface ConcurrentRun {
  /** The plan of the suite, if it has been planned. */
  readonly planned?: SuitePlan | undefined
  /** Stops all clients; each keeps what it had measured. */
  readonly signal?: AbortSignal | undefined
  /** Called with their steps; an error that it throws ends all clients. */
  readonly listener?: ConcurrentListener | undefined
  /** How much longer (ms) than its timeout each client waits for answers, because the server may serve others first. Default 0. */
  readonly longer?: number | undefined
}

/** What a client thread reports: steps while it runs, if wanted, and its results at the end. */
export type ClientThreadMessage =
  | { readonly type: 'connect'; readonly begun: ResultDocument }
  | { readonly type: 'interval'; readonly interval: Interval }
  | { readonly type: 'measurement'; readonly measurement: Measurement }
  | { readonly type: 'end'; readonly report: ClientThreadReport }

/** What a client thread reports at its end: results, or why the server's dialect cannot run its tests. */
export type ClientThreadReport =
  | { readonly results: readonly ClientResult[] }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } }

/** What a client thread is started with. */
export interface ClientThreadPlan {
  readonly clients: readonly number[]
  readonly suite: ConcurrentSuite
  readonly planned: SuitePlan
  /** Whether to report steps while it runs. */
  readonly live: boolean
  readonly longer: number
}

/**
 * Runs the suite with several clients at once, spread over worker threads.
 * @param clients 1 to 1000
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, before a client is started
 */
export async function runConcurrent(
  clients: number,
  suite: ConcurrentSuite,
  { planned, signal, listener, longer = 0 }: ConcurrentRun = {},
): Promise<readonly ClientResult[]> {
  checkWhole('the number of concurrent clients', clients, 1, 1000)
  if (clients > 1 && (suite.sourcePort !== undefined || suite.mtuProbe === true)) {
    throw usageError('sourcePort and mtuProbe are for one client. Leave them out, or run one client.')
  }
  if (clients > 1) refusePid(suite)
  const plan = planned ?? planSuite(suite)
  // The threads start where this one is, and must not move on their own.
  using placer = new Placer(suite.placement ?? 'none', clients > 1 ? TOO_MANY : null)
  placer.client('transfers')
  placer.client('latency')
  const unplaced: ConcurrentSuite = { ...suite, placement: 'none' }
  const numbers = Array.from({ length: clients }, (_, index) => index + 1)
  const threads = Math.min(clients, Math.max(2, availableParallelism()))
  const results = await Promise.all(
    Array.from({ length: threads }, async (_, thread) => {
      const mine = numbers.filter((number) => number % threads === thread)
      return runThread(
        { clients: mine, suite: unplaced, planned: plan, live: listener !== undefined, longer },
        signal,
        listener,
      )
    }),
  )
  return results
    .flat()
    .map((result) => withPlacement(result, placer))
    .toSorted((a, b) => a.client - b.client)
}

/**
 * Refuses the option `pid`, if there are several clients: the program's CPU time would be that of all.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function refusePid({ pid }: ConcurrentSuite): void {
  if (pid !== undefined) throw usageError('pid is for one client. Leave it out, or run one client.')
}

/** Why `auto` places none of several clients. */
const TOO_MANY = 'concurrent clients need all CPUs'

function withPlacement(result: ClientResult, { entry }: Placer): ClientResult {
  const { document } = result
  const environment = { ...document.environment, ...entry }
  return { ...result, document: { ...document, environment } }
}

async function runThread(
  plan: ClientThreadPlan,
  signal?: AbortSignal,
  listener?: ConcurrentListener,
): Promise<readonly ClientResult[]> {
  const worker = startThread(import.meta.url, 'client-thread', plan)
  const stop = (): void => worker.postMessage('stop')
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  try {
    const report = await Promise.race([reportOf(worker, listener), ended(worker)])
    if ('refused' in report) throw new WyndrvrError(report.refused.code, report.refused.message)
    return report.results
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

async function reportOf(worker: Worker, listener: ConcurrentListener = {}): Promise<ClientThreadReport> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ClientThreadMessage) => {
      try {
        if (message.type === 'end') resolve(message.report)
        else hear(message, listener)
      } catch (error) {
        reject(error)
      }
    })
    worker.once('error', reject)
  })
}

function hear(message: Exclude<ClientThreadMessage, { type: 'end' }>, listener: ConcurrentListener): void {
  switch (message.type) {
    case 'connect':
      return listener.onConnect?.(message.begun.target, message.begun)
    case 'interval':
      return listener.onInterval?.(message.interval)
    case 'measurement':
      return listener.onMeasurement?.(message.measurement)
  }
}

async function ended(worker: Worker): Promise<never> {
  await once(worker, 'exit')
  throw new WyndrvrError('ERR_WYNDRVR_WORKER', 'A client thread ended before it measured anything.')
}
