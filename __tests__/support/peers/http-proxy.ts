import { createServer, request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'

import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** What a proxy does besides passing requests on. */
export interface HttpProxyHabits {
  /** The path that it takes off. Default: none. */
  readonly base?: string
  /** Whether it terminates TLS. */
  readonly secure?: boolean
  /** Answers a request itself, and returns true; otherwise it is passed on. */
  readonly answer?: (asked: IncomingMessage, answer: ServerResponse) => boolean
  /** Whether it keeps a body until it is complete. */
  readonly buffers?: boolean
  /** Headers that it puts into answers in place of those of the server; `null` takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Requests after which it closes a connection. */
  readonly requests?: number
}

/** A reverse proxy over HTTP/1.1 in this process. */
export interface HttpProxy extends Endpoint {
  readonly url: string
  /** Its certificate in PEM; empty without TLS. */
  readonly cert: string
  /** The requests that it got. */
  readonly asked: readonly IncomingMessage[]
}

type Server = Endpoint['address']

/** Starts a proxy in front of a server. */
export async function startHttpProxy(to: Server, habits: HttpProxyHabits = {}): Promise<HttpProxy> {
  const { base = '', secure = false, requests } = habits
  const asked: IncomingMessage[] = []
  const onRequest: RequestListener = (question, answer) => {
    asked.push(question)
    if (habits.answer?.(question, answer) !== true) passOn(to, habits, question, answer)
  }
  const pair = secure ? await selfSigned('127.0.0.1') : { cert: '', key: '' }
  const server = secure ? createSecureServer(pair, onRequest) : createServer(onRequest)
  if (requests !== undefined) server.maxRequestsPerSocket = requests
  // Without it, such a request is one like any other.
  if (habits.answer === undefined)
    server.on('upgrade', (question, client: Socket) => {
      asked.push(question)
      passUpgradeOn(to, base, question, client)
    })
  const endpoint = await listen((socket) => void server.emit('connection', socket))
  const url = `http${secure ? 's' : ''}://${endpoint.host}:${endpoint.port}${base}`
  return { ...endpoint, url, cert: pair.cert, asked }
}

/** Passes a request for a WebSocket on, and what follows in both directions. */
function passUpgradeOn(
  to: Server,
  base: string,
  { url = '', headers }: IncomingMessage,
  client: Socket,
): void {
  const onward = request({ ...to, path: url.slice(base.length), headers, agent: false })
  onward.on('error', () => client.destroy())
  onward.on('upgrade', (answered, far) => {
    const lines = answered.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ''}`] : [],
    )
    client.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'))
    // What the server said last still goes out.
    for (const [end, opposite] of [
      [client, far],
      [far, client],
    ] as const) {
      end.on('error', () => undefined)
      end.on('close', () => opposite.destroySoon())
    }
    client.pipe(far).pipe(client)
  })
  onward.end()
}

/** Headers that are about one connection. */
const HOP: Readonly<Record<string, null>> = {
  connection: null,
  'keep-alive': null,
  'transfer-encoding': null,
}

function passOn(
  to: Server,
  { base = '', buffers = false, headers = {} }: HttpProxyHabits,
  question: IncomingMessage,
  answer: ServerResponse,
): void {
  const { method, url = '' } = question
  if (!url.startsWith(`${base}/`)) {
    answer.writeHead(404).end('no such path')
    return
  }
  const asking = { ...to, method, path: url.slice(base.length), headers: changed(question.headers, HOP) }
  const onward = request({ ...asking, agent: false }, (answered) => {
    answer.writeHead(answered.statusCode ?? 500, changed(answered.headers, { ...HOP, ...headers }))
    answered.pipe(answer)
    answered.on('error', () => answer.destroy())
  })
  onward.on('error', () => answer.destroy())
  answer.on('close', () => onward.destroy())
  if (!buffers) return void question.pipe(onward)
  const kept: Buffer[] = []
  question.on('data', (chunk: Buffer) => kept.push(chunk))
  question.on('end', () => onward.end(Buffer.concat(kept)))
}

/** Headers with changes, of which `null` takes one away. */
function changed(
  headers: OutgoingHttpHeaders,
  changes: Readonly<Record<string, string | null>>,
): OutgoingHttpHeaders {
  const kept = { ...headers }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(kept, name)
    else kept[name] = value
  }
  return kept
}
