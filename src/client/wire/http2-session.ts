import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'

import { messageOf } from '../../errors.ts'
import { loadHttp2 } from '../../host/builtins.ts'
import { HTTP2_WINDOW } from '../../protocol/http.ts'
import type { HttpReply } from './http-request.ts'
import type { HttpTarget } from './http-target.ts'

/** Begins HTTP/2 on a connection that is open, with windows that do not limit what arrives. */
export function beginHttp2(socket: Socket, { url }: HttpTarget): ClientHttp2Session {
  const session = loadHttp2().connect(url, {
    createConnection: () => socket,
    maxSessionMemory: MOST_MEMORY,
    settings: { enablePush: false, initialWindowSize: HTTP2_WINDOW },
  })
  session.setLocalWindowSize(HTTP2_WINDOW)
  return session
}

/** Megabytes of a session, above which Node refuses streams: the windows of both directions. */
const MOST_MEMORY = 256

/** The head of a request in the form of HTTP/2. */
type Http2Head = Readonly<Record<string, string>>

/** Writes the heads of requests to a target, whose URL is read only once: heads are written while probes are timed. */
export function http2Heads({
  url,
}: HttpTarget): (method: string, path: string, headers: Readonly<Record<string, string>>) => Http2Head {
  const { protocol, host } = new URL(url)
  const scheme = protocol.slice(0, -1)
  return (method, path, headers) => {
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    const { host: authority = host, ...others } = Object.fromEntries(named)
    return { ':method': method, ':path': path, ':scheme': scheme, ':authority': authority, ...others }
  }
}

/** Calls back with the head of an answer, and once when the stream fails, also later. */
export function hear(
  stream: ClientHttp2Stream,
  take: (reply: HttpReply) => void,
  onFail: (error: unknown) => void,
): void {
  let hasFailed = false
  const fail = (error: unknown): void => {
    if (!hasFailed) onFail(error)
    hasFailed = true
  }
  stream.on('error', fail)
  stream.once('response', (headers) => {
    // Before others hear of this end, which looks like that of a whole answer.
    stream.once('end', () => {
      if (stream.rstCode !== 0) fail(resetError(stream.rstCode))
    })
    take({ status: headers[':status'] ?? 0, reason: '', headers, body: stream })
  })
  // Node reports neither a stream that is reset with CANCEL or NO_ERROR nor one whose session was closed as an error.
  stream.once('close', () => {
    if (!stream.readableEnded || stream.aborted) fail(resetError(stream.rstCode))
  })
}

/** As Node reports other codes. */
function resetError(code: number): Error {
  const message = `Stream closed with error code NGHTTP2_${nameOf(code)}`
  return Object.assign(new Error(message), { code: 'ERR_HTTP2_STREAM_ERROR' })
}

/** The name of the code with which a stream was closed, as RFC 9113 writes it. */
export function codeOf(error: unknown): string {
  return /NGHTTP2_(\w+)/.exec(messageOf(error))?.[1] ?? ''
}

/** Codes of errors in their order (RFC 9113, 7). */
const CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]

/** The name of a code, as RFC 9113 writes it. */
export function nameOf(code: number): string {
  return CODES[code] ?? String(code)
}
