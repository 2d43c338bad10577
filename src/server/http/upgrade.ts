import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { WebSocket, WebSocketServer } from 'ws'

import { ANSWER_MARK, HTTP_PATHS } from '../../protocol/http.ts'
import { MESSAGE_OPTIONS } from '../../transfer/message-socket.ts'
import { rawRefusal } from './answer.ts'
import { isMarked, isOfWebPage, UNMARKED, WEB_PAGE } from './routes.ts'

/**
 * Whether a request asks for a WebSocket. Other upgrades, such as to HTTP/2, are not taken up, as HTTP allows: such a request is
 * answered as any other. A Node that cannot ask this first takes up each, and they are refused.
 */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** The answer to a request for a WebSocket that is refused; `null` if it is not. */
export function upgradeRefusal(request: IncomingMessage): string | null {
  if (isOfWebPage(request)) return rawRefusal(403, WEB_PAGE)
  if (!wantsWebSocket(request)) return rawRefusal(501, 'This wyndrvr server upgrades to WebSocket only.')
  if (URL.parse(request.url ?? '', 'http://server')?.pathname !== HTTP_PATHS.ws)
    return rawRefusal(404, `This wyndrvr server answers WebSockets at ${HTTP_PATHS.ws}.`)
  return isMarked(request) ? null : rawRefusal(403, UNMARKED)
}

let shared: Promise<WebSocketServer> | null = null

/**
 * Accepts a WebSocket.
 * @param head what came behind the request
 * @param onOpen called before the first message
 */
export async function acceptWebSocket(
  request: IncomingMessage,
  connection: Duplex,
  head: Buffer,
  onOpen: (messages: WebSocket) => void,
): Promise<void> {
  shared ??= newServer()
  const server = await shared
  server.handleUpgrade(request, connection, head, onOpen)
}

/** One that does not listen serves all connections of a worker. Few workers need it, so it is loaded when one does. */
async function newServer(): Promise<WebSocketServer> {
  const { WebSocketServer: Server } = await import('ws')
  const server = new Server({ ...MESSAGE_OPTIONS, noServer: true, clientTracking: false })
  server.on('headers', (headers) => headers.push(`${ANSWER_MARK}: 1`))
  return server
}
