import type { Worker } from 'node:worker_threads'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { messageOf, systemCodeOf } from '../errors.ts'
import { startThread } from '../host/start-thread.ts'
import { nextEvent } from '../host/next-event.ts'
import { countTables, forgetCounts } from './connection-counts.ts'
import { CLOSE_LIMIT } from './limits.ts'
import type { SessionAsk, SessionReply } from './iperf3/session-messages.ts'
import { listen, listenError } from './listen.ts'
import type { Address } from './listen.ts'
import type { Plan, RunningMode, ServerParts, WorkerPlan } from './mode.ts'
import { PollSlots } from './poll-slots.ts'
import type { PollAsk, PollReply } from './poll-slots.ts'
import { replace } from './replace.ts'
import { reserveAddress } from './reserve.ts'
import type { SeatAsk, SeatReply } from './seat-messages.ts'
import type { Served } from './tally.ts'
import type { Traffic } from './traffic.ts'
import type { UdpAsk, UdpReply } from './udp-messages.ts'
import { watchWorker } from './worker-watch.ts'
import type { WorkerUsage } from './usage.ts'

/** What a worker thread gets when it starts. */
export interface ThreadPlan extends WorkerPlan {
  readonly host: string
  readonly port: number
  readonly reusePort: boolean
  readonly sequential: boolean
  /** The counts of connections of all workers, and the table of this one. */
  readonly counts: Int32Array<SharedArrayBuffer>
  readonly slot: number
}

/** A worker thread's first message: it listens, or could not start. */
type StartReport =
  | { readonly type: 'listening'; readonly address: Address }
  | { readonly type: 'failed'; readonly code: string | null; readonly message: string }

/** A worker thread's messages: how it started, then what it has served, that it is alive, and what it asks for. */
export type ThreadReport =
  | StartReport
  | ({ readonly type: 'ended' } & Served)
  | { readonly type: 'alive'; readonly hasDescriptors: boolean }
  | { readonly type: 'full' }
  | PollAsk
  | ({ readonly type: 'usage' } & WorkerUsage)
  | ({ readonly type: 'traffic' } & Traffic)
  | UdpAsk
  | SessionAsk
  | SeatAsk

/** Messages to a worker thread. */
export type ThreadOrder = 'alive' | 'close' | PollReply | UdpReply | SessionReply | SeatReply

/** Thread mode: every worker thread accepts on a shared port, over which the kernel spreads the connections. */
export async function startThreads(
  plan: Plan,
  parts: ServerParts,
  canReusePort?: boolean,
): Promise<RunningMode> {
  const reusePort = canReusePort ?? (await reusePortWorks())
  if (!reusePort)
    return new Threads({ ...plan, reusePort, sequential: false }, parts).start(1, [CANNOT_SHARE])
  // A port that the kernel picks is free. A requested one has to be checked and reserved.
  const reservation = plan.port === 0 ? null : await reserveAddress(plan)
  try {
    const threads = new Threads({ ...plan, ...reservation?.address, reusePort, sequential: false }, parts)
    const running = await threads.start(plan.workers, [])
    return { ...running, close: async () => running.close().finally(reservation?.release) }
  } catch (error) {
    reservation?.release()
    throw error
  }
}

const CANNOT_SHARE =
  'This platform cannot share a port between threads: one worker thread serves all connections.'

/** Sequential mode: one worker thread serves one client after another. */
export async function startSequential(plan: Plan, parts: ServerParts): Promise<RunningMode> {
  const threads = new Threads({ ...plan, reusePort: false, sequential: true }, parts)
  return threads.start(1, [])
}

/** The worker threads of a server; one that dies is replaced. */
class Threads {
  readonly #plan: Omit<ThreadPlan, 'counts' | 'slot'>
  readonly #parts: ServerParts
  readonly #polling = new PollSlots<Worker>((worker, reply) => worker.postMessage(reply))
  readonly #running = new Set<Worker>()
  readonly #counts: Int32Array<SharedArrayBuffer>
  /** The tables of counts that no worker has. */
  readonly #slots: number[]
  #closing = false

  constructor(plan: Omit<ThreadPlan, 'counts' | 'slot'> & { readonly workers: number }, parts: ServerParts) {
    this.#plan = plan
    this.#counts = countTables(plan.workers)
    this.#slots = Array.from({ length: plan.workers }, (_, slot) => slot)
    this.#parts = parts
  }

  async start(count: number, warnings: readonly string[]): Promise<RunningMode> {
    try {
      const address = await this.#startOne(this.#plan)
      const others = Array.from({ length: count - 1 }, async () =>
        this.#startOne({ ...this.#plan, ...address }),
      )
      await Promise.all(others)
      return {
        address,
        warnings,
        workers: () => Array.from(this.#running, (worker) => worker.threadId),
        close: async () => this.#close(),
      }
    } catch (error) {
      await this.#close()
      throw error
    }
  }

  async #startOne(plan: Omit<ThreadPlan, 'counts' | 'slot'>): Promise<Address> {
    const slot = this.#slots.shift() ?? 0
    const given: ThreadPlan = { ...plan, counts: this.#counts, slot }
    const worker = startThread(import.meta.url, 'thread-entry', given)
    this.#running.add(worker)
    const exited = exitOf(worker)
    worker.once('exit', () => {
      this.#running.delete(worker)
      forgetCounts(this.#counts, slot)
      this.#slots.push(slot)
    })
    const report = await firstReport(worker)
    if (report.type === 'failed') {
      await exited
      throw listenError(plan.host, plan.port, Object.assign(new Error(report.message), { code: report.code }))
    }
    const { tally, udp, sessions, seats, usage, traffic, warnings } = this.#parts
    const { threadId } = worker
    const name = `Worker thread ${threadId}`
    const { workerSilence } = plan.limits
    let end = 'it ended by itself'
    const watch = watchWorker(
      workerSilence,
      () => worker.postMessage('alive' satisfies ThreadOrder),
      () => {
        end = ''
        warnings.workerHung(name, workerSilence)
        void worker.terminate()
      },
    )
    worker.on('error', (error) => {
      end = messageOf(error)
    })
    worker.on('message', (told: ThreadReport) => {
      watch.answered()
      const full = told.type === 'full' || (told.type === 'alive' && !told.hasDescriptors)
      if (full) warnings.noDescriptors()
      const post = (reply: ThreadOrder): void => worker.postMessage(reply)
      if (told.type === 'ended') tally.add(told)
      if (told.type === 'poll') this.#polling.take(worker, told)
      if (told.type === 'usage') usage.update(worker, told)
      if (told.type === 'traffic') traffic.update(worker, told)
      if (told.type === 'udp') void udp.take(worker, told).then(post)
      if (told.type === 'session') sessions.take(worker, told, post)
      if (told.type === 'seat') seats.take(worker, told, post)
    })
    worker.once('exit', () => {
      watch.end()
      if (!this.#closing && end !== '') warnings.workerEnded(name, end)
      this.#polling.forget(worker)
      udp.forget(worker)
      sessions.forget(worker)
      seats.forget(worker)
      usage.forget(worker)
      traffic.forget(worker)
      // Its connections died with it; a new thread serves the next ones.
      void replace(
        async () => this.#startOne({ ...plan, ...report.address }),
        () => this.#closing,
      )
    })
    return report.address
  }

  async #close(): Promise<void> {
    this.#closing = true
    await Promise.all(
      Array.from(this.#running, async (worker) => {
        const exited = exitOf(worker)
        worker.postMessage('close' satisfies ThreadOrder)
        const terminate = setTimeout(() => void worker.terminate(), CLOSE_LIMIT)
        await exited
        clearTimeout(terminate)
      }),
    )
  }
}

/** Resolves when a thread has ended in any way: one that throws is replaced, and is not an error of this process. */
async function exitOf(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.once('exit', () => resolve())
  })
}

async function firstReport(worker: Worker): Promise<StartReport> {
  try {
    const report = await nextEvent<StartReport>(worker, 'message')
    worker.on('error', () => undefined)
    return report
  } catch (error) {
    return { type: 'failed', code: systemCodeOf(error), message: messageOf(error) }
  }
}

async function reusePortWorks(): Promise<boolean> {
  try {
    const probe = await listen({ host: '127.0.0.1', port: 0, reusePort: true }, (socket) => socket.destroy())
    await new Promise((resolve) => probe.close(resolve))
    return true
  } catch {
    return false
  }
}
