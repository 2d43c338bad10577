import { line } from '../../protocol/native.ts'
import type { NativeAnswer, NativeTransfer, Tally } from '../../protocol/native.ts'
import type { CpuTime, Ends } from '../../results/types.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { PayloadReceiver } from '../../transfer/payload-receiver.ts'
import { nativeSendPlan, PayloadSender } from '../../transfer/payload-sender.ts'
import { AnswerReader } from '../wire/ask.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { Channel, Receiver, Task } from '../wire/channel.ts'
import { IntervalReader } from './interval-reader.ts'
import { nanoseconds, performance } from '../../host/clock.ts'
import { watchStill } from '../../transfer/idle-watch.ts'
import { watchRtt } from '../../transfer/rtt-watch.ts'
import { SEGMENT } from '../../transfer/segments.ts'
import { SentCount } from './sent-count.ts'
import { limitTime, LONGEST_END, stalled, watchStall } from './stall.ts'

/** The result of one stream's transfer. */
export interface TransferResult {
  readonly tally: Tally
  /** When the receiver began to count, ns on the client's clock; `undefined` if unknown. */
  readonly startedAt?: number
  readonly serverCpu: CpuTime | null
  /** Smoothed round-trip times (ms) from the sender's kernel, if requested and available. */
  readonly rtts: readonly number[]
  /** What both ends saw of themselves. */
  readonly ends: Ends
}

/** Called during a transfer. */
export interface TransferListener {
  /** Given a function that returns what this end has counted so far, for a transfer that is cut off. */
  readonly onProgress: (tally: () => Tally) => void
  /**
   * Called with the bytes of each complete interval, in order. Those that are missing when the transfer ends, at least
   * the last one, are in the tally. `null` without a listener.
   */
  readonly onInterval: ((bytes: number) => void) | null
}

/**
 * One transfer on one stream, counted by its receiver.
 * @param longestEnd how long (ms) it may last beyond its time, if it has one
 */
export async function transfer(
  channel: Channel,
  request: NativeTransfer,
  timeout: number,
  listener: TransferListener,
  longestEnd = LONGEST_END,
): Promise<TransferResult> {
  let end: () => void = () => undefined
  // Slow payload has gaps: a segment is written at once.
  const patience = timeout + (request.rate === null ? 0 : (SEGMENT * 8000) / request.rate)
  const watch = new LoopWatch()
  try {
    const { end: server, ...counted } = await channel.run<Counted>((task) => {
      const unwatch = watchStall(task, channel.name, patience)
      const begin = request.request === 'download' ? download : upload
      const { receiver, close } = begin(channel.name, request, task, listener, patience)
      const unlimit = limitTime(task, channel.name, request, longestEnd)
      end = () => {
        unwatch()
        close()
        unlimit()
      }
      task.socket.write(line(request))
      return receiver
    })
    return { ...counted, ends: { client: watch.stop(), server } }
  } finally {
    watch.stop()
    end()
  }
}

/** What both ends counted, and what the server reported of itself. */
interface Counted extends Omit<TransferResult, 'ends'> {
  readonly end: Ends['server']
}

interface Running {
  readonly receiver: Receiver
  readonly close: () => void
}

function download(
  server: string,
  request: NativeTransfer,
  { socket, done }: Task<Counted>,
  { onProgress, onInterval }: TransferListener,
): Running {
  const answers = new AnswerReader(server)
  let counted: Tally | null = null
  let payload: PayloadReceiver | null = null
  let ended = false
  const start = (): PayloadReceiver => {
    const receiver = new PayloadReceiver(request, {
      onCounted: (tally) => {
        counted = tally
        if (request.bytes === null) socket.write(line({ stop: true }))
      },
      onEnd: () => {
        ended = true
      },
      onInterval:
        onInterval &&
        ((_, bytes) => {
          onInterval(bytes)
          return true
        }),
    })
    onProgress(() => receiver.tally())
    return receiver
  }
  return {
    receiver: (length, buffer) => {
      const arrivedAt = nanoseconds()
      for (let at = 0; at < length;) {
        const rest = at === 0 ? buffer : buffer.subarray(at)
        if (payload !== null && !ended) {
          at += payload.receive(length - at, rest, arrivedAt)
          continue
        }
        const read = answers.read(length - at, rest)
        if (read === null) return
        at += read.used
        if (payload === null) payload = start()
        else if (counted !== null) done(countOf(counted, read.answer))
      }
    },
    close: () => payload?.close(),
  }
}

function upload(
  server: string,
  request: NativeTransfer,
  { socket, done, fail }: Task<Counted>,
  { onProgress, onInterval }: TransferListener,
  timeout: number,
): Running {
  const answers = new AnswerReader(server)
  const watch = request.rtts === true ? watchRtt(socket, request.warmup) : null
  let sender: PayloadSender | null = null
  let count: SentCount | null = null
  let sent = false
  let result: Counted | null = null
  const finish = (): void => {
    if (sent && result !== null) done({ ...result, rtts: watch?.rtts ?? [] })
  }
  const intervals = new IntervalReader(request, onInterval)
  // Kernels on the path take a slow upload for minutes after the server has stopped. Its intervals then stop coming.
  const heard = (): number => (intervals.expectsMore ? socket.bytesRead : performance.now())
  const unwatch = watchStill(heard, timeout + request.interval * 1000, () => fail(stalled(server, timeout)))
  const send = (): PayloadSender =>
    new PayloadSender(socket, nativeSendPlan(request), () => {
      sent = true
      finish()
    })
  const take = (answer: NativeAnswer): void => {
    if (sender === null) {
      const sending = send()
      const counting = new SentCount(socket, sending, request)
      onProgress(() => counting.tally())
      sender = sending
      count = counting
    } else if (result === null && answer.tally !== undefined) {
      result = countOf(answer.tally, answer)
      sender.stop()
      finish()
    } else if (result !== null || !intervals.take(answer)) {
      throw unexpectedAnswer(server, JSON.stringify(answer), result === null ? 'a count' : 'nothing')
    } else if (intervals.quiet >= timeout) throw stalled(server, timeout)
  }
  return {
    receiver: (length, buffer) => {
      for (let at = 0; at < length;) {
        const read = answers.read(length - at, at === 0 ? buffer : buffer.subarray(at))
        if (read === null) return
        at += read.used
        take(read.answer)
      }
    },
    close: () => {
      sender?.close()
      count?.close()
      unwatch()
      watch?.stop()
    },
  }
}

function countOf(tally: Tally, { cpu, end, rtts }: NativeAnswer): Counted {
  return { tally, serverCpu: cpu ?? null, end: end ?? null, rtts: rtts ?? [] }
}
