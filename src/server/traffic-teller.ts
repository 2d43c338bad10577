import type { Socket } from 'node:net'

import { currentDate, performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { plainAddress } from '../transfer/udp-socket.ts'
import { mbps } from '../units.ts'
import { MOST_REPORTED } from './traffic.ts'
import type { ConnectionTraffic, EndedTest, Traffic } from './traffic.ts'

/** Time (ms) between two reports. */
export const TRAFFIC_PERIOD = 1000

/** A connection, and what was last reported of it. */
interface Watched {
  readonly socket: Socket
  readonly address: string
  session: string | null
  running: Running | null
  received: number
  sent: number
}

/** A test that runs on a connection, and what the connection had moved before it. */
interface Running {
  readonly test: string
  readonly startedAt: number
  readonly received: number
  readonly sent: number
}

/** Reports regularly what the connections of a worker do. */
export class TrafficTeller {
  readonly #tell: (traffic: Traffic) => void
  readonly #watched = new Map<object, Watched>()
  readonly #timer: NodeJS.Timeout
  #ended: EndedTest[] = []
  #toldAt = performance.now()
  #quiet = false

  constructor(tell: (traffic: Traffic) => void) {
    this.#tell = tell
    this.#timer = setInterval(() => this.#report(), TRAFFIC_PERIOD).unref()
  }

  /** A connection is served from now on, on this socket. */
  add(connection: object, socket: Socket, address: string): void {
    const plain = plainAddress(address)
    this.#watched.set(connection, {
      socket,
      address: plain,
      session: null,
      running: null,
      received: 0,
      sent: 0,
    })
  }

  /** A connection belongs to a session. */
  joins(connection: object, session: string): void {
    const watched = this.#watched.get(connection)
    if (watched !== undefined) watched.session = session
  }

  /** A test begins on a connection. */
  begins(connection: object, test: string): void {
    const watched = this.#watched.get(connection)
    if (watched === undefined) return
    const { bytesRead: received, bytesWritten: sent } = watched.socket
    watched.running = { test, startedAt: performance.now(), received, sent }
  }

  /** The test of a connection has ended, if one runs. */
  ends(connection: object): void {
    const watched = this.#watched.get(connection)
    if (watched === undefined || watched.running === null) return
    const { socket, address, session, running } = watched
    watched.running = null
    if (this.#ended.length === MOST_REPORTED) return
    this.#ended.push({
      session,
      address,
      test: running.test,
      endedAt: currentDate().getTime(),
      seconds: (performance.now() - running.startedAt) / 1000,
      received: socket.bytesRead - running.received,
      sent: socket.bytesWritten - running.sent,
    })
  }

  /** A connection has ended. */
  left(connection: object): void {
    this.ends(connection)
    this.#watched.delete(connection)
  }

  /** Reports nothing more. */
  close(): void {
    clearInterval(this.#timer)
  }

  #report(): void {
    const now = performance.now()
    const seconds = (now - this.#toldAt) / 1000
    this.#toldAt = now
    const watched = [...this.#watched.values()]
    const connections = watched
      .map((each) => trafficOf(each, seconds))
      .toSorted((one, other) => Number(one.test === null) - Number(other.test === null))
      .slice(0, MOST_REPORTED)
    const ended = this.#ended
    this.#ended = []
    const quiet = connections.length + ended.length === 0
    // Nothing is said twice about nobody.
    if (!quiet || !this.#quiet) this.#tell({ connections, ended })
    this.#quiet = quiet
  }
}

/** What a connection did since the last report, which this is from now on. */
function trafficOf(watched: Watched, seconds: number): ConnectionTraffic {
  const { socket, address, session, running } = watched
  const { bytesRead, bytesWritten } = socket
  const download = mbps(bytesWritten - watched.sent, seconds) ?? 0
  const upload = mbps(bytesRead - watched.received, seconds) ?? 0
  watched.received = bytesRead
  watched.sent = bytesWritten
  return { session, address, test: running?.test ?? null, download, upload }
}
