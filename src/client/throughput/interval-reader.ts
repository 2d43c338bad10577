import type { NativeAnswer, NativeTransfer } from '../../protocol/native.ts'
import { wholeIntervals } from '../../transfer/counter.ts'

/** Reads the lines in which a server reports an upload's intervals. */
export class IntervalReader {
  /** Milliseconds without payload, up to the last line: such lines alone do not count as traffic. */
  quiet = 0
  readonly #request: NativeTransfer
  readonly #onInterval: ((bytes: number) => void) | null
  #next = 0

  constructor(request: NativeTransfer, onInterval: ((bytes: number) => void) | null) {
    this.#request = request
    this.#onInterval = onInterval
  }

  /** Whether the server reports intervals, and has not reported all. */
  get expectsMore(): boolean {
    return this.#next > 0 && this.#next < wholeIntervals(this.#request)
  }

  /** False if the line is not that of the next interval, or was not requested. */
  take({ interval }: NativeAnswer): boolean {
    if (this.#request.progress !== true || interval?.index !== this.#next) return false
    if (this.#next >= wholeIntervals(this.#request)) return false
    this.#next += 1
    this.quiet = interval.bytes > 0 ? 0 : this.quiet + this.#request.interval * 1000
    this.#onInterval?.(interval.bytes)
    return true
  }
}
