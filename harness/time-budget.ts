import { WyndrvrError } from '../src/errors.ts'

/** What a measurement takes beside what is planned (s): a request, an answer, the last probe. */
const SLACK = 0.1

/** A test's timeout, of which measurements have to make do. */
export class TimeBudget {
  readonly #timeout: number
  readonly #begunAt = performance.now()

  /** @param timeout the test's, in ms; 0 or Infinity where it has none */
  constructor(timeout: number) {
    this.#timeout = timeout
  }

  /** What is left of it, in ms; Infinity where the test has none. */
  left(): number {
    const passed = performance.now() - this.#begunAt
    return this.#timeout > 0 ? this.#timeout - passed : Number.POSITIVE_INFINITY
  }

  /**
   * Fails at once what would be cut off later.
   * @param seconds the least time that a measurement takes
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
   */
  check(seconds: number): void {
    const needed = seconds + SLACK
    const left = this.left() / 1000
    if (seconds === 0 || needed <= left) return
    const timeout = this.#timeout / 1000
    const rest = needed > timeout ? '' : `, of which ${shown(left)} s are left`
    const sentence = `This measurement needs about ${shown(needed)} s, the test's timeout is ${shown(timeout)} s${rest}. ${WAY_OUT}`
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
  }
}

const WAY_OUT =
  "Measure for less, or give the test more time: test('…', { timeout: 120_000 }, …), or testTimeout in vitest's config."

function shown(seconds: number): string {
  return seconds < 10 ? Math.max(0, seconds).toFixed(1).replace(/\.0$/, '') : seconds.toFixed(0)
}
