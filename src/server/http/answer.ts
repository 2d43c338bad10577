import { http } from '../../host/builtins.ts'
import { ANSWER_MARK } from '../../protocol/http.ts'
import type { HttpRequest, HttpResponse } from './asked.ts'

/** What every answer says: this server gave it, it is no page, and nothing on the way may keep, compress or change it. */
const HEADERS = {
  [ANSWER_MARK]: '1',
  'Cache-Control': 'no-store, no-transform',
  'X-Content-Type-Options': 'nosniff',
} as const

/** Ends the connection of an answer over HTTP/1.1. */
export const CLOSE = { Connection: 'close' } as const

type Headers = Readonly<Record<string, string | number>>

/** Begins an answer with payload. */
export function beginPayload(response: HttpResponse, headers: Headers): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'application/octet-stream', ...headers })
}

/** Answers with a JSON object. */
export function answerJson(response: HttpResponse, body: object, headers: Headers = {}): void {
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}

/**
 * Refuses a request with a sentence. A connection of HTTP/1.1 ends if a body follows, because nobody reads it. HTTP/2 has no such
 * header: there, the stream ends.
 */
export function refuse(
  response: HttpResponse,
  status: number,
  sentence: string,
  headers: Headers = {},
): void {
  response.writeHead(status, {
    ...refusalHeaders(sentence),
    ...(hasBody(response.req) && CLOSE),
    ...headers,
  })
  response.end(`${sentence}\n`)
  // Until it is reset, its frames would be kept.
  if (response.req.httpVersionMajor > 1) response.req.resume()
}

/** A whole refusal as bytes, for a connection whose requests nobody reads. */
export function rawRefusal(status: number, sentence: string, headers: Headers = {}): string {
  const all = { ...refusalHeaders(sentence), ...CLOSE, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}`, ...lines, '', `${sentence}\n`].join('\r\n')
}

/** The figure of an answer as `Server-Timing`, which proxies pass on: its name, and milliseconds. */
export function serverTiming(name: string, milliseconds: number): string {
  return `${name};dur=${milliseconds.toFixed(3)}`
}

function refusalHeaders(sentence: string): Headers {
  return {
    ...HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(sentence) + 1,
  }
}

function hasBody({ headers, httpVersionMajor }: HttpRequest): boolean {
  if (httpVersionMajor > 1) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
