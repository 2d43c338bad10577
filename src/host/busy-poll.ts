import { availableParallelism } from 'node:os'

/** How long (ms) a loop is kept turning without {@link BusyPoll.renew}. */
const LIMIT = 2000

/**
 * After how long (ms) it looks at what it got of a core, first and later on. By chance from once to three times as
 * long: two ends that rested at the same times would never be parted.
 */
const FIRST_LOOK = 6
const LOOK = 20

/** The share of a core with which it goes on. */
const ENOUGH = 0.75

/** How long (ms) it rests when it got less; twice as long after each further time. */
const FIRST_REST = 5
const LONGEST_REST = 320

/** So long (ms) with enough, and the next rest is short again. */
const CALM = 100

/** The least share of the time in which it has to turn, so that one may say that it does. */
const MOST_OF_THE_TIME = 0.9

/**
 * Keeps this thread's event loop turning, so that the wake-up of a sleeping processor is not measured as network.
 * It needs a core of its own: where others want the same one, a thread that never sleeps is the first to wait for it,
 * and much longer than a wake-up takes. So it rests as soon as it gets too little of a core, and longer each time. Two
 * ends that began on one core are parted by the first rest: the scheduler wakes the one that slept where it is free.
 */
export class BusyPoll {
  readonly #wanted: boolean
  #turning = false
  #until = 0
  #rest = FIRST_REST
  #restsUntil = 0
  /** When it last looked (ms), and this thread's CPU time then (ms). */
  #lookedAt = 0
  #cpu = 0
  #looksAt = 0
  /** Time (ms) in which it was wanted, and in which it turned. */
  #active = 0
  #turned = 0
  #countedAt: number | null = null

  /** @param wanted without it, or on a single core, nothing is ever done */
  constructor(wanted: boolean) {
    this.#wanted = wanted && availableParallelism() > 1
  }

  /** Whether the loop is kept turning now. */
  get turning(): boolean {
    return this.#turning
  }

  /** Whether it was, nearly all of the time. */
  get worked(): boolean {
    return this.#wanted && this.#turned >= this.#active * MOST_OF_THE_TIME
  }

  /** Starts, or goes on for another while. */
  renew(): void {
    if (!this.#wanted) return
    const now = performance.now()
    this.#count(now)
    this.#until = now + LIMIT
    if (this.#turning || now < this.#restsUntil) return
    this.#turning = true
    this.#look(now, threadCpu(), FIRST_LOOK)
    this.#turn()
  }

  /** Ends it; it can be started again. */
  stop(): void {
    if (this.#countedAt !== null) this.#count(performance.now())
    this.#countedAt = null
    this.#turning = false
  }

  #turn(): void {
    if (!this.#turning) return
    const now = performance.now()
    if (now >= this.#looksAt && !this.#gotEnough(now)) this.#pause(now)
    else if (now > this.#until) this.stop()
    else setImmediate(() => this.#turn())
  }

  /** A loop that turns wants all of a core. */
  #gotEnough(now: number): boolean {
    const cpu = threadCpu()
    const share = (cpu - this.#cpu) / (now - this.#lookedAt)
    this.#look(now, cpu, LOOK)
    return share >= ENOUGH
  }

  #look(now: number, cpu: number, after: number): void {
    this.#lookedAt = now
    this.#cpu = cpu
    this.#looksAt = now + after * (1 + 2 * Math.random())
  }

  #pause(now: number): void {
    if (now - this.#restsUntil > CALM) this.#rest = FIRST_REST
    this.#count(now)
    this.#turning = false
    this.#restsUntil = now + this.#rest
    this.#rest = Math.min(LONGEST_REST, this.#rest * 2)
  }

  #count(now: number): void {
    const passed = now - (this.#countedAt ?? now)
    this.#active += passed
    if (this.#turning) this.#turned += passed
    this.#countedAt = now
  }
}

/** CPU time of this thread in ms; before Node 23.9, which can't tell threads apart, of the whole process. */
function threadCpu(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1000
}
