import type { HttpTarget } from './http-target.ts'

/** Where a WebSocket is asked for. */
export interface WebSocketTarget extends HttpTarget {
  /** The session that its first message joins: a sequential server must know it before. */
  readonly joins?: string | undefined
}

/** How to open further connections of a session, whose WebSockets say that they join it. */
export function joining<T extends { readonly webSocket?: WebSocketTarget | undefined }>(
  options: T,
  session: string,
): T {
  const { webSocket } = options
  return webSocket === undefined ? options : { ...options, webSocket: { ...webSocket, joins: session } }
}
