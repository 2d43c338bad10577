/** A worker thread that has some of the streams of a native session. */
import { parentPort, workerData } from 'node:worker_threads'

import { messageOf, WyndrvrError } from '../errors.ts'
import type { Tally } from '../protocol/native.ts'
import { openChannel } from './channel.ts'
import { nativeHandshake } from './handshake.ts'
import { localStream } from './stream.ts'
import type { Stream } from './stream.ts'
import type { StreamOrder, StreamReport, StreamThreadPlan } from './stream-threads.ts'

const plan: StreamThreadPlan = workerData
const stop = new AbortController()
const streams = new Map<number, Stream>()
const progress = new Map<number, () => Tally>()

parentPort?.on('message', (order: StreamOrder | 'stop') => {
  if (order === 'stop') stop.abort()
  else void answer(order)
})

async function answer(order: StreamOrder): Promise<void> {
  const { stream } = order
  progress.delete(stream)
  try {
    report({ type: 'done', stream, result: await run(order) })
  } catch (error) {
    const code = error instanceof WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER'
    const tally = progress.get(stream)?.() ?? null
    report({ type: 'failed', stream, code, message: messageOf(error), tally })
  }
}

async function run(order: StreamOrder): Promise<Extract<StreamReport, { type: 'done' }>['result']> {
  const stream = streams.get(order.stream) ?? (await open())
  streams.set(order.stream, stream)
  if (order.type === 'open') return null
  if (order.type === 'transfer') {
    return stream.transfer(order.request, order.timeout, {
      onProgress: (tally) => progress.set(order.stream, tally),
      onInterval: order.intervals
        ? (bytes) => report({ type: 'interval', stream: order.stream, bytes })
        : null,
    })
  }
  await stream.goodbye()
  return null
}

async function open(): Promise<Stream> {
  const channel = await openChannel({ ...plan.channel, signal: stop.signal })
  const hello = { role: 'stream', session: plan.session } as const
  if ((await nativeHandshake(channel, hello, plan.channel.timeout)) !== null) return localStream(channel)
  throw new WyndrvrError(
    'ERR_WYNDRVR_PROTOCOL',
    `${channel.name} takes no streams: another server answered there.`,
  )
}

function report(message: StreamReport): void {
  parentPort?.postMessage(message)
}
