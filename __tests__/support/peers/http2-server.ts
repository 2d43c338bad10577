import { createSecureServer, createServer } from 'node:http2'
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream, Settings } from 'node:http2'

import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** What a server or proxy does besides answering. */
export interface Http2Habits {
  /** Whether it speaks TLS. */
  readonly secure?: boolean
  readonly settings?: Settings
  /** Answers a request itself, and returns true; otherwise it is answered like an echo of wyndrvr. */
  readonly answer?: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, count: number) => boolean
}

/** A server over HTTP/2 in this process. */
export interface Http2Server extends Endpoint {
  readonly url: string
  /** Its certificate in PEM; empty without TLS. */
  readonly cert: string
  /** The connections that it got. */
  readonly sessions: readonly ServerHttp2Session[]
  /** The heads of the requests that it got. */
  readonly asked: readonly IncomingHttpHeaders[]
}

/** What each answer of a wyndrvr server has. */
export const OWN = { ':status': 200, wyndrvr: '1' } as const

/** Starts a server that answers each request with the bytes that it asks for, unless its habits say otherwise. */
export async function startHttp2Server(habits: Http2Habits = {}): Promise<Http2Server> {
  const { secure = false, settings, answer } = habits
  const sessions: ServerHttp2Session[] = []
  const asked: IncomingHttpHeaders[] = []
  const pair = secure ? await selfSigned('127.0.0.1') : { cert: '', key: '' }
  const options = { ...(settings && { settings }) }
  const server = secure ? createSecureServer({ ...pair, ...options }) : createServer(options)
  server.on('session', (session: ServerHttp2Session) => {
    sessions.push(session)
    session.on('error', () => undefined)
  })
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => undefined)
    asked.push(headers)
    if (answer?.(stream, headers, asked.length) === true) return
    const [, bytes = '0'] = /bytes=(\d+)/.exec(headers[':path'] ?? '') ?? []
    stream.respond(OWN)
    stream.end(Buffer.alloc(Number(bytes)))
  })
  const endpoint = await listen((socket) => void server.emit('connection', socket))
  return {
    ...endpoint,
    url: `http${secure ? 's' : ''}://127.0.0.1:${endpoint.port}`,
    cert: pair.cert,
    sessions,
    asked,
  }
}
