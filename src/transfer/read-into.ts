import { Socket } from 'node:net'
import type { SocketConstructorOpts } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** How a socket is read: {@link SocketConstructorOpts.onread} with a function that gives the buffers. */
export interface OnRead {
  readonly buffer: () => Buffer
  readonly callback: (length: number, buffer: Buffer) => boolean
}

/**
 * Has the decrypted bytes of a socket arrive in buffers of the reader, as the option `onread` does. Node ignores that option if
 * TLS begins on a connection that is open already. Bytes in 'data' events, which allocate a buffer for each record, would
 * halve the throughput. A Node that keeps the option elsewhere gets them all the same.
 * @param socket that has been created in this turn of the event loop
 */
export function readInto(socket: TLSSocket, onread: OnRead): void {
  const keys = onreadKeys()
  const handle: unknown = Reflect.get(socket, '_handle')
  const use: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'useUserBuffer') : null
  if (keys === null || typeof use !== 'function') {
    socket.on('data', (chunk: Buffer) => void onread.callback(chunk.length, chunk))
    return
  }
  const first = onread.buffer()
  Reflect.set(socket, keys.buffer, first)
  Reflect.set(socket, keys.next, onread.buffer)
  Reflect.set(socket, keys.callback, onread.callback)
  Reflect.apply(use, handle, [first])
  socket.resume()
}

interface OnReadKeys {
  readonly buffer: symbol
  readonly next: symbol
  readonly callback: symbol
}

let known: OnReadKeys | null | undefined

/** Where this Node's sockets keep the option; `null` if they do so elsewhere. */
function onreadKeys(): OnReadKeys | null {
  if (known !== undefined) return known
  const onread = { buffer: () => Buffer.alloc(1), callback: () => true }
  const options: SocketConstructorOpts = { onread }
  const symbols = Object.getOwnPropertySymbols(new Socket(options))
  const named = (name: string): symbol | null =>
    symbols.find(({ description }) => description === name) ?? null
  const [buffer, next, callback] = [named('kBuffer'), named('kBufferGen'), named('kBufferCb')]
  known = buffer === null || next === null || callback === null ? null : { buffer, next, callback }
  return known
}
