/** A worker thread that has some of the streams of a native session. */
import { parentPort, workerData } from 'node:worker_threads'

import { messageOf, WyndrvrError } from '../../errors.ts'
import type { Tally } from '../../protocol/native.ts'
import { openChannel } from '../wire/open-channel.ts'
import { nativeHandshake } from '../wire/handshake.ts'
import { shifted } from '../wire/local-end.ts'
import { joining } from '../wire/web-socket-target.ts'
import { localStream } from './stream.ts'
import type { LocalStream } from './stream.ts'
import type { StreamOrder, StreamReport, StreamThreadPlan } from './stream-threads.ts'

const plan: StreamThreadPlan = workerData
const stop = new AbortController()
const streams = new Map<number, LocalStream>()
const progress = new Map<number, () => Tally>()

parentPort?.on('message', (order: StreamOrder | 'stop') => {
  if (order === 'stop') stop.abort()
  else void answer(order)
})

async function answer(order: StreamOrder): Promise<void> {
  const { stream } = order
  progress.delete(stream)
  try {
    report(await run(order))
  } catch (error) {
    const code = error instanceof WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER'
    const tally = progress.get(stream)?.() ?? null
    report({ type: 'failed', stream, code, message: messageOf(error), tally })
  }
}

async function run(order: StreamOrder): Promise<StreamReport> {
  const number = order.stream
  const opened = streams.get(number)
  // What is on the path may have cut it since the last test.
  const stream = opened === undefined || opened.lostIdle() ? await open(number) : opened
  streams.set(number, stream)
  switch (order.type) {
    case 'transfer': {
      const { request, timeout, intervals } = order
      const result = await stream.transfer(request, timeout, {
        onProgress: (tally) => progress.set(number, tally),
        onInterval: intervals ? (bytes) => report({ type: 'interval', stream: number, bytes }) : null,
      })
      return { type: 'transferred', stream: number, result }
    }
    case 'tcp':
      return { type: 'tcp', stream: number, counts: await stream.tcpCounts(order.direction) }
    case 'bye':
      await stream.goodbye()
      return { type: 'done', stream: number }
    case 'open':
      return { type: 'opened', stream: number, direct: stream.direct, leadsTo: stream.leadsTo }
  }
}

async function open(number: number): Promise<LocalStream> {
  const local = shifted(plan.channel.local, number + 1)
  const channel = await openChannel({ ...joining(plan.channel, plan.session), local, signal: stop.signal })
  const hello = { role: 'stream', session: plan.session } as const
  const welcome = await nativeHandshake(channel, hello, plan.channel)
  if (welcome !== 'seed' && welcome !== 'iperf3') return localStream(channel, welcome)
  throw new WyndrvrError(
    'ERR_WYNDRVR_PROTOCOL',
    `${channel.name} accepts no streams: a different server answered.`,
  )
}

function report(message: StreamReport): void {
  parentPort?.postMessage(message)
}
