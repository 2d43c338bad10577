import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import type { Served } from './conversation.ts'
import type { Limits } from './limits.ts'

/** How often a watch looks within the time that a turn may pass without a test. */
const LOOKS = 5

/**
 * Ends the turn of the client that a sequential server serves, if others wait: after a time without a test, or when the turn
 * has taken too long.
 */
export class TurnWatch {
  readonly #limits: Pick<Limits, 'turn' | 'turnIdle'>
  readonly #served: ReadonlySet<Served>
  readonly #othersWait: () => boolean
  #begunAt = 0
  #busyAt = 0
  #asked = false
  #timer: NodeJS.Timeout | undefined

  /**
   * @param served the connections of the client whose turn it is
   * @param othersWait whether another client has asked for something
   */
  constructor(
    limits: Pick<Limits, 'turn' | 'turnIdle'>,
    served: ReadonlySet<Served>,
    othersWait: () => boolean,
  ) {
    this.#limits = limits
    this.#served = served
    this.#othersWait = othersWait
  }

  /** A turn begins. */
  begin(): void {
    this.end()
    this.#begunAt = performance.now()
    this.#busyAt = this.#begunAt
    this.#timer = setInterval(() => this.#look(), this.#limits.turnIdle / LOOKS).unref()
  }

  /** The turn is over. Idempotent. */
  end(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    if (this.#works()) this.#busyAt = now
    const { turn, turnIdle } = this.#limits
    if (!this.#othersWait() || (now - this.#begunAt < turn && now - this.#busyAt < turnIdle)) return
    for (const { socket } of this.#served) socket.destroy()
  }

  /** The client has asked for something. Keep-alives and bad commands are no reason to keep its turn. */
  asked(): void {
    this.#asked = true
  }

  /** Whether a test runs, or the client has asked for something since the last look. */
  #works(): boolean {
    const asked = this.#asked
    this.#asked = false
    return asked || [...this.#served].some(({ busy }) => busy())
  }
}
