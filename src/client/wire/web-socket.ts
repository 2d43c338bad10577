import type { ClientRequest, IncomingMessage } from 'node:http'

import { messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { HTTP_PATHS, joinQuery, REQUEST_MARK } from '../../protocol/http.ts'
import type { Receiver } from '../../transfer/adopt.ts'
import { MESSAGE_OPTIONS, MessageSocket } from '../../transfer/message-socket.ts'
import type { MessageCarrier } from '../../transfer/message-socket.ts'
import { answerError, bodyOf, isOwn, replyOf } from './http-answer.ts'
import { OneConnection } from './one-connection.ts'
import type { WebSocketTarget } from './web-socket-target.ts'

/**
 * Opens a WebSocket on a connection.
 * @param name the server as errors call it
 * @param receive takes the bytes of each message
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` if something else answers, `ERR_WYNDRVR_REFUSED`, `ERR_WYNDRVR_BUSY` or `ERR_WYNDRVR_LOST`
 */
export async function openWebSocket(
  name: string,
  carrier: MessageCarrier,
  { base, headers, joins }: WebSocketTarget,
  receive: Receiver,
  stop: AbortSignal,
): Promise<MessageSocket> {
  const { WebSocket } = await import('ws')
  const { transport, stream } = carrier
  const query = joins === undefined ? '' : joinQuery(joins)
  const messages = new WebSocket(`ws://server${base}${HTTP_PATHS.ws}${query}`, {
    ...MESSAGE_OPTIONS,
    agent: new OneConnection(stream),
    headers: { ...headers, [REQUEST_MARK]: '1' },
  })
  transport.on('drain', () => stream.drained())
  transport.once('end', () => stream.push(null))
  transport.once('close', () => stream.destroy())
  transport.on('error', (error) => stream.destroy(error))
  return new Promise<MessageSocket>((resolve, reject) => {
    const fail = (error: unknown): void => {
      transport.on('error', () => undefined).destroy()
      reject(stop.aborted ? stop.reason : error)
    }
    const onStop = (): void => fail(stop.reason)
    stop.addEventListener('abort', onStop, { once: true })
    messages.once('close', () => stop.removeEventListener('abort', onStop))
    messages.on('error', (error) => fail(noWebSocket(name, `did not open one: ${messageOf(error)}`, error)))
    messages.once('unexpected-response', (_asked: ClientRequest, answer: IncomingMessage) => {
      bodyOf(answer).then((body) => fail(answerError(name, replyOf(answer), body)), fail)
    })
    messages.once('upgrade', (answer) => {
      const reply = replyOf(answer)
      if (!isOwn(reply)) fail(answerError(name, reply, Buffer.alloc(0)))
    })
    messages.once('open', () => {
      stop.removeEventListener('abort', onStop)
      resolve(new MessageSocket('client', messages, carrier, receive))
    })
  })
}

/** The error of a connection that does not become a WebSocket. */
export function noWebSocket(name: string, how: string, cause?: Error): WyndrvrError {
  const sentence = `${name} got the request for a WebSocket and ${how}. Check that what is before the server passes WebSockets on.`
  if (cause === undefined) return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
  const isLost = ['ECONNRESET', 'EPIPE'].includes(systemCodeOf(cause) ?? '')
  return new WyndrvrError(isLost ? 'ERR_WYNDRVR_LOST' : 'ERR_WYNDRVR_PROTOCOL', sentence, { cause })
}
