import { WyndrvrError } from '../../errors.ts'
import { clearInterval, setInterval } from '../../host/timers.ts'
import { SEED_MAX_TRANSFER, SEED_REPLY, seedTransferCommand } from '../../protocol/seed.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { OddGap } from '../../stats/odd-gap.ts'
import { judgeValidity } from '../../stats/validity.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { PayloadSender, seedSendPlan } from '../../transfer/payload-sender.ts'
import { mbps } from '../../units.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { Channel, Receiver, Task } from '../wire/channel.ts'
import { nanoseconds } from '../../host/clock.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import { seedCannot } from '../session.ts'
import { ReplyReader } from '../wire/reply.ts'
import type { ThroughputPlan } from './plan.ts'
import { watchStall } from './stall.ts'
import { counted } from '../../text/count.ts'

/** The progress of a transfer: bytes that arrived, and when (ns). */
interface Progress {
  bytes: number
  startedAt: number
  endedAt: number
  /** Bytes of an upload that the kernel has taken. */
  sent: () => number
  /** Bytes have moved. */
  moved: (at: number) => void
}

interface Running {
  readonly receiver: Receiver
  readonly end: () => void
}

/** How often (ms) an upload looks how much the kernel has taken. */
const LOOK = 10

/** Why figures are unknown in this dialect. */
const UNKNOWN = {
  steady: 'The seed dialect has no intervals, so no steady state can be found.',
  tcp: 'The seed dialect does not report TCP counters.',
}

/**
 * Throughput of one transfer in the seed dialect.
 *
 * - download: from the first bytes of payload to the last, counted as they arrive here.
 * - upload: from the first write to the server's confirmation of the last byte.
 *
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureSeedThroughput(
  channel: Channel,
  direction: Direction,
  plan: ThroughputPlan,
): Promise<ThroughputMeasurement> {
  const { bytes: size, timeout } = plan
  if (
    size === null ||
    size > SEED_MAX_TRANSFER ||
    plan.streams > 1 ||
    plan.warmup > 0 ||
    plan.rate !== null
  ) {
    throw seedCannot('duration, streams, warmup and rate need', channel)
  }
  const cpuAtStart = process.cpuUsage()
  const watch = new LoopWatch()
  const gaps = new OddGap()
  const progress: Progress = {
    bytes: 0,
    startedAt: 0,
    endedAt: 0,
    sent: () => 0,
    moved: (at) => gaps.moved((at - progress.startedAt) / 1e6, watch.takeDelay()),
  }
  const measured = (validity = COMPLETE): ThroughputMeasurement => {
    const seconds = (progress.endedAt - progress.startedAt) / 1e9
    return {
      kind: 'throughput',
      client: 1,
      direction,
      bidirectional: false,
      asked: { bytes: size, seconds: null, streams: 1, warmup: 0, rate: null, ...askedTimeout(plan.timeout) },
      bytes: progress.bytes,
      seconds,
      mbps: mbps(progress.bytes, seconds),
      intervals: null,
      steady: null,
      streams: [{ bytes: progress.bytes, seconds, mbps: mbps(progress.bytes, seconds), tcp: null }],
      fairness: 1,
      unknown: UNKNOWN,
      cpu: { client: cpuSince(cpuAtStart), server: null },
      ends: { client: watch.stop(), server: null },
      validity,
    }
  }
  let unwatch: () => void = () => undefined
  let endLook: () => void = () => undefined
  try {
    await channel.run<void>((task) => {
      unwatch = watchStall(task, channel.name, timeout)
      const begin = direction === 'download' ? download : upload
      const { receiver, end } = begin(channel.name, size, progress, task)
      endLook = end
      task.socket.write(seedTransferCommand(direction, size))
      return receiver
    })
    const seconds = (progress.endedAt - progress.startedAt) / 1e9
    const ends = { client: watch.stop(), server: null }
    const { ok, reasons } = judgeValidity({
      ...ends,
      seconds,
      unpaced: true,
      ...(hasCpusFor(1) && { waitsIn: 'rate' }),
    })
    // Nobody asks a server of this dialect about itself.
    const stalls = gaps.reasons()
    return measured({ ok: ok && stalls.length === 0, reasons: [...stalls, ...reasons] })
  } catch (error) {
    if (direction === 'upload') {
      progress.bytes = progress.sent()
      progress.endedAt = nanoseconds()
    }
    const soFar = `${progress.bytes} of ${counted(size, 'byte')} had been transferred`
    throw cutOff(error, soFar, progress.bytes > 0 ? measured : null)
  } finally {
    watch.stop()
    unwatch()
    endLook()
  }
}

function download(server: string, size: number, progress: Progress, { done }: Task<void>): Running {
  const reply = new ReplyReader(server, SEED_REPLY.ready)
  let ready = false
  let readyAt = 0
  const receiver: Receiver = (length, buffer) => {
    const arrivedAt = nanoseconds()
    let payload = length
    if (!ready) {
      const used = reply.read(length, buffer)
      if (used === null) return
      ready = true
      readyAt = arrivedAt
      payload = length - used
    }
    if (payload === 0) return
    if (progress.bytes === 0) progress.startedAt = arrivedAt
    progress.bytes += payload
    progress.endedAt = arrivedAt
    progress.moved(arrivedAt)
    if (progress.bytes < size) return
    // It all arrived in one read, with no time between its first and last byte.
    if (progress.startedAt === progress.endedAt) progress.startedAt = readyAt
    if (progress.bytes > size) throw tooMuch(server, progress.bytes, size)
    done()
  }
  return { receiver, end: () => undefined }
}

function upload(server: string, size: number, progress: Progress, { socket, done }: Task<void>): Running {
  const ready = new ReplyReader(server, SEED_REPLY.ready)
  const confirmed = new ReplyReader(server, SEED_REPLY.done)
  let sender: PayloadSender | null = null
  // Until the server confirms, only what the kernel took is known.
  progress.sent = () => sender?.taken ?? 0
  let taken = 0
  const look = (): void => {
    const now = progress.sent()
    if (now > taken) progress.moved(nanoseconds())
    taken = now
    // What the kernel has taken is on its way to the server, for as long as that takes.
    if (now >= size) clearInterval(timer)
  }
  const timer = setInterval(look, LOOK).unref()
  const receiver: Receiver = (length, buffer) => {
    const arrivedAt = nanoseconds()
    if (sender === null) {
      if (ready.read(length, buffer) === null) return
      progress.startedAt = nanoseconds()
      sender = new PayloadSender(socket, seedSendPlan(size), () => undefined)
      return
    }
    if (confirmed.read(length, buffer) === null) return
    if (!sender.complete) throw unexpectedAnswer(server, SEED_REPLY.done, 'nothing yet')
    progress.bytes = size
    progress.endedAt = arrivedAt
    done()
  }
  return { receiver, end: () => clearInterval(timer) }
}

function tooMuch(server: string, got: number, size: number): WyndrvrError {
  return new WyndrvrError(
    'ERR_WYNDRVR_PROTOCOL',
    `${server} sent ${got} bytes, but ${size} ${size === 1 ? 'was' : 'were'} requested.`,
  )
}
