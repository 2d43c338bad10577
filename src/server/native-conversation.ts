import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { messageOf } from '../errors.ts'
import { hostFacts } from '../host/host-facts.ts'
import { flowObstacle } from '../protocol/flow.ts'
import { isFlowWord, line, openingLine, readJson, requestSchema } from '../protocol/native.ts'
import type { NativeHello, NativeRequest } from '../protocol/native.ts'
import { TELLS_TCP } from '../transfer/tcp-counts.ts'
import { VERSION } from '../version.ts'
import { excessOf } from './caps.ts'
import type { Conversation, Identity, SessionListener } from './dialect.ts'
import { DownloadExchange } from './exchanges/download.ts'
import { EchoExchange } from './exchanges/echo.ts'
import type { ByteExchange, Exchange, ExchangeHost } from './exchanges/exchange.ts'
import { TcpExchange } from './exchanges/tcp.ts'
import { UdpExchange } from './exchanges/udp.ts'
import { UploadExchange } from './exchanges/upload.ts'
import { longestTest } from './limits.ts'
import type { Limits } from './limits.ts'
import { LineReader } from './line-reader.ts'
import { Greeting } from './native-greeting.ts'
import { SEAT_REFUSALS } from './seat-line.ts'
import { newSession } from './session.ts'

/** Longest message of an error, in characters. */
const LONGEST_MESSAGE = 500

/** One connection's conversation in the native dialect. */
export class NativeConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #identity: Identity
  readonly #greeting: Greeting
  readonly #listener: SessionListener
  readonly #lines = new LineReader({
    onLine: (text) => this.#handle(text),
    onTooLong: (sentence) => this.#refuse(this.busy ? 'request' : 'line', sentence),
  })
  /** `null` before the client's first line. */
  #session: string | null = null
  /** Takes the bytes or lines that arrive; `null` between requests. */
  #running: Exchange | null = null
  /** Gives up its seat; `null` if it has asked for none. */
  #leaveSeat: (() => void) | null = null
  #closing = false
  #timer: NodeJS.Timeout | undefined

  constructor(socket: Socket, limits: Limits, identity: Identity, listener: SessionListener) {
    this.#socket = socket
    this.#limits = limits
    this.#identity = identity
    this.#greeting = new Greeting(identity)
    this.#listener = listener
    this.#expectLine()
  }

  receive(length: number, buffer: Buffer): void {
    for (let at = 0; at < length;) {
      const rest = at === 0 ? buffer : buffer.subarray(at)
      const running = this.#running
      at +=
        running !== null && 'receive' in running
          ? running.receive(length - at, rest)
          : this.#takeLine(length - at, rest)
    }
  }

  inputEnd(): void {
    this.#socket.destroySoon()
  }

  drained(): void {
    this.#socket.resume()
  }

  get busy(): boolean {
    return this.#running !== null
  }

  close(): void {
    this.#closing = true
    if (this.#running?.finishesOnClose !== true) this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#timer)
    this.#leaveSeat?.()
    this.#running?.close()
  }

  /** A line that has begun must be completed soon; between lines the idle limit applies. */
  #takeLine(length: number, buffer: Buffer): number {
    const used = this.#lines.take(length, buffer)
    if (this.#lines.begun && this.#running === null) this.#expectLine()
    return used
  }

  #expectLine(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => this.#refuse('line', 'A line was not completed in time.'),
      this.#limits.commandQuiet,
    )
  }

  #handle(text: string): void {
    if (this.#running !== null && 'hear' in this.#running) return this.#running.hear(text)
    clearTimeout(this.#timer)
    try {
      if (this.#session === null && this.#leaveSeat !== null)
        this.#refuse('request', 'The client sent a line before its turn.')
      else if (this.#session === null) this.#open(text)
      // A word that arrives after the end of what it is about.
      else if (!isFlowWord(text)) this.#answer(readJson(requestSchema, text, 'request'), this.#session)
    } catch (error) {
      this.#refuse('request', messageOf(error))
    }
  }

  #open(text: string): void {
    const step = this.#greeting.hear(text)
    switch (step.step) {
      case 'refused':
        return this.#refuse(step.code, step.message)
      case 'challenge':
        this.#socket.write(openingLine({ challenge: step.challenge }))
        return this.#expectLine()
      case 'welcome':
        this.#sit(step.hello, step.proof)
    }
  }

  /** If the server limits how many sessions or streams there are, the connection waits for a seat. */
  #sit(hello: NativeHello, proof: string | null): void {
    const { secret, seats } = this.#identity
    const session = hello.role === 'stream' ? hello.session : newSession(secret)
    if (!seats.limited) return this.#welcome(hello, session, proof)
    // The server keeps it waiting now, not it the server.
    this.#listener.greeted()
    const as = hello.role === 'stream' ? 'stream' : 'session'
    this.#leaveSeat = seats.take(session, as, (word) => {
      switch (word.hear) {
        case 'go':
          return this.#welcome(hello, session, proof)
        case 'wait':
          return this.#tellPlace(hello, word)
        case 'refused': {
          const { code, message, retryAfter } = SEAT_REFUSALS[word.why]
          return this.#refuse(code, message, retryAfter)
        }
        case 'over':
          return void this.#socket.destroy()
      }
    })
  }

  /** Clients of earlier releases take anything but a welcome for a mistake. */
  #tellPlace(hello: NativeHello, { place, of }: { readonly place: number; readonly of: number }): void {
    if (hello.role === 'control' && hello.q === 1 && !this.#socket.writableNeedDrain)
      this.#socket.write(openingLine({ waiting: { place, of } }))
  }

  #welcome(hello: NativeHello, session: string, proof: string | null): void {
    const { mode, worker } = this.#identity
    this.#session = session
    this.#listener.greeted()
    this.#listener.joined(session)
    if (hello.role === 'control') this.#listener.begun(session)
    const { idle } = this.#limits
    const { remoteAddress: address = '', remotePort: port = 0 } = this.#socket
    const can = { tellsTcp: TELLS_TCP, udp: true, onePort: true, answersPing: true }
    const served = { session, mode, worker, version: VERSION, idle, ...can, peer: { address, port } }
    this.#socket.write(openingLine({ ...served, ...(proof !== null && { proof }), host: hostFacts() }))
  }

  #answer(request: NativeRequest, session: string): void {
    const obstacle = obstacleOf(request)
    if (obstacle !== null) return this.#refuse('request', obstacle)
    const excess = excessOf(request, this.#limits.caps)
    if (excess !== null) return this.#refuse('limit', excess)
    this.#limitTest(request)
    if (request.request !== 'bye') this.#listener.asked()
    const test = testOf(request)
    if (test !== null) this.#listener.testBegins(test)
    // A client that sends requests and does not read the answers has to wait.
    if (this.#socket.writableNeedDrain) this.#socket.pause()
    const host: ExchangeHost = {
      socket: this.#socket,
      session,
      doors: this.#identity.doors,
      idle: this.#limits.idle,
      flowSilence: Math.min(this.#limits.idle, this.#limits.flowSilence),
      say: (answer) => this.#socket.write(line(answer)),
      ended: () => this.#ended(),
      refuse: (code, message) => this.#refuse(code, message),
    }
    switch (request.request) {
      case 'echo':
        this.#running = new EchoExchange(host, request.payload, request.busyPoll)
        return
      case 'download':
        this.#running = new DownloadExchange(host, request)
        return
      case 'upload':
        this.#running = new UploadExchange(host, request)
        return
      case 'udp':
        this.#running = new UdpExchange(host, request)
        return
      case 'tcp':
        this.#running = new TcpExchange(host)
        return
      case 'bye':
        host.say({})
        this.#end()
    }
  }

  /** No test goes on for ever, whatever its client does. */
  #limitTest({ request }: NativeRequest): void {
    if (request === 'tcp' || request === 'bye') return
    this.#timer = setTimeout(() => this.#socket.destroy(), longestTest(this.#limits))
  }

  #ended(): void {
    clearTimeout(this.#timer)
    this.#listener.testEnds()
    this.#running = null
    if (this.#lines.begun) this.#expectLine()
    if (this.#closing) this.#socket.destroySoon()
  }

  #refuse(code: string, message: string, retryAfter?: number): void {
    clearTimeout(this.#timer)
    // The message may quote what the client sent.
    const retry = retryAfter === undefined ? {} : { retryAfter }
    const answer = { error: { code, message: message.slice(0, LONGEST_MESSAGE), ...retry } }
    this.#socket.write(this.#session === null ? openingLine(answer) : line(answer))
    this.#end()
  }

  /** Sends what is left to send, then closes; whatever else the client sends is dropped. */
  #end(): void {
    this.#running?.close()
    this.#running = DROPPING
    this.#socket.destroySoon()
  }
}

const DROPPING: ByteExchange = {
  finishesOnClose: false,
  receive: (length) => length,
  close: () => undefined,
}

/** What a request tests; `null` for nothing. */
function testOf(request: NativeRequest): string | null {
  switch (request.request) {
    case 'echo':
      return 'latency'
    case 'download':
    case 'upload':
      return request.request
    case 'udp':
      return `UDP ${request.direction === 'echo' ? 'latency' : request.direction}`
    case 'tcp':
    case 'bye':
      return null
  }
}

/** Why a request cannot be granted; `null` if it can. */
function obstacleOf(request: NativeRequest): string | null {
  if ('bytes' in request && (request.bytes === null) === (request.seconds === null)) {
    return 'One of bytes and seconds must be a number, and the other null.'
  }
  return request.request === 'udp' && request.direction !== 'echo' ? flowObstacle(request) : null
}
