import type { Socket } from 'node:net'

import { formatHostPort } from '../../address.ts'
import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { dial } from '../../host/dial.ts'
import { TLS_RECORD } from '../../protocol/certificate.ts'
import type { Receiver } from '../../transfer/adopt.ts'
import type { OnRead } from '../../transfer/read-into.ts'
import { SocketDuplex } from '../../transfer/socket-duplex.ts'
import { limitText } from '../../text/time.ts'
import { Channel } from './channel.ts'
import type { ChannelOptions } from './channel.ts'
import { askProxy } from './proxy.ts'
import type { ProxyTalk } from './proxy.ts'
import { connected, stopped, through } from './reach.ts'
import { handshakeTimeout, handshaken, secureOver } from './secure-socket.ts'
import type { Secured } from './secure-socket.ts'
import { noWebSocket, openWebSocket } from './web-socket.ts'
import type { WebSocketTarget } from './web-socket-target.ts'

/** Small, so that payload right behind a reply is not read with it. */
const REPLY_BUFFER = 64
/** A buffer that stays in the processor's cache; larger ones are slower. TLS fills at most one record. */
const PAYLOAD_BUFFER = { plain: 64 * 1024, tls: TLS_RECORD } as const

/**
 * Connects to a server.
 * @throws {WyndrvrError} `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT` or `ERR_WYNDRVR_ABORTED`; with TLS also
 * `ERR_WYNDRVR_PROTOCOL` or `ERR_WYNDRVR_LOST`, and of a WebSocket `ERR_WYNDRVR_REFUSED` or `ERR_WYNDRVR_BUSY`
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { host, port, resolved = host, signal, proxy, local, tls, webSocket } = options
  const name = formatHostPort({ host, port })
  if (signal?.aborted) throw stopped(name)
  let channel: Channel | null = null
  let talk: ProxyTalk | null = null
  /** The error of a connection that is open if its next step takes too long. */
  let late: (() => WyndrvrError) | null = null
  let secured: Secured | null = null
  let arriving: SocketDuplex | null = null
  let upgrade = 0
  const small = Buffer.allocUnsafeSlow(REPLY_BUFFER)
  const large = Buffer.allocUnsafeSlow(PAYLOAD_BUFFER[tls === undefined ? 'plain' : 'tls'])
  let full = false
  const onread: OnRead = {
    // A reply never fills its buffer. Payload does, and then gets the larger one.
    buffer: () => (full || webSocket !== undefined ? large : small),
    callback: (length, buffer) => {
      full = length >= REPLY_BUFFER
      if (arriving !== null) arriving.arrived(length, buffer)
      else if (channel === null) talk?.receive(buffer.subarray(0, length))
      else channel.receive(length, buffer)
      return true
    },
  }
  const upgraded = async (transport: Socket, target: WebSocketTarget, stop: AbortSignal): Promise<Socket> => {
    const stream = new SocketDuplex(transport)
    arriving = stream
    late = () => noWebSocket(name, `answered nothing for ${limitText(options.timeout)}`)
    const receive: Receiver = (length, buffer) => channel?.receive(length, buffer)
    const begunAt = nanoseconds()
    const socket = await openWebSocket(name, { transport, stream }, target, receive, stop)
    upgrade = (nanoseconds() - begunAt) / 1e6
    return socket
  }
  const open = async (stop: AbortSignal): Promise<Socket> => {
    const { host: near, port: at } = proxy ?? { host: resolved, port }
    // Nagle's algorithm would add to the time of a handshake.
    const dialed = await dial({ host: near, port: at, from: local, noDelay: true, onread }, stop)
    if (proxy !== undefined) {
      const speaksFirst = options.speaksFirst === true && tls === undefined
      talk = askProxy(dialed, proxy, { host, port }, speaksFirst)
      const said = await through(dialed, talk, formatHostPort(proxy), stop)
      if (said.length > 0) dialed.unshift(said)
    }
    if (tls === undefined) return webSocket === undefined ? dialed : upgraded(dialed, webSocket, stop)
    late = () => handshakeTimeout(name, options.timeout)
    const socket = secureOver(dialed, tls, onread)
    secured = await handshaken(socket, tls, name, stop)
    return webSocket === undefined ? socket : upgraded(socket, webSocket, stop)
  }
  const socket = await connected(options, proxy === undefined ? name : formatHostPort(proxy), open).catch(
    (error: unknown) => {
      const isLate = error instanceof WyndrvrError && error.code === 'ERR_WYNDRVR_TIMEOUT'
      throw isLate && late !== null ? late() : error
    },
  )
  const opened = new Channel(socket, name, options, secured, upgrade)
  channel = opened
  const onAbort = (): void => opened.destroy(stopped(name))
  signal?.addEventListener('abort', onAbort, { once: true })
  socket.once('close', () => signal?.removeEventListener('abort', onAbort))
  return opened
}
