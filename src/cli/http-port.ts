import { once } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'

import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { http as nodeHttp } from '../host/builtins.ts'

/** Where a command answers HTTP requests about itself. */
export interface HttpPort extends AsyncDisposable {
  readonly address: HostPort
}

/**
 * Answers HTTP requests until it is disposed.
 * @param option which names the port, such as `--dashboard`
 * @throws {WyndrvrError} `ERR_WYNDRVR_LISTEN`
 */
export async function openHttpPort(
  { host, port }: HostPort,
  option: string,
  answer: RequestListener,
): Promise<HttpPort> {
  const http = nodeHttp.createServer({ maxHeaderSize: 8192 }, answer)
  http.maxConnections = 20
  try {
    http.listen({ host, port })
    await once(http, 'listening')
  } catch (error) {
    throw new WyndrvrError(
      'ERR_WYNDRVR_LISTEN',
      `${option} cannot listen on ${formatHostPort({ host, port })}: ${messageOf(error)}. Choose another port with ${option}, or 0 for a free one.`,
      { cause: error },
    )
  }
  return {
    address: addressOf(http),
    [Symbol.asyncDispose]: async () => {
      const closed = once(http, 'close')
      http.close()
      http.closeAllConnections()
      await closed
    },
  }
}

/** Answers that only GET and HEAD are allowed, unless the request is one. Returns whether it is. */
export function isRead({ method }: IncomingMessage, response: ServerResponse): boolean {
  if (method === 'GET' || method === 'HEAD') return true
  send(response, 405, 'text/plain', 'This page can only be read.\n')
  return false
}

/** Answers with a text. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(text),
  })
  // Node leaves the body of an answer to HEAD out.
  response.end(text)
}

function addressOf(http: Server): HostPort {
  const found = http.address()
  if (typeof found !== 'object' || found === null) return { host: '', port: 0 }
  return { host: found.address, port: found.port }
}
