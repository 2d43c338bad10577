import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import { http } from '../../host/builtins.ts'
import { rawRefusal } from './answer.ts'
import { ALLOWED, NO_PROXY } from './routes.ts'

/** Takes the requests of one connection. */
export type OnRequest = (request: IncomingMessage, response: ServerResponse) => void

const listeners = new WeakMap<object, OnRequest>()
let shared: Server | null = null

/** Lets Node's HTTP/1.1 read a connection. One server that does not listen serves all of a worker's connections. */
export function readHttp(connection: Duplex, onRequest: OnRequest): void {
  listeners.set(connection, onRequest)
  shared ??= newServer()
  shared.emit('connection', connection)
}

function newServer(): Server {
  // The conversation limits times. With a time here, Node would announce it in a header.
  const server = http.createServer({ keepAliveTimeout: 0 }, hear)
  // A server may ignore an expectation that it does not know (RFC 9110, 10.1.1). Node would answer, uncounted by the conversation.
  server.on('checkExpectation', hear)
  // Node would close the connection without an answer.
  server.on('connect', (_request, connection) => {
    connection.end(rawRefusal(405, NO_PROXY, ALLOWED))
  })
  return server
}

function hear(request: IncomingMessage, response: ServerResponse): void {
  listeners.get(request.socket)?.(request, response)
}
