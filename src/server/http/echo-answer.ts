import { performance } from '../../host/clock.ts'
import { MOST_HTTP_ECHO } from '../../protocol/http.ts'
import { payloadBlock } from '../../transfer/segments.ts'
import { beginPayload, refuse, serverTiming } from './answer.ts'
import type { Asked } from './asked.ts'

/** Answers with as many bytes as a GET asks for (default: none), or with the body of a POST. */
export function sendEcho({ request, response, query, host }: Asked): void {
  const began = performance.now()
  const most = Math.min(MOST_HTTP_ECHO, host.caps.bytes)
  const send = (payload: Buffer): void => {
    beginPayload(response, {
      'Content-Length': payload.length,
      'Server-Timing': serverTiming('echo', performance.now() - began),
    })
    response.end(payload)
  }
  if (request.method === 'GET') {
    const bytes = query.get('bytes') ?? '0'
    if (!/^\d{1,16}$/.test(bytes) || Number(bytes) > most)
      return refuse(response, 400, `bytes must be a whole number from 0 to ${most}.`)
    return send(payloadBlock(MOST_HTTP_ECHO).subarray(0, Number(bytes)))
  }
  // One buffer: a body may come in chunks of a byte, which would need far more memory than their bytes.
  let body = Buffer.alloc(0)
  let length = 0
  const tooLong = `The body of an echo may have at most ${most} bytes.`
  if (Number(request.headers['content-length'] ?? 0) > most) return refuse(response, 413, tooLong)
  request.on('data', (chunk: Buffer) => {
    if (response.headersSent) return
    const at = length
    length += chunk.length
    if (length > most) return refuse(response, 413, tooLong)
    if (length > body.length) body = Buffer.concat([body], Math.min(most, Math.max(length, 2 * body.length)))
    chunk.copy(body, at)
  })
  request.on('end', () => {
    if (!response.headersSent) send(body.subarray(0, length))
  })
}
