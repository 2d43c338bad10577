import type { Socket } from 'node:net'

import { messageOf } from '../errors.ts'
import { decodeSecret, encodeSecret, flowObstacle, flowWordSchema } from '../protocol/flow.ts'
import type { EchoFlowRequest, FlowRequest, FlowWord } from '../protocol/flow.ts'
import { NATIVE_MAX_LINE, readJson } from '../protocol/native.ts'
import type { NativeAnswer } from '../protocol/native.ts'
import { DatagramReceiver } from '../transfer/datagram-receiver.ts'
import { DatagramSender, flowLimit } from '../transfer/datagram-sender.ts'
import type { TellInterval } from '../transfer/interval-watch.ts'
import type { Endpoint } from '../transfer/udp-socket.ts'
import { openDoor } from './udp-door.ts'
import type { UdpDoor } from './udp-door.ts'
import { UdpEcho } from './udp-echo.ts'

/** What a flow needs of the conversation that it belongs to. */
export interface FlowHost {
  readonly say: (answer: NativeAnswer) => void
  /** Says the flow's last line; it is over then. */
  readonly done: (answer: NativeAnswer) => void
  /** Ends the conversation with an error: the client's mistake (`request`), or no UDP to be had (`udp`). */
  readonly refuse: (code: 'request' | 'udp', message: string) => void
  readonly onInterval: TellInterval
}

/** How long (ms) a receiver waits for late datagrams where the client does not say. */
const DRAIN = 200

/**
 * A UDP flow that was asked for on a connection. It lives no longer than that: when the connection goes, so do its socket
 * and all timers. Nothing is sent before the client's address is proved, and then no more than was asked for.
 */
export class UdpFlow {
  readonly #connection: Socket
  readonly #request: FlowRequest | EchoFlowRequest
  readonly #host: FlowHost
  #door: UdpDoor | null = null
  #sender: DatagramSender | null = null
  #receiver: DatagramReceiver | null = null
  #echo: UdpEcho | null = null
  /** What has still to come to its end. */
  readonly #running = new Set<'sending' | 'receiving' | 'echoing'>()
  #text = ''
  #state: 'closed' | 'knocking' | 'entering' | 'begun' | 'over' = 'closed'
  #stopped = false
  #limit: NodeJS.Timeout | undefined

  constructor(connection: Socket, request: FlowRequest | EchoFlowRequest, host: FlowHost) {
    this.#connection = connection
    this.#request = request
    this.#host = host
    this.#safely(async () => this.#open())
  }

  /** Takes what the client says; returns how many bytes that were. */
  receive(length: number, buffer: Buffer): number {
    if (this.#state === 'over') return length
    const newline = buffer.subarray(0, length).indexOf(10)
    const used = newline === -1 ? length : newline + 1
    this.#text += buffer.toString('utf8', 0, used)
    if (this.#text.length > NATIVE_MAX_LINE) {
      this.#refuse('request', `A line has more than ${NATIVE_MAX_LINE} bytes.`)
    } else if (newline !== -1) {
      const text = this.#text
      this.#text = ''
      this.#read(text)
    }
    return used
  }

  /** Ends it without another word. */
  close(): void {
    this.#state = 'over'
    clearTimeout(this.#limit)
    this.#sender?.close()
    this.#receiver?.close()
    this.#echo?.close()
    this.#door?.close()
  }

  async #open(): Promise<void> {
    const obstacle = this.#request.direction === 'echo' ? null : flowObstacle(this.#request)
    if (obstacle !== null) return this.#refuse('request', obstacle)
    const { localAddress = '', localPort = 0 } = this.#connection
    const door = await openDoor({ address: localAddress, port: localPort })
    // The connection may have gone meanwhile.
    if (this.#state === 'over') return door.close()
    this.#door = door
    this.#state = 'knocking'
    this.#host.say({ door: { port: door.port, token: encodeSecret(door.token) } })
  }

  #read(text: string): void {
    try {
      this.#hear(readJson(flowWordSchema, text, 'word'))
    } catch (error) {
      this.#refuse('request', messageOf(error))
    }
  }

  #hear({ start, sent, drain = DRAIN, stop }: FlowWord): void {
    if (start !== undefined) {
      if (this.#state !== 'knocking') return this.#refuse('request', 'The flow can not be started now.')
      this.#state = 'entering'
      this.#safely(async () => this.#enter(start))
    }
    if (sent !== undefined) {
      if (this.#receiver === null) return this.#refuse('request', 'Nothing can have been sent yet.')
      this.#receiver.expect(sent.datagrams, drain)
    }
    if (stop === true) this.#stop()
  }

  async #enter(start: string): Promise<void> {
    const nonce = decodeSecret(start)
    const door = this.#door
    const peer = nonce && (await door?.enter(nonce))
    if (this.#state === 'over' || door === null) return
    if (!peer) return this.#refuse('request', 'That is not the nonce that the hello was answered.')
    this.#state = 'begun'
    if (this.#stopped) this.#finish()
    else this.#begin(door, peer)
  }

  #begin({ socket, token }: UdpDoor, peer: Endpoint): void {
    const request = this.#request
    if (request.direction === 'echo') {
      this.#echo = new UdpEcho(socket, request, peer, token)
      this.#running.add('echoing')
      this.#host.say({ go: true })
      return
    }
    this.#limit = setTimeout(() => this.#stop(), flowLimit(request) * 1000)
    if (request.direction !== 'download') {
      const onInterval = request.progress === true ? this.#host.onInterval : null
      const onComplete = (): void => this.#ended('receiving')
      this.#receiver = new DatagramReceiver(socket, request, peer, token, onInterval, onComplete)
      this.#running.add('receiving')
    }
    this.#host.say({ go: true })
    if (request.direction === 'upload') return
    this.#running.add('sending')
    this.#sender = new DatagramSender(socket, request, token, (sent) => {
      this.#host.say({ sent })
      this.#ended('sending')
    })
  }

  /** The client has enough, or the time is over in which it should have had. */
  #stop(): void {
    this.#stopped = true
    if (this.#state === 'entering') return
    this.#receiver?.close()
    this.#echo?.close()
    this.#running.delete('receiving')
    this.#running.delete('echoing')
    if (this.#running.has('sending')) this.#sender?.stop()
    else this.#finish()
  }

  #ended(what: 'sending' | 'receiving'): void {
    this.#running.delete(what)
    if (this.#running.size === 0) this.#finish()
  }

  #finish(): void {
    if (this.#state !== 'over') this.#safely(async () => this.#tell())
  }

  async #tell(): Promise<void> {
    const heard = this.#door?.heard ?? false
    const flow = await this.#receiver?.tally()
    const echo = this.#echo
    if (this.#state === 'over') return
    this.close()
    this.#host.done({
      heard,
      ...(flow && { flow }),
      ...(echo && { echoed: echo.echoed, busyPoll: echo.busyPolls }),
    })
  }

  #refuse(code: 'request' | 'udp', message: string): void {
    if (this.#state === 'over') return
    this.close()
    this.#host.refuse(code, message)
  }

  #safely(act: () => Promise<void>): void {
    act().catch((error: unknown) =>
      this.#refuse('udp', `This server can't have a UDP flow there: ${messageOf(error)}.`),
    )
  }
}
