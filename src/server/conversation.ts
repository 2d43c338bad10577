import type { Socket } from 'node:net'

import { NATIVE_MARK } from '../protocol/native.ts'
import { adopt } from '../transfer/adopt.ts'
import type { Conversation, Identity } from './dialect.ts'
import type { Limits } from './limits.ts'
import { NativeConversation } from './native-conversation.ts'
import { SeedConversation } from './seed-conversation.ts'

/** A connection that is served. */
export interface Served {
  /** The socket that it has from now on. */
  readonly socket: Socket
  /** Ends the conversation: at once between commands, else when the running transfer is complete. */
  readonly close: () => void
}

/** Serves one connection, in the dialect that its first bytes are in. */
export function serve(accepted: Socket, limits: Limits, identity: Identity): Served {
  /** Bytes that may still be the beginning of the native mark, kept until it is sure. */
  let held = Buffer.alloc(0)
  let conversation: Conversation | null = null
  let timer: NodeJS.Timeout | undefined

  const socket = adopt(accepted, (length, buffer) => {
    if (conversation !== null) return conversation.receive(length, buffer)
    held = Buffer.concat([held, buffer.subarray(0, length)])
    const start = held.toString('latin1', 0, NATIVE_MARK.length)
    if (start.length < NATIVE_MARK.length && NATIVE_MARK.startsWith(start)) {
      timer ??= setTimeout(choose, limits.commandQuiet)
    } else choose()
  })

  const choose = (): void => {
    clearTimeout(timer)
    const native = held.toString('latin1', 0, NATIVE_MARK.length) === NATIVE_MARK
    const Dialect = native ? NativeConversation : SeedConversation
    const bytes = held
    held = Buffer.alloc(0)
    conversation = new Dialect(socket, limits, identity)
    conversation.receive(bytes.length, bytes)
  }

  socket.setNoDelay(true)
  socket.setTimeout(limits.idle, () => socket.destroy())
  socket.on('end', () => {
    if (conversation === null && held.length > 0) choose()
    if (conversation === null) socket.destroySoon()
    else conversation.inputEnd()
  })
  socket.on('drain', () => conversation?.drained())
  // A peer that resets or vanishes is no fault of this server; 'close' follows and cleans up.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearTimeout(timer)
    conversation?.over()
  })
  socket.resume()
  return {
    socket,
    close: () => {
      if (conversation === null) socket.destroySoon()
      else conversation.close()
    },
  }
}
