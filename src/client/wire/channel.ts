import type { Socket } from 'node:net'

import { clearInterval, setInterval } from '../../host/timers.ts'
import { formatHostPort } from '../../address.ts'
import { asError, systemCodeOf, WyndrvrError } from '../../errors.ts'
import type { TcpCounts } from '../../protocol/native.ts'
import { plainAddress } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import { tcpCounts } from '../../transfer/tcp-counts.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { LocalEnd } from './local-end.ts'
import type { ClientTls } from './client-tls.ts'
import type { ClientProxy } from './proxy.ts'
import { measuring } from './reach.ts'
import type { Secured } from './secure-socket.ts'
import type { WebSocketTarget } from './web-socket-target.ts'

/** Where to connect, and how. */
export interface ChannelOptions {
  readonly host: string
  readonly port: number
  /** The address of the host, in place of a lookup. */
  readonly resolved?: string | undefined
  /** Connection timeout, and timeout of each of the server's answers; ms. */
  readonly timeout: number
  /** Longest silence (ms) on a connection that is open and not used. */
  readonly keepAlive: number
  /** The port that UDP goes to. Default: `port`. */
  readonly udpPort?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** The proxy that opens the connection; direct without one. */
  readonly proxy?: ClientProxy | undefined
  /**
   * Whether the server may speak before the client, as over HTTP/2. What it has said when a proxy says that the connection is open is then the
   * first that is read from the socket.
   */
  readonly speaksFirst?: boolean | undefined
  /** The secret that the server may ask for. */
  readonly token?: string | undefined
  /** How connections are secured. Default: without TLS. */
  readonly tls?: ClientTls | undefined
  /** Where connections become WebSockets that carry the dialect. Default: they carry it themselves. */
  readonly webSocket?: WebSocketTarget | undefined
  /** How the sockets are opened. Default: as the system chooses. */
  readonly local?: LocalEnd | undefined
}

/** Takes the bytes that arrive during a task: the first `length` of a buffer that is reused afterwards. */
export type Receiver = (length: number, buffer: Buffer) => void

/** What a task on a channel gets: the connection, and the two ways to end. */
export interface Task<T> {
  readonly socket: Socket
  readonly done: (value: T) => void
  readonly fail: (error: Error) => void
}

/**
 * One TCP connection to a server on which one task runs at a time.
 * Every failure of the connection ends the running task with a sentence that names host and port.
 */
export class Channel {
  readonly #socket: Socket
  readonly #name: string
  readonly #address: string
  readonly #timeout: number
  readonly #proxied: boolean
  readonly #local: Endpoint
  readonly #remotePort: number
  readonly #closed: Promise<void>
  #receiver: Receiver | null = null
  #overdue = ''
  #fail: ((error: Error) => void) | null = null
  #broken: Error | null = null
  #lostIdle = false

  /** How it is secured; `null` without TLS. */
  readonly secured: Secured | null

  /** Time (ms) that the server took to make it a WebSocket; 0 if it is none. */
  readonly upgrade: number

  /** @internal use `openChannel` */
  constructor(
    socket: Socket,
    name: string,
    { timeout, proxy }: Pick<ChannelOptions, 'timeout' | 'proxy'>,
    secured: Secured | null = null,
    upgrade = 0,
  ) {
    this.secured = secured
    this.upgrade = upgrade
    this.#socket = socket
    this.#name = name
    this.#timeout = timeout
    this.#proxied = proxy !== undefined
    // Read now: a closed connection has no address.
    this.#address = socket.remoteAddress ?? name
    this.#remotePort = socket.remotePort ?? 0
    this.#local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    socket.setNoDelay(true)
    const lose = (error: Error | null): void => {
      this.#lostIdle ||= this.usable
      this.#break(this.#lost(error))
    }
    this.#closed = new Promise((resolve) => socket.once('end', resolve).once('close', () => resolve()))
    socket.on('error', lose)
    socket.on('close', () => lose(null))
    socket.on('end', () => lose(null))
  }

  /** The server as messages call it: `host:port`. */
  get name(): string {
    return this.#name
  }

  /** What the kernel knows of this end of the connection; `null` if unknown. */
  async tcpCounts(): Promise<TcpCounts | null> {
    return this.run<TcpCounts | null>(({ socket, done }) => {
      const tell = async (): Promise<void> => done(await tcpCounts(socket))
      void tell()
      return (length, buffer) => {
        throw unexpectedAnswer(this.#name, buffer.toString('latin1', 0, length), 'nothing')
      }
    })
  }

  /** Connection timeout, ms. */
  get timeout(): number {
    return this.#timeout
  }

  /** Timeout (ms) of the answer to a line: a round trip, and what the server may take for its work. */
  get answerTime(): number {
    return this.#timeout + SERVER_TIME
  }

  /** Whether the other end or something on the path closed it while nothing ran on it. */
  get lostIdle(): boolean {
    return this.#lostIdle
  }

  /**
   * Whether this end of the connection is the one that the server sees: there is no proxy or NAT between them.
   * @param peer what the server sees; a server of an earlier release does not say
   */
  isDirect(peer: Endpoint | undefined): boolean {
    if (peer === undefined) return !this.#proxied
    return this.#local.port === peer.port && bare(this.#local.address) === bare(peer.address)
  }

  /** The numeric address of this end. */
  get localAddress(): string {
    return this.#local.address
  }

  /** Where this end's connection leads, `address:port`: to the server, or to what is before it. */
  get remote(): string {
    return formatHostPort({ host: bare(this.#address), port: this.#remotePort })
  }

  /** The numeric address at which the server was reached. */
  get address(): string {
    return this.#address
  }

  /** Resolves when the connection is closed, or the other end sends no more. */
  get closed(): Promise<void> {
    return this.#closed
  }

  /** Whether another task can run. */
  get usable(): boolean {
    return this.#broken === null && this.#receiver === null
  }

  /** Runs a task: `begin` starts it and returns its receiver. */
  async run<T>(begin: (task: Task<T>) => Receiver): Promise<T> {
    if (this.#broken) throw this.#broken
    if (this.#receiver) {
      throw measuring(this.#name)
    }
    try {
      return await new Promise<T>((done, fail) => {
        this.#fail = fail
        this.#receiver = begin({ socket: this.#socket, done, fail })
      })
    } catch (error) {
      // The next task would mistake what still arrives for its own.
      this.#socket.destroy()
      throw error
    } finally {
      this.#receiver = null
      this.#fail = null
    }
  }

  /** Notes answers that timed out: the server still sends them, before any other. */
  dropOverdue(answers: string): void {
    this.#overdue += answers
  }

  /** Sends a message without an answer at this interval (ms) while no task runs, so that the server keeps the connection. */
  keepAlive(text: string, every: number): void {
    const timer = setInterval(() => {
      if (this.usable) this.#socket.write(text)
    }, every).unref()
    this.#socket.once('close', () => clearInterval(timer))
  }

  /** Ends the connection, and what runs on it. */
  destroy(reason: WyndrvrError): void {
    this.#break(reason)
    this.#socket.destroy()
  }

  /** @internal */
  receive(length: number, buffer: Buffer): void {
    try {
      const overdue = this.#overdue === '' ? 0 : this.#takeOverdue(length, buffer)
      if (overdue === length) return
      const rest = overdue === 0 ? buffer : buffer.subarray(overdue)
      if (this.#receiver) this.#receiver(length - overdue, rest)
      else throw unexpectedAnswer(this.#name, rest.toString('latin1', 0, length - overdue), 'nothing')
    } catch (error) {
      this.#break(error)
      this.#socket.destroy()
    }
  }

  #takeOverdue(length: number, buffer: Buffer): number {
    const answer = buffer.toString('latin1', 0, Math.min(length, this.#overdue.length))
    if (!this.#overdue.startsWith(answer)) throw unexpectedAnswer(this.#name, answer, this.#overdue)
    this.#overdue = this.#overdue.slice(answer.length)
    return answer.length
  }

  #break(error: unknown): void {
    this.#broken ??= asError(error)
    this.#fail?.(this.#broken)
  }

  #lost(cause: Error | null): WyndrvrError {
    const how =
      systemCodeOf(cause) === 'ECONNRESET'
        ? `was reset ${BY_WHOM}`
        : cause
          ? `broke: ${cause.message}`
          : `was closed ${BY_WHOM}`
    return new WyndrvrError(
      'ERR_WYNDRVR_LOST',
      `The connection to ${this.#name} ${how}.`,
      cause ? { cause } : {},
    )
  }
}

/** What a server may take for its part of an answer, ms. */
const SERVER_TIME = 2000

/** A proxy that closes a connection looks the same as a server that does. */
const BY_WHOM = 'by the server or by something on the path to it'

/** An address as either end writes it. */
function bare(address: string): string {
  return plainAddress(address).replace(/%.*$/, '')
}
