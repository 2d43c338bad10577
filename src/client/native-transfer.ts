import { line } from '../protocol/native.ts'
import type { NativeTransfer, Tally } from '../protocol/native.ts'
import type { CpuTime, Ends } from '../results/types.ts'
import { PayloadReceiver } from '../transfer/payload-receiver.ts'
import { nativeSendPlan, PayloadSender } from '../transfer/payload-sender.ts'
import { AnswerReader } from './ask.ts'
import { unexpectedAnswer } from './channel.ts'
import type { Channel, Receiver, Task } from './channel.ts'
import { nanoseconds } from '../transfer/clock.ts'
import { watchStall } from './stall.ts'

/** What one stream's transfer came to. */
export interface TransferResult {
  readonly tally: Tally
  readonly serverCpu: CpuTime | null
  /** What both ends saw of themselves. */
  readonly ends: Ends
}

/**
 * One transfer on one stream, counted by its receiver.
 * @param onProgress is given the receiver as far as it is at this end, so that what was cut off can be told
 */
export async function transfer(
  channel: Channel,
  request: NativeTransfer,
  timeout: number,
  onProgress: (tally: () => Tally) => void,
): Promise<TransferResult> {
  let end: () => void = () => undefined
  try {
    return await channel.run<TransferResult>((task) => {
      const unwatch = watchStall(task, channel.name, timeout)
      const begin = request.request === 'download' ? download : upload
      const { receiver, close } = begin(channel.name, request, task, onProgress)
      end = () => {
        unwatch()
        close()
      }
      task.socket.write(line(request))
      return receiver
    })
  } finally {
    end()
  }
}

interface Running {
  readonly receiver: Receiver
  readonly close: () => void
}

function download(
  server: string,
  request: NativeTransfer,
  { socket, done }: Task<TransferResult>,
  onProgress: (tally: () => Tally) => void,
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
        else if (counted !== null) done({ tally: counted, serverCpu: read.answer.cpu ?? null })
      }
    },
    close: () => payload?.close(),
  }
}

function upload(server: string, request: NativeTransfer, { socket, done }: Task<TransferResult>): Running {
  const answers = new AnswerReader(server)
  let sender: PayloadSender | null = null
  let sent = false
  let result: TransferResult | null = null
  const finish = (): void => {
    if (sent && result !== null) done(result)
  }
  return {
    receiver: (length, buffer) => {
      const read = answers.read(length, buffer)
      if (read === null) return
      if (sender === null) {
        sender = new PayloadSender(socket, nativeSendPlan(request), () => {
          sent = true
          finish()
        })
        return
      }
      const { tally, cpu = null } = read.answer
      if (tally === undefined) throw unexpectedAnswer(server, JSON.stringify(read.answer), 'a count')
      result = { tally, serverCpu: cpu }
      sender.stop()
      finish()
    },
    close: () => sender?.close(),
  }
}
