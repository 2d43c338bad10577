import { MOST_SAMPLES, MOST_SLICES } from '../results/samples.ts'
import type { Samples, StreamSlices } from '../results/samples.ts'

/** Keeps the probes of a measurement, in memory that does not grow: of too many, the slowest of each few. */
export class SampleRecorder {
  /** Times, ns; not a number for an entry without a probe. A lost probe took infinitely long. */
  readonly #at = new Float64Array(MOST_SAMPLES).fill(Number.NaN)
  readonly #rtt = new Float64Array(MOST_SAMPLES).fill(Number.NaN)
  #every = 1

  /**
   * Adds a probe that was answered or lost.
   * @param number 0 for the first probe
   * @param at ns from the first probe to when it was sent or due
   * @param rtt ns; `null` if it was lost
   */
  add(number: number, at: number, rtt: number | null): void {
    while (number >= this.#every * MOST_SAMPLES) this.#halve()
    const place = Math.floor(number / this.#every)
    const time = rtt ?? Number.POSITIVE_INFINITY
    if (time <= (this.#rtt[place] ?? 0)) return
    this.#rtt[place] = time
    this.#at[place] = at
  }

  /** @param from seconds from the start of the measurement to the first probe */
  samples(from = 0): Samples {
    const at: number[] = []
    const rtt: (number | null)[] = []
    let [lastAt, lastRtt] = [0, 0]
    for (const [place, time] of this.#rtt.entries()) {
      if (Number.isNaN(time)) continue
      const sent = Math.round(this.#at[place] ?? 0)
      at.push(sent - lastAt)
      lastAt = sent
      if (time === Number.POSITIVE_INFINITY) {
        rtt.push(null)
        continue
      }
      const rounded = Math.round(time)
      rtt.push(rounded - lastRtt)
      lastRtt = rounded
    }
    return { from, every: this.#every, at, rtt }
  }

  /** Of each two neighbors, the slower one stays. */
  #halve(): void {
    const half = MOST_SAMPLES / 2
    for (let place = 0; place < half; place += 1) {
      const [one, other] = [2 * place, 2 * place + 1]
      const [first = Number.NaN, second = Number.NaN] = [this.#rtt[one], this.#rtt[other]]
      const slower = Number.isNaN(first) || second > first ? other : one
      this.#rtt[place] = this.#rtt[slower] ?? Number.NaN
      this.#at[place] = this.#at[slower] ?? Number.NaN
    }
    this.#rtt.fill(Number.NaN, half)
    this.#at.fill(Number.NaN, half)
    this.#every *= 2
  }
}

/** The intervals of a stream: of too many, the sums of each few. */
export function streamSlices(intervals: readonly number[]): StreamSlices {
  let every = 1
  while (intervals.length > every * MOST_SLICES) every *= 2
  const bytes = Array.from({ length: Math.ceil(intervals.length / every) }, (_, slice) =>
    intervals.slice(slice * every, (slice + 1) * every).reduce((sum, each) => sum + each, 0),
  )
  return { every, bytes }
}
