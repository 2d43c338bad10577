import type { Socket } from 'node:net'

import { nanoseconds } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import {
  IPERF3_ERROR,
  IPERF3_MAX_JSON,
  IPERF3_STATE,
  iperf3StreamId,
  jsonFrame,
  JsonFrameReader,
  readIperf3Parameters,
  readIperf3Results,
  serverErrorBytes,
} from '../../protocol/iperf3.ts'
import type { Conversation, Identity } from '../dialect.ts'
import { longestTest } from '../limits.ts'
import type { Limits } from '../limits.ts'
import { requestedTest } from './requested-test.ts'
import type { RequestedTest } from './requested-test.ts'
import type { SessionPlace } from './session-line.ts'
import type { StreamCount, StreamNews } from './session-messages.ts'
import { sessionResults } from './session-results.ts'
import type { PeerCount, Streams, StreamsListener } from './test-streams.ts'
import { TcpStreams } from './tcp-streams.ts'
import { UdpStreams } from './udp-streams.ts'

/** Seconds beyond its time after which a test is ended that its client has not ended. */
const TIME_GRACE = 40

/** `turn`: it waits until it may open its UDP streams. */
type State = 'parameters' | 'turn' | 'streams' | 'running' | 'results' | 'counting' | 'showing' | 'over'

/** What a control connection needs. */
export interface ControlSession {
  readonly socket: Socket
  readonly limits: Limits
  readonly identity: Identity
  readonly place: SessionPlace
  readonly cookie: string
  /** Called when the idle limit of the connection applies, or no longer. */
  readonly limitIdle: (limited: boolean) => void
}

/** The control connection of a session: states and JSON, step by step. Whatever is out of order ends the session. */
export class SessionControl implements Conversation {
  readonly #session: ControlSession
  readonly #socket: Socket
  readonly #counts = new Map<number, StreamCount>()
  #state: State = 'parameters'
  #reader = new JsonFrameReader(IPERF3_MAX_JSON.parameters, 'parameters')
  #test: RequestedTest | null = null
  #streams: Streams | null = null
  #tcp: TcpStreams | null = null
  /** When (ns) the test began, and when its client ended it. */
  #begunAt = 0
  #endedAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(session: ControlSession) {
    this.#session = session
    this.#socket = session.socket
    // Nothing comes from a client while its test runs. If its machine is gone, this ends the session.
    this.#socket.setKeepAlive(true, session.limits.idle)
    this.#say(IPERF3_STATE.exchangeParameters)
    this.#expectStep()
    this.#socket.resume()
  }

  receive(length: number, buffer: Buffer): void {
    let at = 0
    while (at < length && this.#state !== 'over') {
      if (this.#state === 'parameters' || this.#state === 'results') {
        at += this.#readJson(length - at, buffer.subarray(at))
      } else {
        this.#hearState(buffer[at])
        at += 1
      }
    }
  }

  inputEnd(): void {
    this.#end()
  }

  drained(): void {}

  /** A closing server ends a test at once, because only the client knows how long it would take. */
  close(): void {
    if (this.#state === 'over') return
    if (this.#state !== 'showing') this.#say(IPERF3_STATE.serverTerminates)
    this.#end()
  }

  over(): void {
    clearTimeout(this.#timer)
    this.#state = 'over'
    this.#streams?.close()
  }

  /** Takes what a TCP stream of the session says. */
  hear(stream: number, news: StreamNews): void {
    // A stream that comes before the server asked for it is closed with its session.
    if (this.#tcp === null && news.news === 'joined') this.#session.place.order(stream, { order: 'leave' })
    else this.#tcp?.hear(stream, news)
  }

  #readJson(length: number, buffer: Buffer): number {
    const isParameters = this.#state === 'parameters'
    try {
      const used = this.#reader.take(length, buffer)
      const { json } = this.#reader
      if (json === null) return used
      if (isParameters) this.#open(requestedTest(readIperf3Parameters(json), this.#session.limits.caps))
      else this.#settle(readIperf3Results(json, "client's results").streams)
      return used
    } catch {
      this.#fail(isParameters ? IPERF3_ERROR.receiveParameters : IPERF3_ERROR.receiveResults)
      return length
    }
  }

  #hearState(state: number | undefined): void {
    if (state === IPERF3_STATE.clientTerminates) return this.#end()
    if (this.#state === 'running' && state === IPERF3_STATE.testEnd) return this.#stop()
    // Whatever comes last: nothing more will be said.
    if (this.#state === 'showing') return this.#end()
    this.#fail(IPERF3_ERROR.unknownMessage)
  }

  #open(test: RequestedTest | number): void {
    if (typeof test === 'number') return this.#fail(test)
    const { identity, limits, place, cookie } = this.#session
    this.#test = test
    const listener: StreamsListener = {
      onOpened: () => this.#expectStep(),
      onReady: () => this.#begin(test),
      onCounted: (stream, count) => this.#count(stream, count),
      onDeserted: () => this.#session.limitIdle(true),
      onFailed: (error) => this.#fail(error),
    }
    const createStreams = (): void => {
      this.#state = 'streams'
      this.#say(IPERF3_STATE.createStreams)
      this.#expectStep()
    }
    if (test.protocol === 'tcp') {
      this.#tcp = new TcpStreams(place, test.streams, listener)
      this.#streams = this.#tcp
      return createStreams()
    }
    this.#state = 'turn'
    clearTimeout(this.#timer)
    const { doors } = identity
    const { idle, udpStreams: most } = limits
    const udp = new UdpStreams({ control: this.#socket, cookie, doors, test, idle, most }, listener)
    this.#streams = udp
    void udp.open(createStreams)
  }

  #begin(test: RequestedTest): void {
    if (this.#state !== 'streams') return
    this.#state = 'running'
    this.#begunAt = nanoseconds()
    this.#say(IPERF3_STATE.testStart, IPERF3_STATE.testRunning)
    this.#streams?.begin(this.#begunAt)
    // Its streams have limits of their own.
    this.#session.limitIdle(false)
    clearTimeout(this.#timer)
    const most = test.time === null ? longestTest(this.#session.limits) : (test.time + TIME_GRACE) * 1000
    this.#timer = setTimeout(() => this.#fail(IPERF3_ERROR.timeExpired), most)
  }

  #stop(): void {
    this.#state = 'results'
    this.#endedAt = nanoseconds()
    this.#session.limitIdle(true)
    this.#streams?.stop()
    this.#reader = new JsonFrameReader(IPERF3_MAX_JSON.results, 'results')
    this.#say(IPERF3_STATE.exchangeResults)
    this.#expectStep()
  }

  /** The client has told what it counted. What it has sent and is still on its way counts, too. */
  #settle(told: readonly (PeerCount & { readonly id: number })[]): void {
    this.#state = 'counting'
    const byId = new Map(told.map((stream) => [stream.id, stream]))
    const streams = this.#test?.streams ?? []
    this.#streams?.settle(streams.map((_, index) => byId.get(iperf3StreamId(index)) ?? null))
    // Streams have limits of their own, below this one.
    this.#expectStep(2)
    this.#tell()
  }

  #count(stream: number, count: StreamCount): void {
    this.#counts.set(stream, count)
    this.#tell()
  }

  #tell(): void {
    const test = this.#test
    if (this.#state !== 'counting' || test === null || this.#counts.size < test.streams.length) return
    this.#state = 'showing'
    const { mode, worker } = this.#session.identity
    const counts = [...this.#counts].toSorted(([a], [b]) => a - b).map(([, count]) => count)
    const seconds = (this.#endedAt - this.#begunAt) / 1e9
    this.#socket.write(jsonFrame(sessionResults(test, counts, seconds, `${mode} mode, worker ${worker}`)))
    this.#say(IPERF3_STATE.displayResults)
    this.#expectStep()
  }

  /** Whatever the client has to do next, it must not take forever. */
  #expectStep(times = 1): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#state === 'showing') this.#end()
      else this.#fail(IPERF3_ERROR.noMessage)
    }, this.#session.limits.step * times)
  }

  #say(...states: readonly number[]): void {
    if (this.#socket.writable) this.#socket.write(Buffer.from(states))
  }

  #fail(error: number): void {
    if (this.#state === 'over') return
    if (this.#state !== 'showing' && this.#socket.writable) this.#socket.write(serverErrorBytes(error))
    this.#end()
  }

  /** Sends what is left to send, then closes; whatever else the client sends is dropped. */
  #end(): void {
    this.over()
    this.#socket.destroySoon()
  }
}
