import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

import { systemCodeOf } from '../../errors.ts'
import { HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import { bodyOf, headerOf, isGood, isOwn } from '../wire/http-answer.ts'
import type { HttpClientProof } from '../wire/http-proof.ts'
import type { HttpReply } from '../wire/http-request.ts'
import type { HttpTarget } from '../wire/http-target.ts'
import { beginHttp2, codeOf, hear, http2Heads, nameOf } from '../wire/http2-session.ts'
import type { Heard, HeldTalk } from './talk.ts'
import { whileSame } from './while-same.ts'

/**
 * One request over HTTP/2, or one after another on the same connection. If the proof of the token is old, the connection has another request before,
 * which gets a new challenge.
 */
export function http2Talk(target: HttpTarget, proof: HttpClientProof): () => HeldTalk {
  const headOf = http2Heads(target)
  const head = whileSame(
    () => proof.headers.Authorization,
    () =>
      headOf('GET', `${target.base}${HTTP_PATHS.echo}`, {
        ...target.headers,
        [REQUEST_MARK]: '1',
        ...proof.headers,
      }),
  )
  return () => {
    let asked: Asked | null = null
    return {
      hold: (socket, heard) => {
        if (proof.isOld) proof.renew()
        asked ??= new Asked(socket, target, proof, head, heard)
        asked.ask(proof.isMissing)
      },
    }
  }
}

/** A connection over HTTP/2 that has one request at a time. */
class Asked {
  readonly #session: ClientHttp2Session
  readonly #proof: HttpClientProof
  readonly #head: () => Readonly<Record<string, string>>
  readonly #heard: Heard
  /** The code of the first GOAWAY. */
  #goaway: number | null = null

  constructor(
    socket: Socket,
    target: HttpTarget,
    proof: HttpClientProof,
    head: () => Readonly<Record<string, string>>,
    heard: Heard,
  ) {
    this.#proof = proof
    this.#head = head
    this.#heard = heard
    this.#session = beginHttp2(socket, target)
    this.#session.on('goaway', (code) => {
      this.#goaway ??= code
    })
    this.#session.on('error', (error) => this.#fail(error))
  }

  /** Whether the connection takes no further request. */
  get #hasEnded(): boolean {
    return this.#session.closed || this.#session.destroyed
  }

  /** @param mayProve whether a challenge of the server is answered by another request */
  ask(mayProve: boolean): void {
    if (this.#hasEnded) return this.#heard.unserved()
    const stream = this.#session.request(this.#head(), { endStream: true })
    let isOver = false
    const fail = (error: unknown): void => {
      if (!isOver) this.#fail(error)
      isOver = true
    }
    const take = (answer: HttpReply): void => {
      this.#heard.first()
      const { body } = answer
      if (isGood(answer)) {
        body.once('end', () => {
          if (isOver) return
          isOver = true
          this.#heard.whole(this.#hasEnded)
        })
        body.resume()
        return
      }
      const judge = (said: Buffer): void => {
        if (!isOver) this.#judge(answer, said, mayProve)
        isOver = true
      }
      bodyOf(body).then(judge, fail)
    }
    hear(stream, take, fail)
  }

  #judge(answer: HttpReply, body: Buffer, mayProve: boolean): void {
    const proof = this.#proof
    const isAsked = mayProve && answer.status === 401 && isOwn(answer)
    // Another connection may have got a challenge first.
    if (isAsked && (!proof.isMissing || proof.take(headerOf(answer, 'www-authenticate')))) this.ask(false)
    else this.#heard.wrong(`HTTP/2 ${answer.status}\r\n\r\n${body.toString('utf8', 0, 4096)}`)
  }

  #fail(error: unknown): void {
    const code = systemCodeOf(error) ?? ''
    if (this.#goaway !== null && this.#goaway !== 0) this.#heard.wrong(`GOAWAY (${nameOf(this.#goaway)})`)
    else if (code !== 'ERR_HTTP2_STREAM_ERROR') this.#heard.fail(error)
    else if (this.#hasEnded && codeOf(error) === 'REFUSED_STREAM') this.#heard.unserved()
    else if (this.#session.destroyed) this.#heard.fail(null)
    else this.#heard.wrong(`RST_STREAM (${codeOf(error)})`)
  }
}
