import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import type { Admission } from './admission.ts'
import { originOf } from './connection-counts.ts'
import { serve } from './conversation.ts'
import type { Served } from './conversation.ts'
import type { Identity } from './dialect.ts'
import { CLOSE_GRACE } from './limits.ts'
import type { Limits } from './limits.ts'
import type { Moved } from './tally.ts'
import type { Traffic } from './traffic.ts'
import { TrafficTeller } from './traffic-teller.ts'
import { TurnWatch } from './turn-watch.ts'
import { WaitingLine } from './waiting-line.ts'
import { UsageTeller } from './usage.ts'
import type { WorkerUsage } from './usage.ts'

/** How {@link Connections} are served. */
export interface ConnectionsOptions {
  readonly limits: Limits
  readonly identity: Identity
  /** Whether clients are served one after another. */
  readonly sequential: boolean
  /** Decides about them, unless whoever accepts them does. */
  readonly admission?: Admission
  /** Called after each connection has ended, with its address. */
  readonly onEnd?: (moved: Moved, address: string) => void
  /** Called when the usage has changed. */
  readonly onUsage?: (usage: WorkerUsage) => void
  /** Called every second with what the connections do, if somebody wants to know. */
  readonly onTraffic?: ((traffic: Traffic) => void) | undefined
}

/** The connections that one worker serves. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #usage: UsageTeller
  /** `null` if nobody wants to know. */
  readonly #traffic: TrafficTeller | null
  readonly #open = new Set<Served>()
  /** In sequential mode, those whose turn has not come. */
  readonly #line: WaitingLine<Served>
  readonly #turn: TurnWatch
  /** In sequential mode, the connection whose turn it is: a seed client or a control connection, and its session. */
  #first: Served | null = null
  #session: string | null = null
  #closed: (() => void) | null = null

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#line = new WaitingLine(options.limits.line)
    this.#turn = new TurnWatch(options.limits, this.#open, () => this.#line.ready > 0)
    this.#usage = new UsageTeller(options.onUsage ?? (() => undefined))
    this.#traffic = options.onTraffic === undefined ? null : new TrafficTeller(options.onTraffic)
  }

  /**
   * Takes over a paused socket on which nothing has been read yet.
   * @param from its address, if it was admitted
   */
  add(accepted: Socket, from = ''): void {
    const { limits, identity, sequential, admission } = this.#options
    if (this.#closed !== null) return void accepted.destroy()
    const address = admission === undefined ? from : admission.take(accepted)
    if (address === null) return
    const origin = sequential ? originOf(address) : ''
    if (sequential && !this.#hasRoom(origin)) {
      admission?.left(address)
      return void accepted.destroy()
    }
    const served: Served = serve(accepted, limits, identity, {
      waits: sequential,
      admits: (session) => this.#admit(served, session),
      heard: (complete) => this.#heard(served, complete),
      begun: (session) => {
        this.#session = session
        this.#usage.begun(accepted)
      },
      asked: () => {
        this.#turn.asked()
        this.#usage.asked(accepted)
      },
      // It is no reason to keep a turn.
      visited: () => this.#usage.visited(accepted),
      joined: (session) => this.#traffic?.joins(accepted, session),
      testBegins: (test) => this.#traffic?.begins(accepted, test),
      testEnds: () => this.#traffic?.ends(accepted),
    })
    this.#traffic?.add(accepted, served.socket, address)
    if (sequential) this.#line.add(served, origin)
    else this.#open.add(served)
    served.socket.on('close', () => {
      this.#usage.ended(accepted)
      this.#traffic?.left(accepted)
      admission?.left(address)
      this.#ended(served, address)
    })
  }

  /** Ends all of them: at once between commands, within {@link CLOSE_GRACE} during a transfer. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    this.#turn.end()
    this.#traffic?.close()
    this.#options.admission?.close()
    for (const { socket } of this.#line.all()) socket.destroy()
    for (const { close } of this.#open) close()
    const cut = setTimeout(() => {
      for (const { socket } of this.#open) socket.destroy()
    }, CLOSE_GRACE)
    if (this.#open.size === 0) this.#closed?.()
    await closed
    clearTimeout(cut)
  }

  /** Makes room for one more in the line, at the expense of one that has said nothing or has many beside it. */
  #hasRoom(origin: string): boolean {
    if (!this.#line.isFull) return true
    const other = this.#line.dispensable(origin)
    if (other === undefined) return false
    this.#line.delete(other)
    other.socket.destroy()
    return true
  }

  /** A waiting connection has said something. */
  #heard(waiting: Served, complete: boolean): void {
    this.#line.heard(waiting, complete)
    if (this.#closed === null && this.#first === null) this.#serveNext()
  }

  /** Admits a waiting connection if it is a stream of the session that is being served. */
  #admit(stream: Served, session: string): boolean {
    if (session !== this.#session) return false
    this.#line.delete(stream)
    this.#open.add(stream)
    // A control connection is silent while its streams work; each stream has its own idle limit.
    this.#first?.limitIdle(false)
    return true
  }

  #ended(served: Served, address: string): void {
    const { bytesRead, bytesWritten } = served.socket
    this.#options.onEnd?.({ received: bytesRead, sent: bytesWritten }, address)
    if (this.#line.delete(served) || !this.#open.delete(served)) return
    if (this.#closed !== null) {
      if (this.#open.size === 0) this.#closed()
    } else if (this.#options.sequential) this.#goOn(served)
  }

  /** A session ends with its control connection; then the next client is served. */
  #goOn(ended: Served): void {
    if (ended === this.#first) {
      this.#first = null
      this.#session = null
      this.#turn.end()
      for (const { socket } of this.#open) socket.destroy()
    }
    if (this.#first !== null && this.#open.size === 1) this.#first.limitIdle(true)
    if (this.#open.size === 0) this.#serveNext()
  }

  #serveNext(): void {
    const next = this.#line.next()
    if (next === undefined || this.#open.size > 0) return
    this.#line.take(next)
    this.#open.add(next)
    this.#first = next
    this.#turn.begin()
    next.begin()
  }
}
