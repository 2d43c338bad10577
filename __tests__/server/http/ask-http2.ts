import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session, ClientSessionOptions, SecureClientSessionOptions } from 'node:http2'

import type { Address } from '../../../src/server/listen.ts'
import type { Answer, Question } from './ask-http.ts'

/** A client of HTTP/2 that ends its connection. */
export interface Http2Peer extends AsyncDisposable {
  readonly session: ClientHttp2Session
  /** Sends a request beside the others. */
  readonly ask: (path: string, question?: Question) => Promise<Answer>
}

/** Opens a connection: with TLS and ALPN, or with prior knowledge. */
export function connectPeer(
  { host, port }: Address,
  secure = false,
  options: ClientSessionOptions | SecureClientSessionOptions = {},
): Http2Peer {
  const session = connectHttp2(`http${secure ? 's' : ''}://${host}:${port}`, {
    rejectUnauthorized: false,
    ...options,
  })
  session.on('error', () => undefined)
  return {
    session,
    ask: async (path, question) => askOn(session, path, question),
    [Symbol.asyncDispose]: async () => {
      if (session.destroyed) return
      const closed = once(session, 'close')
      session.destroy()
      await closed
    },
  }
}

/** Sends a request on a connection of its own, with the header that a web page cannot send. */
export async function askHttp2(address: Address, path: string, question: Question = {}): Promise<Answer> {
  await using peer = connectPeer(address, question.secure)
  return await peer.ask(path, question)
}

async function askOn(
  session: ClientHttp2Session,
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Answer> {
  const target = method === 'CONNECT' ? { ':authority': path } : { ':path': path }
  const asked = session.request(
    { ':method': method, ...target, 'sec-wyndrvr': '1', ...headers },
    { endStream: body === undefined && method !== 'POST' },
  )
  let trailers: Answer['trailers'] = {}
  asked.on('trailers', (given: NodeJS.Dict<string>) => {
    trailers = given
  })
  const over = new Promise<void>((resolve) => {
    asked.once('close', resolve)
  })
  if (method !== 'CONNECT') asked.end(body)
  const [given] = await once(asked, 'response')
  // A refusal may reset the stream while its body is being sent. What it said counts.
  asked.on('error', () => undefined)
  const chunks: Buffer[] = []
  asked.on('data', (chunk: Buffer) => chunks.push(chunk))
  await over
  return { status: Number(given[':status']), headers: given, trailers, body: Buffer.concat(chunks) }
}
