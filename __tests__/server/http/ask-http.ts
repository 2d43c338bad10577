import { once } from 'node:events'
import { request } from 'node:http'
import type { OutgoingHttpHeaders, RequestOptions } from 'node:http'
import { request as requestSecurely } from 'node:https'

import type { Address } from '../../../src/server/listen.ts'

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly trailers: NodeJS.Dict<string>
  readonly body: Buffer
}

/** What is asked. */
export interface Question {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  /** Whether over TLS. Default: no. */
  readonly secure?: boolean
}

/** Sends a request on a connection of its own, as a program that measures does. */
export async function askHttp(address: Address, path: string, question: Question = {}): Promise<Answer> {
  return askBare(address, path, { ...question, headers: { 'Sec-Wyndrvr': '1', ...question.headers } })
}

/** The same without the header that a web page cannot send. */
export async function askBare(
  address: Address,
  path: string,
  { method = 'GET', headers = {}, body, secure = false }: Question = {},
): Promise<Answer> {
  const options: RequestOptions = { ...address, method, path, headers, agent: false }
  const asked = secure ? requestSecurely({ ...options, rejectUnauthorized: false }) : request(options)
  // A server may refuse a body that is still being sent, and close.
  const failed = new Promise<never>((_resolve, reject) => asked.once('error', reject))
  failed.catch(() => undefined)
  asked.end(body)
  const [answer] = await Promise.race([once(asked, 'response'), failed])
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const { statusCode, headers: given, trailers } = answer
  return { status: statusCode, headers: given, trailers, body: Buffer.concat(chunks) }
}
