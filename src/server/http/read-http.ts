import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import { http } from '../../host/builtins.ts'
import { rawRefusal } from './answer.ts'
import { ALLOWED, NO_PROXY } from './routes.ts'
import { wantsWebSocket } from './upgrade.ts'

/** Takes what one connection asks for. */
export interface HttpReader {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
  /** A request for a WebSocket, and what came behind it. Nobody reads the connection any more. */
  readonly onUpgrade: (request: IncomingMessage, head: Buffer) => void
}

const readers = new WeakMap<object, HttpReader>()
let shared: Server | null = null

/** Lets Node's HTTP/1.1 read a connection. One server that does not listen serves all of a worker's connections. */
export function readHttp(connection: Duplex, reader: HttpReader): void {
  readers.set(connection, reader)
  shared ??= newServer()
  shared.emit('connection', connection)
}

function newServer(): Server {
  // The conversation limits times. With a time here, Node would announce it in a header.
  const server = http.createServer({ keepAliveTimeout: 0, shouldUpgradeCallback: wantsWebSocket }, hear)
  server.on('upgrade', (request, connection, head) => readers.get(connection)?.onUpgrade(request, head))
  // A server may ignore an expectation that it does not know (RFC 9110, 10.1.1). Node would answer, uncounted by the conversation.
  server.on('checkExpectation', hear)
  // Node would close the connection without an answer.
  server.on('connect', (_request, connection) => {
    connection.end(rawRefusal(405, NO_PROXY, ALLOWED))
  })
  return server
}

function hear(request: IncomingMessage, response: ServerResponse): void {
  readers.get(request.socket)?.onRequest(request, response)
}
