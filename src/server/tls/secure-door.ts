import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'

import { loadTls } from '../../host/builtins.ts'
import { TLS_RECORD } from '../../protocol/certificate.ts'
import type { Receiver } from '../../transfer/adopt.ts'
import { readInto } from '../../transfer/read-into.ts'
import type { ServerTls } from './server-tls.ts'

/** One for all sockets, because each read is processed before the next. */
const RECORD = Buffer.allocUnsafeSlow(TLS_RECORD)

/** The TLS of one worker: what is the same for all of its connections is prepared once. */
export class SecureDoor {
  readonly only: boolean
  readonly #context: SecureContext

  constructor({ cert, key, only, ticketKeys }: ServerTls) {
    this.only = only
    this.#context = loadTls().createSecureContext({
      cert,
      key,
      ticketKeys: Buffer.from(ticketKeys, 'base64'),
    })
  }

  /**
   * Begins TLS on a connection, at the server's end.
   * @param transport the connection; it closes with what is returned, and the other way round
   * @param first what was read from it
   */
  open(transport: Socket, first: Buffer, receive: Receiver): Socket {
    transport.pause()
    transport.unshift(first)
    const { TLSSocket } = loadTls()
    const socket = new TLSSocket(transport, {
      isServer: true,
      secureContext: this.#context,
      // What a client that asks for neither gets is told from its first bytes.
      ALPNProtocols: ['h2', 'http/1.1'],
    })
    // As the sockets of Node's own TLS server: its HTTP/2 would wait for the end of the handshake.
    socket.once('secure', () => Reflect.set(socket, 'secureConnecting', false))
    readInto(socket, {
      buffer: () => RECORD,
      callback: (length, buffer) => {
        receive(length, buffer)
        return true
      },
    })
    return socket
  }
}
