import { createHmac, timingSafeEqual } from 'node:crypto'

import { nanoseconds } from '../../host/clock.ts'
import { challengeHeader, httpExchange, readProof, serverProofHeader } from '../../protocol/http.ts'
import { isProof, newNonce, proofOf } from '../../protocol/token.ts'

/**
 * How long (ms) a challenge can be answered. A proxy spreads the requests of a client over connections and so over workers, so no
 * worker can remember which challenges were answered: until then, a recorded request without TLS can be repeated.
 */
const CHALLENGE_TIME = 600_000

/** Whether a request may measure. */
export type Proved =
  /** `header`: `Authentication-Info`, if there is a token. */
  | { readonly ok: true; readonly header: string | null }
  /** `header`: `WWW-Authenticate`. */
  | { readonly ok: false; readonly sentence: string; readonly header: string }

/** Checks the token of one connection's requests. All of them may have the same proof. */
export class HttpProofs {
  readonly #token: string | null
  readonly #secret: string
  /** The last proof that was right, the server's own, and until when (ms) they hold. */
  #known = { authorization: '', header: '', until: 0 }

  /** @param secret of the server, with which its workers recognize the challenges of each other */
  constructor(token: string | null, secret: string) {
    this.#token = token
    this.#secret = secret
  }

  /** @param authorization the header of a request */
  check(authorization: string | undefined): Proved {
    if (this.#token === null) return { ok: true, header: null }
    if (authorization === this.#known.authorization && now() < this.#known.until)
      return { ok: true, header: this.#known.header }
    const given = readProof(authorization)
    if (given === null)
      return this.#refused('This server needs a token. Set WYNDRVR_TOKEN, or give it with --token-file.')
    const until = this.#endOf(given.challenge)
    if (until === null || now() >= until)
      return this.#refused('The proof of the token answers a challenge that is not valid any more.')
    const exchange = httpExchange(given.nonce, given.challenge)
    if (!isProof(given.proof, this.#token, 'client', exchange))
      return this.#refused("The client's token is not the one of this server.")
    const header = serverProofHeader(proofOf(this.#token, 'server', exchange))
    this.#known = { authorization: authorization ?? '', header, until }
    return { ok: true, header }
  }

  #refused(sentence: string): Proved {
    return { ok: false, sentence, header: challengeHeader(this.#newChallenge()) }
  }

  /** When it ends, a nonce, and the proof that this server issued it. */
  #newChallenge(): string {
    const text = `${(now() + CHALLENGE_TIME).toString(36)}.${newNonce()}`
    return `${text}.${this.#sign(text)}`
  }

  /** When (ms) a challenge ends; `null` if this server has not issued it. */
  #endOf(challenge: string): number | null {
    const [end = '', nonce = '', signed = ''] = challenge.split('.')
    const expected = Buffer.from(this.#sign(`${end}.${nonce}`))
    const actual = Buffer.from(signed)
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
    return Number.parseInt(end, 36)
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(`http challenge\n${text}`).digest('base64url')
  }
}

/** The monotonic clock, which all workers of a machine share; ms. */
function now(): number {
  return Math.floor(nanoseconds() / 1e6)
}
