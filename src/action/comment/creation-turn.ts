import { after } from '../../host/timers.ts'
import type { Claim, CommentStore } from './comment-store.ts'
import { pauseBeforeCreating } from './round-pause.ts'

/** After this many reads with the same claim and no comment, the job that made the claim was killed. */
const MOST_READS = 8

/**
 * Lets one job at a time create the comment, because GitHub notifies people of each new one, even if it is merged into another
 * at once. If nobody can claim the turn, the legs of a matrix wait for one another by time.
 */
export class CreationTurn {
  readonly #store: CommentStore
  readonly #leg: number
  #mine: Claim | null = null
  #others: Claim | null = null
  #reads = 0
  #isImpossible = false

  /** @param leg index of the matrix leg */
  constructor(store: CommentStore, leg: number) {
    this.#store = store
    this.#leg = leg
  }

  /**
   * Claims the turn. After a successful claim, the caller reads again: an earlier job may have created the comment since the last
   * read.
   * @returns `create` if it is this job's turn; `read` to read again now; `wait` to read again after a pause
   */
  async take(): Promise<'create' | 'read' | 'wait'> {
    if (this.#mine !== null || this.#isImpossible) return 'create'
    const claim = await this.#store.claim()
    if (claim === null) {
      this.#isImpossible = true
      await after(pauseBeforeCreating(this.#leg))
      return 'read'
    }
    if (claim.mine) {
      this.#mine = claim
      return 'read'
    }
    this.#reads = claim.id === this.#others?.id ? this.#reads + 1 : 1
    this.#others = claim
    // By its id, which no later claim has: if several jobs do this, the claim of the first one to follow stays.
    if (this.#reads >= MOST_READS) await this.#store.release(claim)
    return 'wait'
  }

  /** Lets the next job take its turn. */
  async end(): Promise<void> {
    if (this.#mine !== null) await this.#store.release(this.#mine)
  }
}
