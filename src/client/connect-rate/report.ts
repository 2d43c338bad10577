import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { ConnectIntervals } from '../../stats/connect-intervals.ts'
import type { ConnectRatePlan } from './plan.ts'
import { Guarded } from '../guarded.ts'

/** Calls the plan's listener with each interval of a connect test as it ends. */
export class ConnectReport {
  readonly #intervals: ConnectIntervals
  readonly #listener: Guarded<Parameters<NonNullable<ConnectRatePlan['onInterval']>>>
  readonly #elapsed: () => number
  #timer: NodeJS.Timeout | undefined

  /**
   * @param elapsed seconds since the first connection was requested
   * @param onThrow called once if the listener throws; `end` throws its error
   */
  constructor(
    onInterval: NonNullable<ConnectRatePlan['onInterval']>,
    width: number,
    elapsed: () => number,
    onThrow: () => void,
  ) {
    this.#listener = new Guarded(onInterval, onThrow)
    this.#intervals = new ConnectIntervals(width, this.#listener.tell)
    this.#elapsed = elapsed
    this.#watch()
  }

  /** A connection has ended. */
  add(completed: boolean): void {
    this.#intervals.add(this.#elapsed(), completed)
  }

  /** Reports the last interval, and no more after it. Throws what the listener has thrown, if anything. */
  end(): void {
    clearTimeout(this.#timer)
    this.#intervals.finish()
    this.#listener.end()
  }

  /** An interval ends on time, even if no connection ends after it. */
  #watch(): void {
    // Time that passes on the way here makes it negative, which Node warns of.
    const wait = Math.max(0, (this.#intervals.nextEnd - this.#elapsed()) * 1000)
    this.#timer = setTimeout(() => {
      this.#intervals.advance(this.#elapsed())
      this.#watch()
    }, wait)
  }
}
