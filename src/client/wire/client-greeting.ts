import { WyndrvrError } from '../../errors.ts'
import { COOKIE_SIZE } from '../../protocol/iperf3.ts'
import {
  answerSchema,
  NATIVE_VERSION,
  openingLine,
  prefaceSchema,
  readJson,
  splitOpening,
  welcomeSchema,
} from '../../protocol/native.ts'
import type { NativeHello, NativeWelcome } from '../../protocol/native.ts'
import { isProof, newNonce, proofOf } from '../../protocol/token.ts'
import type { Exchange } from '../../protocol/token.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'

const WHAT = 'first line of the server'

/** The place of a client that waits for others to end. */
export interface QueuePlace {
  /** 1: its turn is next. */
  readonly place: number
  /** How many clients wait. */
  readonly of: number
}

/** The first lines of a connection in the native dialect, at the client's end. */
export class ClientGreeting {
  /** The client's first line. */
  readonly hello: string
  readonly #server: string
  readonly #session: string | null
  readonly #token: string | undefined
  readonly #nonce: string
  #exchange: Exchange | null = null

  /** @param server as errors call it */
  constructor(server: string, hello: NativeHello, token: string | undefined) {
    this.#server = server
    this.#session = hello.role === 'stream' ? hello.session : null
    this.#token = token
    this.#nonce = newNonce()
    this.hello = helloLine(token === undefined ? hello : { ...hello, nonce: this.#nonce })
  }

  /**
   * Takes a line of the server, and returns what to answer, its welcome, or the place of a client that has to wait.
   * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if the server refuses the version, the session or the token, and
   * `ERR_WYNDRVR_BUSY` if it has no room
   */
  hear(text: string): string | NativeWelcome | QueuePlace {
    const opening = splitOpening(text)
    const json = opening?.json ?? ''
    const { error } = readJson(answerSchema, json, WHAT)
    if (error?.code === 'busy')
      throw new WyndrvrError('ERR_WYNDRVR_BUSY', `${this.#server} refused: ${JSON.stringify(error.message)}.`)
    if (error) throw this.#refused(`refused: ${JSON.stringify(error.message)}.`)
    if (opening?.version !== NATIVE_VERSION)
      throw unexpectedAnswer(this.#server, text, `WYNDRVR/${NATIVE_VERSION}`)
    const { challenge, waiting } = readJson(prefaceSchema, json, WHAT)
    if (waiting !== undefined) return waiting
    if (challenge === undefined) return this.#checked(readJson(welcomeSchema, json, WHAT))
    if (this.#token === undefined || this.#exchange !== null)
      throw unexpectedAnswer(this.#server, text, 'a welcome')
    this.#exchange = { clientNonce: this.#nonce, serverNonce: challenge, session: this.#session }
    return `${JSON.stringify({ proof: proofOf(this.#token, 'client', this.#exchange) })}\n`
  }

  /** A server that asks for a proof also gives one. */
  #checked(welcome: NativeWelcome): NativeWelcome {
    const [token, exchange] = [this.#token, this.#exchange]
    if (token === undefined || exchange === null) return welcome
    if (welcome.proof !== undefined && isProof(welcome.proof, token, 'server', exchange)) return welcome
    throw this.#refused('asked for a token, and did not prove that it knows it. Is it the right server?')
  }

  #refused(how: string): WyndrvrError {
    return new WyndrvrError('ERR_WYNDRVR_REFUSED', `${this.#server} ${how}`)
  }
}

/**
 * A client's first line, of at least as many bytes as a cookie has. An iperf3 server waits for that many, serving nobody
 * meanwhile, and then answers at once.
 */
function helloLine(hello: NativeHello): string {
  return `${openingLine(hello)
    .trimEnd()
    .padEnd(COOKIE_SIZE - 1)}\n`
}
