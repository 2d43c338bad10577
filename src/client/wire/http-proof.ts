import { WyndrvrError } from '../../errors.ts'
import { performance } from '../../host/clock.ts'
import { httpExchange, proofHeader, readChallenge, readServerProof } from '../../protocol/http.ts'
import { isProof, newNonce, proofOf } from '../../protocol/token.ts'

/** After this time (ms) a client asks for a new challenge: half of that in which a server accepts the answer to one. */
const RENEW = 300_000

/** How a client proves over HTTP that it knows the token. All connections of a client share it. */
export class HttpClientProof {
  readonly #token: string | undefined
  readonly #nonce = newNonce()
  #challenge: string | null = null
  /** Whether the server has asked for a proof. */
  #isAsked = false
  /** The answer to the challenge. */
  #authorization = ''
  #since = 0

  constructor(token: string | undefined) {
    this.#token = token
  }

  /** The headers of a request: none unless the server has asked for a proof. */
  get headers(): { readonly Authorization?: string } {
    return this.#challenge === null ? {} : { Authorization: this.#authorization }
  }

  /** Whether the server may soon not accept the proof any more. */
  get isOld(): boolean {
    return this.#challenge !== null && performance.now() - this.#since >= RENEW
  }

  /** Whether the next request needs a new challenge. */
  get isMissing(): boolean {
    return this.#isAsked && this.#challenge === null
  }

  /** The next request goes without a proof, and gets a new challenge. */
  renew(): void {
    this.#challenge = null
  }

  /** Takes a challenge; returns whether it can be answered: not if the proof before was wrong. */
  take(header: string | undefined): boolean {
    const challenge = readChallenge(header)
    if (this.#token === undefined || this.#challenge !== null || challenge === null) return false
    const proof = proofOf(this.#token, 'client', httpExchange(this.#nonce, challenge))
    this.#challenge = challenge
    this.#isAsked = true
    this.#authorization = proofHeader({ challenge, nonce: this.#nonce, proof })
    this.#since = performance.now()
    return true
  }

  /**
   * Makes sure that a server which has asked for a proof gives one, too.
   * @param header `Authentication-Info`
   * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED`
   */
  check(name: string, header: string | undefined): void {
    if (this.#token === undefined || this.#challenge === null) return
    const exchange = httpExchange(this.#nonce, this.#challenge)
    if (isProof(readServerProof(header), this.#token, 'server', exchange)) return
    const sentence = `${name} asked for a token, and did not prove that it knows it. Is it the right server?`
    throw new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
  }
}
