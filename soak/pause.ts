/** Waits for a time (ms). */
export async function pause(time: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, time)
  })
}

/** Waits for a promise, at most for a time (ms). */
export async function within<T>(limit: number, promise: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${failure} within ${limit / 1000} s.`)), limit)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** How often (ms) a {@link FairClock} looks. */
const TICK = 50

/**
 * Time (ms) since it was made in which this process ran when it wanted to: on a machine that is busy with something else, the
 * server under attack gets as little of the CPUs as this process.
 */
export class FairClock implements Disposable {
  #spent = 0
  #lookedAt = performance.now()
  readonly #timer = setInterval(() => this.#look(), TICK)

  get spent(): number {
    this.#look()
    return this.#spent
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    this.#spent += Math.min(now - this.#lookedAt, 2 * TICK)
    this.#lookedAt = now
  }
}
