import { helloSchema, NATIVE_VERSION, proofLineSchema, readJson, splitOpening } from '../protocol/native.ts'
import type { NativeHello } from '../protocol/native.ts'
import { isProof, newNonce, proofOf } from '../protocol/token.ts'
import type { Exchange } from '../protocol/token.ts'
import type { Identity } from './dialect.ts'
import { isSession } from './session.ts'

/** What a server says to a client's line before their session. */
export type GreetingStep =
  | { readonly step: 'challenge'; readonly challenge: string }
  | { readonly step: 'refused'; readonly code: 'version' | 'session' | 'token'; readonly message: string }
  /** `proof`: the server's own, if it has a token. */
  | { readonly step: 'welcome'; readonly hello: NativeHello; readonly proof: string | null }

/** The first lines of a connection in the native dialect: who the client is, and whether it may measure. */
export class Greeting {
  readonly #identity: Pick<Identity, 'secret' | 'access'>
  #challenged: { readonly hello: NativeHello; readonly exchange: Exchange } | null = null

  constructor(identity: Pick<Identity, 'secret' | 'access'>) {
    this.#identity = identity
  }

  /**
   * Takes a line.
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
   */
  hear(text: string): GreetingStep {
    return this.#challenged === null ? this.#hearHello(text) : this.#hearProof(text, this.#challenged)
  }

  #hearHello(text: string): GreetingStep {
    const opening = splitOpening(text)
    if (opening?.version !== NATIVE_VERSION) {
      const asked =
        opening === null
          ? 'the first line does not name a version'
          : `the client asked for version ${opening.version}`
      return refused('version', `This server speaks WYNDRVR/${NATIVE_VERSION}, but ${asked}.`)
    }
    const hello = readJson(helloSchema, opening.json, 'first line')
    const { secret, access } = this.#identity
    if (hello.role === 'stream' && !isSession(hello.session, secret))
      return refused('session', 'This server has no such session.')
    if (access.token === null) return { step: 'welcome', hello, proof: null }
    if (hello.nonce === undefined)
      return refused('token', 'This server needs a token. Set WYNDRVR_TOKEN, or give it with --token-file.')
    const serverNonce = newNonce()
    const session = hello.role === 'stream' ? hello.session : null
    this.#challenged = { hello, exchange: { clientNonce: hello.nonce, serverNonce, session } }
    return { step: 'challenge', challenge: serverNonce }
  }

  #hearProof(
    text: string,
    { hello, exchange }: { readonly hello: NativeHello; readonly exchange: Exchange },
  ): GreetingStep {
    const { token } = this.#identity.access
    const { proof } = readJson(proofLineSchema, text, 'proof of the token')
    if (token === null || !isProof(proof, token, 'client', exchange))
      return refused('token', "The client's token is not the one of this server.")
    return { step: 'welcome', hello, proof: proofOf(token, 'server', exchange) }
  }
}

function refused(code: 'version' | 'session' | 'token', message: string): GreetingStep {
  return { step: 'refused', code, message }
}
