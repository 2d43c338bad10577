import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'

import { IPERF3_ERROR } from '../../protocol/iperf3.ts'
import { iperf3Format } from '../../protocol/iperf3-datagram.ts'
import { SECRET_SIZE } from '../../protocol/datagram.ts'
import { encodeSecret } from '../../protocol/flow.ts'
import { closeUdp, plainAddress } from '../../transfer/udp-socket.ts'
import { watchTest } from '../activity.ts'
import { openFlowSocket } from '../flow-socket.ts'
import type { UdpDoors } from '../udp-doors.ts'
import type { UdpReply } from '../udp-messages.ts'
import type { RequestedTest } from './requested-test.ts'
import { UdpStream } from './udp-stream.ts'
import type { PeerCount, Streams, StreamsListener } from './test-streams.ts'

/** What UDP streams need of their session. */
export interface UdpSession {
  readonly control: Socket
  readonly cookie: string
  readonly doors: UdpDoors
  readonly test: RequestedTest
  /** ms without datagrams after which the client counts as gone. */
  readonly idle: number
  /** Most streams of all tests in this worker. */
  readonly most: number
}

/** Streams of all tests in this worker. */
let taken = 0

/**
 * The UDP streams of a test, all in the worker of its control connection. A client opens a stream with a datagram that
 * does not say whose it is. So of the sessions from one address, only one at a time opens its streams.
 */
export class UdpStreams implements Streams {
  readonly #session: UdpSession
  readonly #listener: StreamsListener
  readonly #token = encodeSecret(randomBytes(SECRET_SIZE))
  readonly #streams: UdpStream[] = []
  readonly #seen: () => unknown
  #closed = false
  /** How many of {@link taken} are its own. */
  #own = 0

  constructor(session: UdpSession, listener: StreamsListener) {
    this.#session = session
    this.#listener = listener
    this.#seen = watchTest(session.cookie)
  }

  /** Waits for its turn, then calls `onTurn` and opens the streams that the client asks for. */
  async open(onTurn: () => void): Promise<void> {
    const { control, doors, test, most } = this.#session
    const from = plainAddress(control.remoteAddress ?? '')
    const { obstacle } = await doors.ask({ ask: 'expect', token: this.#token, from })
    if (this.#closed) return
    const isFull = taken + test.streams.length > most
    if (obstacle !== undefined || isFull) return this.#listener.onFailed(IPERF3_ERROR.createStream)
    this.#own = test.streams.length
    taken += this.#own
    onTurn()
    try {
      for (const stream of test.streams.keys()) {
        // A client waits for the reply before it opens the next stream.
        // oxlint-disable-next-line no-await-in-loop
        const { hello } = await doors.ask({ ask: 'hello', token: this.#token })
        if (this.#isClosed() || !hello) return
        // oxlint-disable-next-line no-await-in-loop
        await this.#enter(stream, hello)
        if (this.#isClosed()) return
        this.#listener.onOpened()
      }
      this.#leave()
      this.#listener.onReady()
    } catch {
      this.#listener.onFailed(IPERF3_ERROR.createStream)
    }
  }

  begin(at: number): void {
    for (const stream of this.#streams) stream.begin(at)
  }

  stop(): void {
    for (const stream of this.#streams) stream.stop()
  }

  settle(sent: readonly (PeerCount | null)[]): void {
    for (const [index, stream] of this.#streams.entries()) stream.settle(sent[index]?.packets ?? null)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    taken -= this.#own
    this.#leave()
    for (const stream of this.#streams) stream.close()
    this.#seen()
  }

  /** Opens a stream for the client's end from which its first datagram came. */
  async #enter(index: number, hello: NonNullable<UdpReply['hello']>): Promise<void> {
    const { control, doors, test, idle } = this.#session
    const plan = test.streams[index]
    if (plan === undefined) return
    const local = { address: control.localAddress ?? '', port: control.localPort ?? 0 }
    const { peer, sharing, bytes } = hello
    const socket = await openFlowSocket(doors, local, peer, sharing)
    if (this.#isClosed()) return closeUdp(socket)
    const stream = new UdpStream(socket, peer, plan, iperf3Format(test.isWide), idle, {
      onCounted: (count) => this.#listener.onCounted(index, count),
      onIdle: () => this.#listener.onFailed(IPERF3_ERROR.noMessage),
    })
    this.#streams.push(stream)
    stream.greet(Buffer.from(bytes, 'latin1'))
  }

  /** The streams of the next session may be opened. */
  #leave(): void {
    void this.#session.doors.ask({ ask: 'leave', token: this.#token })
  }

  /** It may have been closed while something was awaited. */
  #isClosed(): boolean {
    return this.#closed
  }
}
