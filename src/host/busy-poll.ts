import { availableParallelism } from 'node:os'

import { performance } from './clock.ts'
import { pollPermit } from './poll-permit.ts'
import { setImmediate } from './timers.ts'

/** How long (ms) busy polling continues without {@link BusyPoll.renew}. */
const LIMIT = 2000

/**
 * How often (ms) it checks its share of a CPU, the first time and later. Times a random factor of 1 to 3: two ends that
 * pause at the same moments would never get onto different CPUs.
 */
const FIRST_LOOK = 6
const LOOK = 20

/** The share of a CPU that is enough to continue. */
const ENOUGH = 0.75

/** How long (ms) it pauses when it got less; the pause doubles each time. */
const FIRST_REST = 5
const LONGEST_REST = 320

/** After this time (ms) with a large enough share, the next pause is short again. */
const CALM = 100

/** The share of the time in which it must poll to be reported as busy polling. */
const MOST_OF_THE_TIME = 0.9

/**
 * Busy-polls this thread's event loop, so that the wake-up of a sleeping CPU is not measured as network latency.
 * It needs a CPU for itself: if others want the same CPU, the scheduler makes a thread that never sleeps wait first,
 * and much longer than a wake-up takes. So it pauses as soon as its share of a CPU is too small, and longer each time.
 * The first pause separates two ends that started on one CPU: the scheduler wakes the paused one on a free CPU.
 */
export class BusyPoll {
  readonly #wanted: boolean
  #turning = false
  #until = 0
  #rest = FIRST_REST
  #restsUntil = 0
  /** When it last checked (ms), and this thread's CPU time then (ms). */
  #lookedAt = 0
  #cpu = 0
  #looksAt = 0
  /** Time (ms) in which it was wanted, and in which it polled. */
  #active = 0
  #turned = 0
  #countedAt: number | null = null

  /** @param wanted if false, or on a single CPU, it does nothing */
  constructor(wanted: boolean) {
    this.#wanted = wanted && availableParallelism() > 1
  }

  /** Whether it is polling now. */
  get turning(): boolean {
    return this.#turning
  }

  /** Whether it polled nearly all of the time. */
  get worked(): boolean {
    return this.#wanted && this.#turned >= this.#active * MOST_OF_THE_TIME
  }

  /** Starts polling, or prolongs it. */
  renew(): void {
    if (!this.#wanted) return
    const now = performance.now()
    this.#count(now)
    this.#until = now + LIMIT
    const permit = pollPermit()
    permit.want(now)
    if (this.#turning || now < this.#restsUntil || !permit.granted) return
    this.#turning = true
    this.#look(now, threadCpu(), FIRST_LOOK)
    this.#turn()
  }

  /** Stops polling; it can be started again. */
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
    else if (!pollPermit().granted) this.#halt(now)
    else setImmediate(() => this.#turn())
  }

  /** A loop that polls uses a whole CPU if it gets one. */
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
    this.#halt(now)
    this.#restsUntil = now + this.#rest
    this.#rest = Math.min(LONGEST_REST, this.#rest * 2)
  }

  #halt(now: number): void {
    this.#count(now)
    this.#turning = false
  }

  #count(now: number): void {
    const passed = now - (this.#countedAt ?? now)
    this.#active += passed
    if (this.#turning) this.#turned += passed
    this.#countedAt = now
  }
}

/** CPU time of this thread in ms; before Node 23.9, which cannot tell threads apart, of the whole process. */
function threadCpu(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1000
}
