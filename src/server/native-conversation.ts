import type { Socket } from 'node:net'

import { messageOf } from '../errors.ts'
import { hostFacts } from '../host/host-facts.ts'
import {
  helloSchema,
  line,
  NATIVE_MAX_LINE,
  NATIVE_VERSION,
  openingLine,
  readJson,
  requestSchema,
  splitOpening,
} from '../protocol/native.ts'
import type { NativeAnswer, NativeHello, NativeRequest, NativeTransfer } from '../protocol/native.ts'
import type { EchoFlowRequest, FlowRequest } from '../protocol/flow.ts'
import type { EndFacts } from '../results/types.ts'
import { nanoseconds } from '../host/clock.ts'
import { cpuSince } from '../host/cpu.ts'
import type { TellInterval } from '../transfer/interval-watch.ts'
import { PayloadReceiver } from '../transfer/payload-receiver.ts'
import { nativeSendPlan, PayloadSender } from '../transfer/payload-sender.ts'
import { watchRtt } from '../transfer/rtt-watch.ts'
import type { RttWatch } from '../transfer/rtt-watch.ts'
import { tcpCounts, TELLS_TCP } from '../transfer/tcp-counts.ts'
import { VERSION } from '../version.ts'
import { watchTest } from './activity.ts'
import type { Conversation, Identity } from './dialect.ts'
import { EchoExchange } from './echo-exchange.ts'
import { intervalTeller } from './interval-teller.ts'
import type { Limits } from './limits.ts'
import { isSession, newSession } from './session.ts'
import { UdpFlow } from './udp-flow.ts'

/** Takes bytes; returns how many of them were its own, fewer than `length` only when it is over. */
type Taker = (length: number, buffer: Buffer) => number

/** Characters of an error's sentence. */
const LONGEST_SENTENCE = 500

/** One connection's conversation in the native dialect. */
export class NativeConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #identity: Identity
  readonly #onBegun: (session: string) => void
  #opened = false
  #session = ''
  #text = ''
  /** What the bytes belong to while a request runs that has more than lines. */
  #taker: Taker | null = null
  #sender: PayloadSender | null = null
  #receiver: PayloadReceiver | null = null
  #echo: EchoExchange | null = null
  #flow: UdpFlow | null = null
  #closing = false
  #watched: (() => EndFacts) | null = null
  #rtts: RttWatch | null = null
  #timer: NodeJS.Timeout | undefined

  /** @param onBegun told the id of the session that this connection has begun, where it is a control connection */
  constructor(socket: Socket, limits: Limits, identity: Identity, onBegun: (session: string) => void) {
    this.#socket = socket
    this.#limits = limits
    this.#identity = identity
    this.#onBegun = onBegun
    this.#expectLine()
  }

  receive(length: number, buffer: Buffer): void {
    for (let at = 0; at < length;) {
      const rest = at === 0 ? buffer : buffer.subarray(at)
      at += this.#taker === null ? this.#takeLine(length - at, rest) : this.#taker(length - at, rest)
    }
  }

  inputEnd(): void {
    this.#socket.destroySoon()
  }

  drained(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#closing = true
    if ((this.#receiver ?? this.#sender ?? this.#flow) === null) this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#timer)
    this.#sender?.close()
    this.#receiver?.close()
    this.#echo?.close()
    this.#flow?.close()
    this.#watched?.()
    this.#rtts?.stop()
  }

  /** A line that was begun has to be completed soon; between lines the idle limit holds. */
  #takeLine(length: number, buffer: Buffer): number {
    const newline = buffer.subarray(0, length).indexOf(10)
    const used = newline === -1 ? length : newline + 1
    this.#text += buffer.toString('utf8', 0, used)
    if (this.#text.length > NATIVE_MAX_LINE) {
      this.#refuse('line', `A line has more than ${NATIVE_MAX_LINE} bytes.`)
    } else if (newline !== -1) {
      const text = this.#text
      this.#text = ''
      clearTimeout(this.#timer)
      this.#handle(text)
    } else this.#expectLine()
    return used
  }

  #expectLine(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => this.#refuse('line', 'A line was begun and not completed.'),
      this.#limits.commandQuiet,
    )
  }

  #handle(text: string): void {
    try {
      if (!this.#opened) this.#open(text)
      else if (!this.#isLateWord(text)) this.#answer(readJson(requestSchema, text, 'request'))
    } catch (error) {
      this.#refuse('request', messageOf(error))
    }
  }

  /** What ends by itself was not stopped in time, and the word for it, or that all is well, may be on its way then. */
  #isLateWord(text: string): boolean {
    return /^\s*\{\s*"(?:stop|alive)"\s*:\s*true\s*\}\s*$/.test(text)
  }

  #open(text: string): void {
    const opening = splitOpening(text)
    if (opening?.version !== NATIVE_VERSION) {
      const asked = opening === null ? 'what it did not understand' : `version ${opening.version}`
      return this.#refuse(
        'version',
        `This server speaks WYNDRVR/${NATIVE_VERSION}, and was asked for ${asked}.`,
      )
    }
    const hello: NativeHello = readJson(helloSchema, opening.json, 'first line')
    const { mode, worker, secret } = this.#identity
    if (hello.role === 'stream' && !isSession(hello.session, secret)) {
      return this.#refuse('session', 'This server has no such session.')
    }
    const session = hello.role === 'stream' ? hello.session : newSession(secret)
    this.#opened = true
    this.#session = session
    if (hello.role === 'control') this.#onBegun(session)
    const { idle } = this.#limits
    const served = { session, mode, worker, version: VERSION, idle, tellsTcp: TELLS_TCP, udp: true }
    this.#socket.write(openingLine({ ...served, host: hostFacts() }))
  }

  #answer(request: NativeRequest): void {
    if ('bytes' in request && (request.bytes === null) === (request.seconds === null)) {
      return this.#refuse('request', 'One of bytes and seconds has to be a number, and the other null.')
    }
    // Whoever asks and does not read has to wait.
    if (this.#socket.writableNeedDrain) this.#socket.pause()
    switch (request.request) {
      case 'echo':
        return this.#startEcho(request.payload, request.busyPoll)
      case 'download':
        return this.#send(request)
      case 'upload':
        return this.#receive(request)
      case 'udp':
        return this.#startFlow(request)
      case 'tcp':
        void this.#tellTcp()
        return
      default:
        this.#say({})
        this.#end()
    }
  }

  #startEcho(payload: number, busyPoll: boolean): void {
    this.#watch()
    const echo = new EchoExchange(this.#socket, payload, busyPoll, () => {
      this.#echo = null
      this.#taker = null
      this.#done({ busyPoll: echo.busyPolls, end: this.#seen() })
    })
    this.#echo = echo
    this.#taker = (length, buffer) => echo.receive(length, buffer)
    this.#say({ busyPoll: echo.busyPolls })
  }

  #send(request: NativeTransfer): void {
    const startedAt = process.cpuUsage()
    this.#watch()
    if (request.rtts === true) this.#rtts = watchRtt(this.#socket, request.warmup)
    this.#say({})
    // All that a client says while payload goes out is that it has enough; the line may come in pieces.
    this.#taker = (length, buffer) => {
      if (buffer.subarray(0, length).includes(10)) this.#sender?.stop()
      return length
    }
    const sender = new PayloadSender(this.#socket, nativeSendPlan(request), () => {
      this.#sender = null
      this.#taker = null
      const rtts = this.#rtts && { rtts: [...this.#rtts.rtts] }
      this.#rtts?.stop()
      this.#rtts = null
      this.#done({ cpu: cpuSince(startedAt), end: this.#seen(), ...rtts })
    })
    this.#sender = sender
  }

  #receive(request: NativeTransfer): void {
    const startedAt = process.cpuUsage()
    this.#watch()
    const receiver = new PayloadReceiver(request, {
      onCounted: (tally) => this.#say({ tally, cpu: cpuSince(startedAt), end: this.#seen() }),
      onEnd: () => {
        this.#receiver = null
        this.#taker = null
        if (this.#closing) this.#socket.destroySoon()
      },
      onInterval: request.progress === true ? this.#intervalTeller(request.interval) : null,
    })
    this.#receiver = receiver
    this.#taker = (length, buffer) => receiver.receive(length, buffer, nanoseconds())
    this.#say({})
  }

  #startFlow(request: FlowRequest | EchoFlowRequest): void {
    const startedAt = process.cpuUsage()
    this.#watch()
    const flow = new UdpFlow(this.#socket, request, {
      say: (answer) => this.#say(answer),
      done: (answer) => {
        this.#flow = null
        this.#taker = null
        this.#done({ ...answer, cpu: cpuSince(startedAt), end: this.#seen() })
      },
      refuse: (code, message) => this.#refuse(code, message),
      onInterval: this.#intervalTeller(request.direction === 'echo' ? 0 : request.interval),
    })
    this.#flow = flow
    this.#taker = (length, buffer) => flow.receive(length, buffer)
  }

  #watch(): void {
    this.#watched = watchTest(this.#session)
  }

  /** What was seen since then. */
  #seen(): EndFacts | undefined {
    const facts = this.#watched?.()
    this.#watched = null
    return facts
  }

  #intervalTeller(seconds: number): TellInterval {
    return intervalTeller(this.#socket, seconds, this.#limits.idle, (answer) => this.#say(answer))
  }

  async #tellTcp(): Promise<void> {
    // One question at a time: what comes before the answer is dropped, and can not pile up.
    this.#taker = (length) => length
    const tcp = await tcpCounts(this.#socket)
    this.#taker = null
    if (this.#socket.writable) this.#say({ tcp })
  }

  #done(answer: NativeAnswer): void {
    this.#say(answer)
    if (this.#closing) this.#socket.destroySoon()
  }

  #say(answer: NativeAnswer): void {
    this.#socket.write(line(answer))
  }

  #refuse(code: string, message: string): void {
    clearTimeout(this.#timer)
    // A sentence may quote what was sent.
    const answer = { error: { code, message: message.slice(0, LONGEST_SENTENCE) } }
    this.#socket.write(this.#opened ? line(answer) : openingLine(answer))
    this.#end()
  }

  /** Sends what is still to be sent, then closes; whatever else comes is not looked at. */
  #end(): void {
    this.#taker = (length) => length
    this.#socket.destroySoon()
  }
}
