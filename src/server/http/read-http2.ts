import type { ServerHttp2Session, ServerHttp2Stream, Settings } from 'node:http2'

import { loadHttp2 } from '../../host/builtins.ts'
import type { Caps } from '../caps.ts'
import { refuse } from './answer.ts'
import type { Exchange } from './asked.ts'

/** Most streams of a connection at a time: as many as a client has in a transfer. */
const MOST_STREAMS = 128

/** Most streams of all connections of a worker beyond one for each: 128 of each connection would take gigabytes. */
const MOST_FURTHER = 2048

/** How many there are. */
let further = 0

/** Most bytes of a request's head: as much as Node allows in HTTP/1.1. */
const MOST_HEAD = 16 * 1024

/** Node resets the stream of a head with more bytes than this without an answer. Heads between the two are answered with 431. */
const MOST_HEADER_LIST = 32 * 1024

/** Most fields of a head, for the same. */
export const MOST_HEADER_PAIRS = 128

/** Megabytes of memory of a connection, above which it gets no further streams. */
export const MOST_MEMORY = 10

/** What a field of a head takes besides its name and value (RFC 9113, 6.5.2). */
const FIELD = 32

/** What a server tells a client of its limits. */
export function http2Settings({ streams }: Caps): Settings {
  const most = streams === null ? MOST_STREAMS : Math.min(MOST_STREAMS, streams + 1)
  return { maxConcurrentStreams: most, maxHeaderListSize: MOST_HEADER_LIST, enableConnectProtocol: false }
}

/** Reads the requests of a session. */
export function readHttp2(session: ServerHttp2Session, onRequest: (exchange: Exchange) => void): void {
  let open = 0
  session.once('close', () => {
    further -= Math.max(0, open - 1)
    open = Number.NEGATIVE_INFINITY
  })
  session.on('stream', (stream, headers, _flags, rawHeaders: string[]) => {
    // The client has reset it, or the connection. 'close' follows.
    stream.on('error', () => undefined)
    const { constants, Http2ServerRequest, Http2ServerResponse } = loadHttp2()
    open += 1
    if (open > 1) further += 1
    stream.once('close', () => {
      if (open > 1) further -= 1
      open -= 1
    })
    if (open > 1 && further > MOST_FURTHER) return stream.close(constants.NGHTTP2_REFUSED_STREAM)
    const request = new Http2ServerRequest(stream, headers, {}, rawHeaders)
    const response = new Http2ServerResponse(stream)
    endWhenAnswered(stream)
    // Nobody reads the body of another request.
    if (headers[':method'] !== 'POST') stream.resume()
    if (headLength(rawHeaders) > MOST_HEAD)
      return refuse(response, 431, `A request head may have at most ${MOST_HEAD} bytes.`)
    if (headers.expect?.toLowerCase() === '100-continue') response.writeContinue()
    onRequest({ request, response, payload: stream })
  })
}

/** Resets a stream whose answer is complete and whose request is not, because nobody reads that. */
function endWhenAnswered(stream: ServerHttp2Stream): void {
  stream.once('finish', () => {
    if (!stream.readableEnded) stream.close(loadHttp2().constants.NGHTTP2_NO_ERROR)
  })
}

function headLength(rawHeaders: readonly string[]): number {
  return rawHeaders.reduce((sum, text) => sum + text.length, (rawHeaders.length / 2) * FIELD)
}
