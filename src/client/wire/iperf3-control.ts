import type { Socket } from 'node:net'

import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import {
  IPERF3_ERROR_SIZE,
  IPERF3_MAX_JSON,
  IPERF3_STATE,
  jsonFrame,
  JsonFrameReader,
  readIperf3Results,
} from '../../protocol/iperf3.ts'
import type { Iperf3Results } from '../../protocol/iperf3.ts'
import { limitText } from '../../text/time.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Channel } from './channel.ts'
import { exchange } from './handshake.ts'
import { iperf3ErrorText } from './iperf3-errors.ts'

/** What the server said. */
type Heard = { readonly state: number } | { readonly error: number } | { readonly json: string }

/** Most unread messages: a server sends at most two states at once. */
const MOST_UNREAD = 8

/**
 * Sends the cookie, and waits until the server asks for parameters.
 * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if it is busy with another test
 */
export async function iperf3Handshake(channel: Channel, cookie: Buffer, timeout: number): Promise<void> {
  await exchange<void>(channel, timeout, 'an iperf3', ({ socket, done }) => {
    socket.write(cookie)
    return (length, buffer) => {
      if (length === 1 && buffer[0] === IPERF3_STATE.exchangeParameters) return done()
      if (length === 1 && buffer[0] === IPERF3_STATE.accessDenied) throw busy(channel.name)
      const said = buffer.toString('latin1', 0, length)
      throw unexpectedAnswer(channel.name, said, 'the start of a test', 'an iperf3')
    }
  })
}

/** The control connection of a test: the server's states and JSON, read one after the other. */
export class Iperf3Control {
  readonly #server: string
  readonly #socket: Socket
  readonly #answerTime: number
  readonly #heard: Heard[] = []
  /** Of an error that is incomplete. */
  #errorBytes: number[] | null = null
  #json: JsonFrameReader | null = null
  #over = false
  #failed: Error | null = null
  #wake: () => void = () => undefined

  /** @param answerTime timeout (ms) of an answer */
  constructor(server: string, socket: Socket, answerTime: number) {
    this.#server = server
    this.#socket = socket
    this.#answerTime = answerTime
  }

  /** Takes the next bytes. */
  receive(length: number, buffer: Buffer): void {
    for (let at = 0; at < length && !this.#over;) {
      if (this.#json !== null) at += this.#readJson(this.#json, length - at, buffer.subarray(at))
      else {
        this.#readByte(buffer[at] ?? 0)
        at += 1
      }
    }
    if (this.#heard.length > MOST_UNREAD) throw this.#unexpected('more states', 'nothing')
    this.#wake()
  }

  /** Fails whoever waits for an answer. */
  fail(error: Error): void {
    this.#failed = error
    this.#wake()
  }

  /** Sends a state. */
  say(state: number): void {
    this.#socket.write(Buffer.from([state]))
  }

  /** Sends JSON. */
  sayJson(value: unknown): void {
    this.#socket.write(jsonFrame(value))
  }

  /** Sends this end's results, and waits for the server's. */
  async swapResults(own: unknown): Promise<Iperf3Results> {
    // Not before: what arrives until now is states.
    this.#json = new JsonFrameReader(IPERF3_MAX_JSON.results, `results of ${this.#server}`)
    this.sayJson(own)
    const heard = await this.#next('its results')
    if ('json' in heard) return readIperf3Results(heard.json, `results of ${this.#server}`)
    throw this.#wrong(heard, 'its results')
  }

  /** Waits for a state. */
  async expect(state: number): Promise<void> {
    const heard = await this.#next(`state ${state}`)
    if (!('state' in heard) || heard.state !== state) throw this.#wrong(heard, `state ${state}`)
  }

  /**
   * Waits for something else.
   * @param expected states that the server may send meanwhile
   */
  async during(test: Promise<void>, expected: readonly number[] = []): Promise<void> {
    const over = new AbortController()
    const end = async (): Promise<void> => {
      try {
        await test
      } finally {
        over.abort()
        this.#wake()
      }
    }
    const listen = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const heard = this.#heard.find((each) => !('state' in each && expected.includes(each.state)))
        if (heard !== undefined) throw this.#wrong(heard, 'nothing')
        if (this.#failed !== null) throw this.#failed
        await this.#woken(null)
      }
    }
    await Promise.all([end(), listen()])
  }

  /** Ends the test. Whatever the server still says is ignored: some releases say that their streams broke. */
  done(): void {
    this.#over = true
    this.say(IPERF3_STATE.done)
  }

  async #next(expected: string): Promise<Heard> {
    const until = performance.now() + this.#answerTime
    for (;;) {
      const heard = this.#heard.shift()
      if (heard !== undefined) return heard
      if (this.#failed !== null) throw this.#failed
      const left = until - performance.now()
      if (left <= 0) throw this.#silent(expected)
      await this.#woken(left)
    }
  }

  /** @param time ms; `null`: as long as it takes */
  async #woken(time: number | null): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (time !== null) timer = setTimeout(resolve, Math.ceil(time))
    })
    clearTimeout(timer)
  }

  #readByte(byte: number): void {
    if (this.#errorBytes !== null) {
      this.#errorBytes.push(byte)
      if (this.#errorBytes.length < IPERF3_ERROR_SIZE) return
      this.#heard.push({ error: Buffer.from(this.#errorBytes).readInt32BE() })
      this.#errorBytes = null
    } else if (byte === IPERF3_STATE.serverError) this.#errorBytes = []
    else this.#heard.push({ state: byte })
  }

  #readJson(reader: JsonFrameReader, length: number, buffer: Buffer): number {
    const used = reader.take(length, buffer)
    if (reader.json !== null) {
      this.#heard.push({ json: reader.json })
      this.#json = null
    }
    return used
  }

  #wrong(heard: Heard, expected: string): WyndrvrError {
    if ('error' in heard) {
      const sentence = `${this.#server} ended the test: ${iperf3ErrorText(heard.error)}`
      return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
    }
    if ('json' in heard) return this.#unexpected('JSON', expected)
    if (heard.state === IPERF3_STATE.accessDenied) return busy(this.#server)
    if (heard.state === IPERF3_STATE.serverTerminates) {
      return new WyndrvrError('ERR_WYNDRVR_LOST', `${this.#server} ended the test: the server was stopped.`)
    }
    return this.#unexpected(`state ${heard.state}`, expected)
  }

  #unexpected(said: string, expected: string): WyndrvrError {
    const sentence = `${this.#server} sent ${said}, but ${expected} was expected. Is it an iperf3 server?`
    return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  }

  #silent(expected: string): WyndrvrError {
    const sentence = `${this.#server} did not send ${expected} within ${limitText(this.#answerTime)}. Check the server and the path, or raise the timeout.`
    return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
  }
}

function busy(server: string): WyndrvrError {
  const sentence = `${server} is busy with another test: an iperf3 server runs one at a time. Try again when that has ended.`
  return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}
