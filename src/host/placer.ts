import { messageOf } from '../errors.ts'
import type { Placement } from '../results/types.ts'
import { moveTo, startOn } from './affinity.ts'
import { allowedCpus, cpusText } from './cpu-list.ts'
import type { Cpus } from './cpu-list.ts'
import { planPlacement } from './placement.ts'
import type { PlacementOption, PlannedPlacement } from './placement.ts'

/** What a client measures where. */
export type ClientPart = 'transfers' | 'latency'

type Part = 'programs' | ClientPart

/** Keeps the parts of a measurement where a placement wants them. If that fails, it stops placing and says why. */
export class Placer implements Disposable {
  readonly #plan: PlannedPlacement
  /** Moves this process back; `null` while it is where it was. */
  #back: (() => void) | null = null
  #at: string | null = null
  #failure: string | null = null
  readonly #placed = new Set<Part>()

  /**
   * @param reluctance why `auto` is to place nothing, to end a sentence with
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a placement that is not possible
   */
  constructor(option: PlacementOption | undefined, reluctance: string | null = null) {
    this.#plan = planPlacement(option, reluctance)
  }

  /** Its entry in the document: what was placed so far. */
  get facts(): Placement {
    const { asked, reason } = this.#plan
    const of = (part: Part): string | null => {
      const cpus = this.#plan[part]
      return cpus !== null && this.#placed.has(part) ? cpusText(cpus) : null
    }
    return {
      asked,
      programs: of('programs'),
      transfers: of('transfers'),
      latency: of('latency'),
      reason: this.#failure ?? reason,
    }
  }

  /** Its part of the document's environment; empty if nobody asked for a placement. */
  get entry(): { readonly placement?: Placement } {
    return this.#plan.asked === 'none' ? {} : { placement: this.facts }
  }

  /** Calls a function that starts a program, which then runs on the CPUs of programs. */
  start<T>(start: () => T): T {
    const cpus = this.#failure === null ? this.#plan.programs : null
    let started = false
    const once = (): T => {
      started = true
      if (cpus !== null) this.#placed.add('programs')
      return start()
    }
    try {
      return startOn(cpus, once)
    } catch (error) {
      if (started) throw error
      this.#fail(error)
      return start()
    }
  }

  /** Moves this process, the client, to where it measures. */
  client(part: ClientPart): void {
    const cpus = this.#plan[part]
    if (cpus === null || this.#failure !== null) return
    try {
      this.#move(cpus)
      this.#placed.add(part)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Moves this process back to where it was. */
  [Symbol.dispose](): void {
    this.#back?.()
    this.#back = null
    this.#at = null
  }

  #move(cpus: Cpus): void {
    // A cpuset that shrinks, or somebody's taskset, may have moved it since.
    if (this.#at === cpusText(cpus) && this.#at === cpusText(allowedCpus() ?? [])) return
    const back = moveTo(cpus)
    this.#back ??= back
    this.#at = cpusText(cpus)
  }

  #fail(error: unknown): void {
    this[Symbol.dispose]()
    this.#failure = `Could not keep processes on their CPUs: ${messageOf(error)}.`
  }
}
