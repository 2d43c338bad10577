import type { Socket } from 'node:net'

import type { Conversation } from './dialect.ts'

/** Methods of HTTP. A line that begins with one and a space is no command of any dialect. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PRI']

/** Whether the first bytes of a connection are HTTP, or can become it. */
export function isHttp(start: Buffer): 'yes' | 'part' | 'no' {
  const text = start.toString('latin1', 0, 8)
  const methods = METHODS.map((method) => `${method} `)
  if (methods.some((method) => text.startsWith(method))) return 'yes'
  return text !== '' && methods.some((method) => method.startsWith(text)) ? 'part' : 'no'
}

const TEXT = 'This is a wyndrvr server. It does not speak HTTP; measure it with: npx wyndrvr client\n'

/** The same answer to every request, as text that no browser takes for anything else. */
const HEAD = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  'X-Content-Type-Options: nosniff',
  'Cache-Control: no-store',
  `Content-Length: ${Buffer.byteLength(TEXT)}`,
  'Connection: close',
  '',
  '',
].join('\r\n')

/**
 * Answers a browser, whose requests any web page can choose: a command in the body of a POST must not be carried out.
 * What follows the first bytes is dropped.
 */
export class HttpConversation implements Conversation {
  readonly #socket: Socket
  readonly busy = false
  #answered = false

  constructor(socket: Socket) {
    this.#socket = socket
  }

  receive(length: number, buffer: Buffer): void {
    if (this.#answered) return
    this.#answered = true
    const isHead = buffer.toString('latin1', 0, Math.min(length, 4)) === 'HEAD'
    // It closes when the client has. Closing before would reset the connection, and with it the answer.
    this.#socket.end(isHead ? HEAD : `${HEAD}${TEXT}`)
  }

  inputEnd(): void {
    this.#socket.destroySoon()
  }

  drained(): void {
    // One answer is all there is.
  }

  close(): void {
    this.#socket.destroySoon()
  }

  over(): void {
    // Nothing is kept.
  }
}
