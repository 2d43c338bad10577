import { performance } from '../../src/host/clock.ts'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from '../../src/host/timers.ts'
import { Bottleneck } from './bottleneck.ts'
import type { PathProperties } from './properties.ts'

/** Bytes of headers that a rate counts for a piece of payload: Ethernet, IPv4 and TCP with timestamps, or UDP. */
const TCP_HEADERS = 14 + 20 + 32
const UDP_HEADERS = 14 + 20 + 8

/** Bytes of payload in a full TCP segment. */
const SEGMENT = 1448

/**
 * How long (ms) before a packet is due the event loop polls: timers count whole ms, and are up to 1 ms late. It does so only
 * for the most packets that may be due within that time, such as a few probes.
 */
const POLLING = 2
const MOST_POLLED = 2

/** What arrives in order, as the bytes of a connection do. */
export interface Line {
  readonly send: (bytes: number, act: () => void) => void
}

/** One direction of a path: the bottleneck that everything shares, then the delay. */
export class OneWay {
  readonly #properties: PathProperties
  readonly #bottleneck: Bottleneck
  /** By their due times (ms). */
  readonly #waiting: { readonly due: number; readonly act: () => void }[] = []
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  constructor(properties: PathProperties) {
    this.#properties = properties
    this.#bottleneck = new Bottleneck(properties)
  }

  /** Bytes to send at once: 1 ms of the rate. */
  get piece(): number {
    const { rate } = this.#properties
    return rate === null ? 64 * 1024 : Math.max(SEGMENT, Math.floor(rate / 8000))
  }

  /** Whether the bottleneck's queue is full. */
  get full(): boolean {
    return this.#bottleneck.isFull(performance.now())
  }

  /** A connection, which keeps its order. */
  line(): Line {
    let last = 0
    return {
      send: (bytes, act) => {
        const segments = Math.ceil(bytes / SEGMENT)
        last = Math.max(last, this.#bottleneck.arrival(performance.now(), bytes + segments * TCP_HEADERS))
        this.#at(last, act)
      },
    }
  }

  /** A datagram, which may be lost. */
  datagram(bytes: number, act: () => void): void {
    const now = performance.now()
    if (this.#bottleneck.loses(now)) return
    this.#at(this.#bottleneck.arrival(now, bytes + UDP_HEADERS), act)
  }

  #at(due: number, act: () => void): void {
    let place = this.#waiting.length
    while (place > 0 && (this.#waiting[place - 1]?.due ?? 0) > due) place -= 1
    this.#waiting.splice(place, 0, { due, act })
    if (place === 0) this.#watch()
  }

  #watch(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const now = performance.now()
      const left = first.due - now
      if (left > 0) {
        const precise = (this.#waiting[MOST_POLLED]?.due ?? Number.POSITIVE_INFINITY) > now + POLLING
        if (precise && left < POLLING) this.#turn = setImmediate(() => this.#watch())
        else this.#timer = setTimeout(() => this.#watch(), Math.max(1, Math.floor(left) - (precise ? 1 : 0)))
        return
      }
      this.#waiting.shift()
      first.act()
    }
  }
}
