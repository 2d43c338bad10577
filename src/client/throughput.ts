import type { Socket } from 'node:net'

import { WyndrvrError } from '../errors.ts'
import { payloadBlock } from '../protocol/payload.ts'
import { SEED_MAX_TRANSFER, SEED_REPLY, seedTransferCommand } from '../protocol/seed.ts'
import type { Direction, ThroughputMeasurement, Validity } from '../results/types.ts'
import { bytes, mbps, milliseconds } from '../units.ts'
import type { Duration, Size } from '../units.ts'
import { unexpectedAnswer } from './channel.ts'
import type { Channel, Receiver, Task } from './channel.ts'
import { nanoseconds } from './clock.ts'
import { checkWhole } from './options.ts'
import { COMPLETE, cutOff } from './partial.ts'
import { ReplyReader } from './reply.ts'

/** What a throughput measurement is asked for. */
export interface ThroughputOptions {
  /** Payload, 1 byte to 1 TiB. Default 10 MiB. */
  readonly size?: Size
  /** A transfer in which nothing moves for so long is given up. Default `'30s'`. */
  readonly timeout?: Duration
}

/** How far a transfer is: bytes that arrived, and from when to when they did (ns). */
interface Progress {
  bytes: number
  startedAt: number
  endedAt: number
}

/**
 * Throughput of one transfer.
 *
 * - download: from the first bytes of payload to the last, counted as they arrive here.
 * - upload: from the first write to the server's word that it has the last byte.
 *
 * @throws {WyndrvrError} what was measured until then is in its `measurement`
 */
export async function measureThroughput(
  channel: Channel,
  direction: Direction,
  options: ThroughputOptions = {},
): Promise<ThroughputMeasurement> {
  const { size, timeout } = checkThroughput(options)
  const progress: Progress = { bytes: 0, startedAt: 0, endedAt: 0 }
  const measured = (validity = COMPLETE): ThroughputMeasurement => {
    const seconds = (progress.endedAt - progress.startedAt) / 1e9
    return {
      kind: 'throughput',
      client: 1,
      direction,
      asked: { bytes: size },
      bytes: progress.bytes,
      seconds,
      mbps: mbps(progress.bytes, seconds),
      validity,
    }
  }
  let unwatch: () => void = () => undefined
  try {
    await channel.run<void>((task) => {
      unwatch = watchStall(task, channel.name, timeout)
      const begin = direction === 'download' ? download : upload
      const receiver = begin(channel.name, size, progress, task)
      task.socket.write(seedTransferCommand(direction, size))
      return receiver
    })
    return measured(progress.endedAt - progress.startedAt < SHORTEST ? TOO_SHORT : COMPLETE)
  } catch (error) {
    const soFar = `${progress.bytes} of ${size} bytes had been transferred`
    throw cutOff(error, soFar, progress.bytes > 0 ? measured : null)
  } finally {
    unwatch()
  }
}

/**
 * The options of a throughput measurement with their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkThroughput(options: ThroughputOptions): {
  readonly size: number
  readonly timeout: number
} {
  return {
    size: checkWhole('size', bytes(options.size ?? '10MiB'), 1, SEED_MAX_TRANSFER),
    timeout: milliseconds(options.timeout ?? '30s'),
  }
}

/** A transfer of less than so long (ns) tells of buffers, not of the network. */
const SHORTEST = 1e6
const TOO_SHORT: Validity = {
  ok: false,
  reasons: [
    'The transfer took less than 1 ms, and tells more of buffers than of the network: choose a larger size.',
  ],
}

function download(server: string, size: number, progress: Progress, { done }: Task<void>): Receiver {
  const reply = new ReplyReader(server, SEED_REPLY.ready)
  let ready = false
  let readyAt = 0
  return (length, buffer) => {
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
    if (progress.bytes < size) return
    // All of it in one read: no time passed between its first and its last byte.
    if (progress.startedAt === progress.endedAt) progress.startedAt = readyAt
    if (progress.bytes > size) throw tooMuch(server, progress.bytes, size)
    done()
  }
}

function upload(server: string, size: number, progress: Progress, { socket, done }: Task<void>): Receiver {
  const ready = new ReplyReader(server, SEED_REPLY.ready)
  const confirmed = new ReplyReader(server, SEED_REPLY.done)
  let sending: Sending | null = null
  return (length, buffer) => {
    const arrivedAt = nanoseconds()
    if (sending === null) {
      if (ready.read(length, buffer) === null) return
      progress.startedAt = nanoseconds()
      sending = send(socket, size, progress)
      return
    }
    if (confirmed.read(length, buffer) === null) return
    if (sending.stop() > 0) throw unexpectedAnswer(server, SEED_REPLY.done, 'nothing yet')
    progress.bytes = size
    progress.endedAt = arrivedAt
    done()
  }
}

interface Sending {
  /** Ends it; returns how many bytes the kernel has not yet taken. */
  readonly stop: () => number
}

/** Writes as fast as the kernel takes it; what it took is all that is known until the server confirms. */
function send(socket: Socket, size: number, progress: Progress): Sending {
  const block = payloadBlock()
  let left = size
  const more = (): void => {
    progress.bytes = size - left - socket.writableLength
    progress.endedAt = nanoseconds()
    while (left > 0) {
      const chunk = left < block.length ? block.subarray(0, left) : block
      left -= chunk.length
      if (!socket.write(chunk)) return
    }
  }
  socket.on('drain', more)
  more()
  return {
    stop: () => {
      socket.removeListener('drain', more)
      return left + socket.writableLength
    },
  }
}

/** Fails the transfer when nothing moves; returns what ends the watch. */
function watchStall({ socket, fail }: Task<void>, server: string, timeout: number): () => void {
  const onStall = (): void => {
    const sentence = `Nothing moved to or from ${server} for ${timeout / 1000} s.`
    fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
  }
  socket.setTimeout(timeout, onStall)
  return () => {
    socket.setTimeout(0, onStall)
  }
}

function tooMuch(server: string, got: number, size: number): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `${server} sent ${got} bytes where ${size} were asked for.`)
}
