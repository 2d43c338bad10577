import type { Socket } from 'node:net'

import { formatHostPort } from '../../address.ts'
import { WyndrvrError } from '../../errors.ts'
import { dial } from '../../host/dial.ts'
import { TLS_RECORD } from '../../protocol/certificate.ts'
import type { OnRead } from '../../transfer/read-into.ts'
import { Channel } from './channel.ts'
import type { ChannelOptions } from './channel.ts'
import { askProxy } from './proxy.ts'
import type { ProxyTalk } from './proxy.ts'
import { connected, stopped, through } from './reach.ts'
import { handshakeTimeout, handshaken, secureOver } from './secure-socket.ts'
import type { Secured } from './secure-socket.ts'

/** Small, so that payload right behind a reply is not read with it. */
const REPLY_BUFFER = 64
/** A buffer that stays in the processor's cache; larger ones are slower. TLS fills at most one record. */
const PAYLOAD_BUFFER = { plain: 64 * 1024, tls: TLS_RECORD } as const

/**
 * Connects to a server.
 * @throws {WyndrvrError} `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT` or `ERR_WYNDRVR_ABORTED`; with TLS also
 * `ERR_WYNDRVR_PROTOCOL` or `ERR_WYNDRVR_LOST`
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { host, port, resolved = host, signal, proxy, local, tls } = options
  const name = formatHostPort({ host, port })
  if (signal?.aborted) throw stopped(name)
  let channel: Channel | null = null
  let talk: ProxyTalk | null = null
  let isOpen = false
  let secured: Secured | null = null
  const small = Buffer.allocUnsafeSlow(REPLY_BUFFER)
  const large = Buffer.allocUnsafeSlow(PAYLOAD_BUFFER[tls === undefined ? 'plain' : 'tls'])
  let full = false
  const onread: OnRead = {
    // A reply never fills its buffer. Payload does, and then gets the larger one.
    buffer: () => (full ? large : small),
    callback: (length, buffer) => {
      full = length >= REPLY_BUFFER
      if (channel === null) talk?.receive(buffer.subarray(0, length))
      else channel.receive(length, buffer)
      return true
    },
  }
  const open = async (stop: AbortSignal): Promise<Socket> => {
    const { host: near, port: at } = proxy ?? { host: resolved, port }
    // Nagle's algorithm would add to the time of a handshake.
    const dialed = await dial({ host: near, port: at, from: local, noDelay: true, onread }, stop)
    if (proxy !== undefined) {
      talk = askProxy(dialed, proxy, { host, port })
      await through(dialed, talk, formatHostPort(proxy), stop)
    }
    if (tls === undefined) return dialed
    isOpen = true
    const socket = secureOver(dialed, tls, onread)
    secured = await handshaken(socket, tls, name, stop)
    return socket
  }
  const socket = await connected(options, proxy === undefined ? name : formatHostPort(proxy), open).catch(
    (error: unknown) => {
      const isLate = error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_TIMEOUT'
      throw isLate && isOpen ? handshakeTimeout(name, options.timeout) : error
    },
  )
  const opened = new Channel(socket, name, options, secured)
  channel = opened
  const onAbort = (): void => opened.destroy(stopped(name))
  signal?.addEventListener('abort', onAbort, { once: true })
  socket.once('close', () => signal?.removeEventListener('abort', onAbort))
  return opened
}
