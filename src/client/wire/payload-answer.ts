import { WyndrvrError } from '../../errors.ts'
import { printableLine } from '../../printable.ts'
import { ChunkedBody } from './chunked-body.ts'
import { answerError, headerOf, isGood, MOST_TEXT } from './http-answer.ts'
import type { HttpHead, PayloadTaker } from './http-request.ts'
import { MOST_ANSWER, readHead } from './http-text.ts'
import type { Head } from './http-text.ts'

/**
 * The answer to a request for payload over HTTP/1.1, read from a buffer that is used again and again (RFC 9112). Node's HTTP copies each
 * part of a body into memory of its own, which limits a download on a fast network.
 */
export class PayloadAnswer {
  readonly #name: string
  readonly #taker: PayloadTaker
  /** What has arrived of the head. */
  #said = ''
  /** Characters of heads that were not the last one. */
  #interim = 0
  #head: HttpHead | null = null
  /** How its body ends: after a number of bytes, which is infinite if the connection ends with it, or with its last chunk. */
  #left = 0
  #chunks: ChunkedBody | null = null
  #closes = false
  /** The body of an answer that is none with payload, or its beginning. */
  #text: Buffer | null = null

  /** @param name of the server, for errors */
  constructor(name: string, taker: PayloadTaker) {
    this.#name = name
    this.#taker = taker
  }

  /** Whether the connection ends with it. */
  get closes(): boolean {
    return this.#closes
  }

  /**
   * Takes the first `length` bytes of a buffer.
   * @returns whether the answer is complete: its end is to be told by {@link tellEnd}
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
   */
  read(length: number, buffer: Buffer): boolean {
    const from = this.#head === null ? this.#readHead(length, buffer) : 0
    if (from === null) return false
    const payload =
      this.#chunks === null
        ? this.#takeBytes(from, length)
        : this.#takeChunks(this.#chunks, from, length, buffer)
    if (this.#text === null) {
      if (payload > 0) this.#taker.took(payload)
    } else if (this.#chunks === null) this.#keep(buffer.subarray(from, from + payload))
    return this.#isComplete || (this.#text?.length ?? 0) >= MOST_TEXT
  }

  /** The other end sends no more. Returns whether that completes the answer. */
  end(): boolean {
    return this.#head !== null && this.#left === Number.POSITIVE_INFINITY
  }

  /** Tells that it is complete, or that it is another answer. */
  tellEnd(): void {
    const { ended, failed } = this.#taker
    if (this.#head === null || this.#text === null) ended()
    else failed(answerError(this.#name, this.#head, this.#text))
  }

  /** Tells that the rest does not arrive. */
  fail(error: unknown): void {
    this.#taker.failed(error)
  }

  get #isComplete(): boolean {
    return this.#chunks === null ? this.#left === 0 : this.#chunks.isOver
  }

  /** Returns where the body begins; `null` if the head is not complete. */
  #readHead(length: number, buffer: Buffer): number | null {
    this.#said += buffer.toString('latin1', 0, length)
    for (;;) {
      const head = readHead(this.#said)
      if (head === 'part') return null
      if (head === 'wrong' || head.status === 101) throw this.#wrong(quoted(this.#said))
      const rest = this.#said.slice(head.length)
      if (head.status >= 200) {
        this.#said = ''
        this.#begin(head)
        return length - rest.length
      }
      this.#interim += head.length
      if (this.#interim > MOST_ANSWER) throw this.#wrong('too much before the answer')
      this.#said = rest
    }
  }

  #begin(head: Head): void {
    this.#head = head
    if (!isGood(head)) this.#text = Buffer.alloc(0)
    const [size, coding] = [headerOf(head, 'content-length'), headerOf(head, 'transfer-encoding')]
    if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked' || size !== undefined)
        throw this.#wrong(`a body whose end is not clear (Transfer-Encoding ${quoted(coding)})`)
      this.#chunks = new ChunkedBody()
    } else if (size !== undefined) {
      if (!/^\d{1,15}$/.test(size)) throw this.#wrong(`Content-Length ${quoted(size)}`)
      this.#left = Number(size)
    } else this.#left = head.status === 204 || head.status === 304 ? 0 : Number.POSITIVE_INFINITY
    const connection = headerOf(head, 'connection')?.toLowerCase() ?? ''
    const stays = head.isOld ? connection.includes('keep-alive') : !connection.includes('close')
    this.#closes = !stays || this.#left === Number.POSITIVE_INFINITY
  }

  #takeBytes(from: number, to: number): number {
    const payload = to - from
    if (payload > this.#left) throw this.#wrong('more than its answer')
    this.#left -= payload
    return payload
  }

  #takeChunks(chunks: ChunkedBody, from: number, to: number, buffer: Buffer): number {
    const keep =
      this.#text === null
        ? undefined
        : (begin: number, end: number): void => this.#keep(buffer.subarray(begin, end))
    const payload = chunks.take(buffer, from, to, keep)
    if (payload === null) throw this.#wrong('a chunk without its size')
    if (chunks.position < to) throw this.#wrong('more than its answer')
    return payload
  }

  #keep(bytes: Buffer): void {
    this.#text = Buffer.concat([this.#text ?? Buffer.alloc(0), bytes]).subarray(0, MOST_TEXT)
  }

  #wrong(what: string): WyndrvrError {
    return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `${this.#name} sent what is not HTTP/1.1: ${what}.`)
  }
}

/** The beginning of what was said, for an error. */
function quoted(text: string): string {
  return JSON.stringify(printableLine(text.slice(0, 40)))
}
