import { setTimeout } from 'node:timers/promises'

import { MARK, readBody, writeBody } from './body.ts'
import { mergeHistories } from './comment-history.ts'
import { compareStamps } from './section.ts'
import type { Section } from './section.ts'
import { worthTryingAgain } from '../github/refusal.ts'
import { pauseAfter } from './pause.ts'
import type { CommentStore, StoredComment } from './store.ts'

/** How a section is written. */
export interface UpsertOptions {
  /** The pull request's newest commit. */
  readonly head: string
  /** Whether a comment is begun where there is none. */
  readonly begin: boolean
  /** ms that the pauses may take, by `performance.now()`. */
  readonly deadline: number
}

/**
 * Writes a section to the one comment of a pull request, beside those of other steps that may be writing at the same time.
 *
 * GitHub has no write that fails where somebody else has written in between. So each writer merges all that it finds into the
 * oldest comment, reads it again after a pause, and merges anew where its own section is gone. A pause is longer than others
 * take from reading to writing, so that what a late one overwrites is seen; and random, so that they don't meet again.
 * @returns the comment's address; `null` where there is none, and none was to be begun
 * @throws what the store throws, once nothing helps any more
 */
export async function upsertSection(
  store: CommentStore,
  section: Section,
  { head, begin, deadline }: UpsertOptions,
): Promise<string | null> {
  for (let round = 0; ; round += 1) {
    try {
      const [oldest, ...others] = (await store.list())
        .filter(({ body }) => body.startsWith(MARK))
        .toSorted((a, b) => a.id - b.id)
      if (oldest === undefined) {
        if (!begin) return null
        await store.create(writeBody([section], head, section.key))
      } else {
        const there = readBody(oldest.body)
        const all = merge([...there, ...others.flatMap(({ body }) => readBody(body)), section])
        const body = writeBody(all, head, section.key)
        // Not all of it may have found room.
        if (holdsAll(there, readBody(body))) {
          await removeAll(store, others)
          return oldest.url
        }
        await store.update(oldest.id, body)
      }
      await setTimeout(pauseAfter(null, round, deadline))
    } catch (error) {
      // What has come of a write that failed is seen by reading again.
      await setTimeout(pauseAfter(error, round, deadline))
    }
  }
}

/** One section a key: the one with the later stamp, with the pushes of both. */
function merge(sections: readonly Section[]): readonly Section[] {
  const byKey = new Map<string, Section>()
  for (const section of sections) {
    const other = byKey.get(section.key)
    const later = other === undefined || compareStamps(other.stamp, section.stamp) <= 0 ? section : other
    byKey.set(section.key, { ...later, history: mergeHistories(other?.history ?? [], section.history) })
  }
  return [...byKey.values()]
}

/** Whether a comment has these very sections: none of an earlier time, and no push less. */
function holdsAll(there: readonly Section[], all: readonly Section[]): boolean {
  return all.every((wanted) => {
    const found = there.find(({ key }) => key === wanted.key)
    return (
      found !== undefined &&
      compareStamps(found.stamp, wanted.stamp) === 0 &&
      found.history.length >= wanted.history.length
    )
  })
}

/** All that was in them stands in the oldest now. Who may not remove them leaves them. */
async function removeAll(store: CommentStore, comments: readonly StoredComment[]): Promise<void> {
  for (const { id } of comments) {
    try {
      await store.remove(id)
    } catch (error) {
      if (worthTryingAgain(error)) throw error
    }
  }
}
