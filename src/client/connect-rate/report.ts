import { ConnectIntervals } from '../../stats/connect-intervals.ts'
import type { ConnectRatePlan } from './plan.ts'
import { Guarded } from '../guarded.ts'

/** Tells the plan's listener of each interval of a connect rate as it ends. */
export class ConnectReport {
  readonly #intervals: ConnectIntervals
  readonly #listener: Guarded<Parameters<NonNullable<ConnectRatePlan['onInterval']>>>
  readonly #elapsed: () => number
  #timer: NodeJS.Timeout | undefined

  /**
   * @param elapsed seconds since the first connection was asked for
   * @param onThrow called once where the listener throws: what it has thrown is thrown by `end`
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

  /** Tells of the last interval, and of none any more. Throws what the listener has thrown, if it has. */
  end(): void {
    clearTimeout(this.#timer)
    this.#intervals.finish()
    this.#listener.end()
  }

  /** An interval is over also where no connection ends behind it. */
  #watch(): void {
    const wait = (this.#intervals.nextEnd - this.#elapsed()) * 1000
    this.#timer = setTimeout(() => {
      this.#intervals.advance(this.#elapsed())
      this.#watch()
    }, wait)
  }
}
