import type { Restart } from '../results/types.ts'

/** Minimum number of lives that should fit into the budget: the fewer they are, the more the luck of each weighs. */
const ENOUGH_LIVES = 8

/** A life lasts this many times as long as its start and warm-up take, if {@link ENOUGH_LIVES} still fit. */
const WORTH = 3

/** Minimum number of blocks that should fit into the budget if each has its own life, however slow restarts are. */
const ENOUGH_BLOCKS = 16

/** Maximum factor by which such a block has more quadruples than usual. */
const MOST_TIMES = 20

/** Decides when the programs of the arms are restarted. Times in seconds since the start of the run. */
export class Lives {
  readonly #restart: Restart
  readonly #budget: number
  #number = -1
  #begunAt = 0
  /** Duration of the last start with its warm-up. */
  #cost = 0

  /** @param restart `off` if no arm has a program */
  constructor(restart: Restart, budget: number) {
    this.#restart = restart
    this.#budget = budget
  }

  /** Whether no life has begun. */
  get first(): boolean {
    return this.#number < 0
  }

  /** What blocks of the same programs have in common; missing if each block counts by itself. */
  get label(): { readonly life?: number } {
    return this.#restart === 'auto' ? { life: this.#number } : {}
  }

  /** A life has begun, and its programs are warm now. */
  begin(from: number, now: number): void {
    this.#number += 1
    this.#begunAt = from
    this.#cost = now - from
  }

  /**
   * What comes next: a block of this life or of a new one, or the end of the run.
   * @param block expected duration of a block
   */
  next(now: number, block: number): 'block' | 'life' | 'end' {
    const left = this.#budget - now
    if (block > left) return 'end'
    // A life that is nearly over when a block begins would end late.
    if (!this.first && !this.#isOver(now + block / 2)) return 'block'
    if (this.first || this.#cost + block <= left) return 'life'
    return this.#restart === 'auto' ? 'block' : 'end'
  }

  /** If each block has its own life and restarts are slow, blocks are longer, as long as enough of them fit into the budget. */
  times(block: number): number {
    if (this.#restart !== 'each-block') return 1
    const longest = this.#budget / ENOUGH_BLOCKS - this.#cost
    return Math.min(MOST_TIMES, Math.max(1, Math.floor(Math.min(this.#cost, longest) / block)))
  }

  #isOver(now: number): boolean {
    if (this.#restart !== 'auto') return this.#restart === 'each-block'
    return now > this.#begunAt + Math.min(this.#budget / ENOUGH_LIVES, this.#cost * WORTH)
  }
}
