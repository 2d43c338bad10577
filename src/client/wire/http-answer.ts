import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'

import { WyndrvrError } from '../../errors.ts'
import { ANSWER_MARK } from '../../protocol/http.ts'
import { NATIVE_MAX_ANSWER } from '../../protocol/native.ts'
import type { HttpHead, HttpReply, HttpRequest } from './http-request.ts'

/** Most bytes of an answer that is not payload. */
export const MOST_TEXT: number = NATIVE_MAX_ANSWER

/** An answer as Node's HTTP/1.1 has read it. */
export function replyOf(answer: IncomingMessage): HttpReply {
  const { statusCode = 0, statusMessage = '', headers } = answer
  return { status: statusCode, reason: statusMessage, headers, body: answer }
}

/** The body of an answer, which is read to its end, or to the limit. */
export async function bodyOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    chunks.push(chunk)
    length += chunk.length
    if (length > MOST_TEXT) break
  }
  return Buffer.concat(chunks).subarray(0, MOST_TEXT)
}

/** A header of an answer that has it once. */
export function headerOf({ headers }: HttpHead, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}

/** Whether an answer is that of a wyndrvr server, and not one of something before it. */
export function isOwn(answer: HttpHead): boolean {
  return headerOf(answer, ANSWER_MARK) === '1'
}

/** Whether an answer is the one that was asked for, as the server sent it. */
export function isGood(answer: HttpHead): boolean {
  return answer.status === 200 && isOwn(answer) && headerOf(answer, 'content-encoding') === undefined
}

/**
 * Calls back with the answer of a request, if it is good. Any other answer is an error.
 * @param name of the server, for errors
 */
export function whenGood(
  asked: HttpRequest,
  name: string,
  fail: (error: unknown) => void,
  take: (answer: HttpReply) => void,
): void {
  asked.heard((answer) => {
    if (isGood(answer)) take(answer)
    else bodyOf(answer.body).then((body) => fail(answerError(name, answer, body)), fail)
  }, fail)
}

/**
 * The error of any other answer.
 * @param body what it says, or the beginning of that
 */
export function answerError(name: string, answer: HttpHead, body: Buffer): WyndrvrError {
  const said = JSON.stringify(firstLine(body))
  if (!isOwn(answer)) {
    const status = `${answer.status} ${answer.reason}`.trim().slice(0, 100)
    const sentence = `${name} answered ${status}: ${said}. That is not the answer of a wyndrvr server. Check the URL, and what is before the server.`
    return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  }
  if (answer.status === 404) {
    const sentence = `${name} answered 404: ${said}. The path of the URL reaches the server unchanged: have what is before the server strip it, or leave it out.`
    return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  }
  if (answer.status === 503) return new WyndrvrError('ERR_WYNDRVR_BUSY', `${name} refused: ${said}.`)
  if (answer.status !== 200) return new WyndrvrError('ERR_WYNDRVR_REFUSED', `${name} refused: ${said}.`)
  const encoding = JSON.stringify(headerOf(answer, 'content-encoding')?.slice(0, 100))
  const sentence = `Something between the client and ${name} compressed the payload (Content-Encoding ${encoding}), so its size is not that of what passed. Turn it off for this path.`
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
}

/** The first line of a body with text, without what a terminal would act on: JSON escapes that. */
function firstLine(body: Buffer): string {
  const lines = body.toString('utf8', 0, 4096).split(/\r?\n/)
  return (lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, 200)
}
