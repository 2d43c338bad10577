import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'

import { startThread } from '../../host/start-thread.ts'
import { WyndrvrError } from '../../errors.ts'
import type { ErrorCode } from '../../errors.ts'
import type { NativeTransfer, TcpCounts } from '../../protocol/native.ts'
import type { Direction } from '../../results/types.ts'
import type { ChannelOptions } from '../wire/channel.ts'
import type { TransferListener, TransferResult } from './transfer.ts'
import type { Stream } from './stream.ts'

/** What a thread of streams is started with. */
export interface StreamThreadPlan {
  readonly channel: Omit<ChannelOptions, 'signal'>
  readonly session: string
}

/** An order for one of a thread's streams. Each is answered by a report. */
export type StreamOrder =
  | { readonly type: 'open' | 'bye'; readonly stream: number }
  | {
      readonly type: 'transfer'
      readonly stream: number
      readonly request: NativeTransfer
      readonly timeout: number
      /** Whether to report intervals. */
      readonly intervals: boolean
    }
  | { readonly type: 'tcp'; readonly stream: number; readonly direction: Direction }

/** The result of an order, or an interval of a transfer. */
export type StreamReport =
  | { readonly type: 'interval'; readonly stream: number; readonly bytes: number }
  | StreamOutcome

type StreamOutcome =
  | ({ readonly type: 'opened'; readonly stream: number } & Pick<Stream, 'direct' | 'leadsTo'>)
  | { readonly type: 'done'; readonly stream: number }
  | { readonly type: 'transferred'; readonly stream: number; readonly result: TransferResult }
  | { readonly type: 'tcp'; readonly stream: number; readonly counts: TcpCounts | null }
  | {
      readonly type: 'failed'
      readonly stream: number
      readonly code: ErrorCode
      readonly message: string
      /** What was counted until then, if this end counts. */
      readonly tally: TransferResult['tally'] | null
    }

/** The streams of one session in worker threads, at most one thread per CPU. */
export class StreamThreads {
  readonly #plan: StreamThreadPlan
  readonly #signal: AbortSignal | undefined
  readonly #threads: StreamThread[] = []
  readonly #streams: Stream[] = []

  constructor(session: string, { signal, ...channel }: ChannelOptions) {
    this.#plan = { channel, session }
    this.#signal = signal
  }

  /** The first `count` streams. Missing ones are opened. */
  async take(count: number): Promise<readonly Stream[]> {
    const missing = Array.from({ length: Math.max(0, count - this.#streams.length) }, (_, index) => index)
    const first = this.#streams.length
    this.#streams.push(...(await Promise.all(missing.map(async (index) => this.#open(first + index)))))
    return this.#streams.slice(0, count)
  }

  async goodbye(): Promise<void> {
    await Promise.all(this.#streams.map(async (stream) => stream.goodbye()))
  }

  destroy(): void {
    for (const thread of this.#threads) thread.end()
  }

  async #open(number: number): Promise<Stream> {
    const place = number % availableParallelism()
    this.#threads[place] ??= new StreamThread(this.#plan, this.#signal)
    const thread = this.#threads[place]
    const opened = await thread.send({ type: 'open', stream: number })
    if (opened.type !== 'opened') throw new Error('A stream was not opened.')
    return {
      direct: opened.direct,
      leadsTo: opened.leadsTo,
      transfer: async (request, timeout, listener) => {
        const intervals = listener.onInterval !== null
        const order: StreamOrder = { type: 'transfer', stream: number, request, timeout, intervals }
        const outcome = await thread.send(order, listener)
        if (outcome.type !== 'transferred') throw new Error('A transfer ended without a result.')
        return outcome.result
      },
      tcpCounts: async (direction) => {
        const outcome = await thread.send({ type: 'tcp', stream: number, direction })
        return outcome.type === 'tcp' ? outcome.counts : null
      },
      goodbye: async () => {
        await thread.send({ type: 'bye', stream: number })
      },
      destroy: () => thread.stop(),
    }
  }
}

/** One worker thread, and the orders that wait for its reports. */
class StreamThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, (report: StreamReport) => void>()
  #ended = false

  constructor(plan: StreamThreadPlan, signal: AbortSignal | undefined) {
    const worker = startThread(import.meta.url, 'stream-thread', plan)
    const stop = (): void => worker.postMessage('stop')
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (report: StreamReport) => this.#waiting.get(report.stream)?.(report))
    // A failed thread ends, which fails every waiting order.
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      this.#ended = true
      for (const [stream, tell] of this.#waiting) tell(endedThread(stream))
    })
    this.#worker = worker
  }

  async send(
    order: StreamOrder,
    listener?: TransferListener,
  ): Promise<Exclude<StreamOutcome, { type: 'failed' }>> {
    const outcome = await new Promise<StreamOutcome>((resolve) => {
      if (this.#ended) return resolve(endedThread(order.stream))
      this.#waiting.set(order.stream, (report) => {
        if (report.type === 'interval') listener?.onInterval?.(report.bytes)
        else resolve(report)
      })
      this.#worker.postMessage(order)
    })
    this.#waiting.delete(order.stream)
    if (outcome.type !== 'failed') return outcome
    const { tally } = outcome
    if (tally !== null) listener?.onProgress(() => tally)
    throw new WyndrvrError(outcome.code, outcome.message)
  }

  /** Ends its connections. What runs on them fails, with what it has. */
  stop(): void {
    this.#worker.postMessage('stop')
  }

  end(): void {
    void this.#worker.terminate()
  }
}

function endedThread(stream: number): StreamOutcome {
  const message = "A stream's thread ended while it was needed."
  return { type: 'failed', stream, code: 'ERR_WYNDRVR_WORKER', message, tally: null }
}
