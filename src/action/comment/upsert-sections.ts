import { after } from '../../host/timers.ts'
import { apiErrorOf, isTransient } from '../github/api-error.ts'
import { readBody, writeBody } from './comment-body.ts'
import type { CommentStore, StoredComment } from './comment-store.ts'
import { CreationTurn } from './creation-turn.ts'
import { mergeHistories } from './push-history.ts'
import { pauseBeforeNextRound } from './round-pause.ts'
import { compareStamps } from './section.ts'
import type { Section } from './section.ts'

/** How sections are written. */
export interface UpsertOptions {
  /** The pull request's newest commit. */
  readonly head: string
  /** Whether to create the comment if there is none. */
  readonly create: boolean
  /** Index of the matrix leg. */
  readonly leg: number
  /** Limit for the pauses, in ms of `performance.now()`. */
  readonly deadline: number
}

/** The comment that has the sections. */
export interface Written {
  readonly url: string
  /** Whether it had to be written: not if it already had these sections, or newer ones. */
  readonly changed: boolean
}

/**
 * Writes sections to the one comment of a pull request, next to those of other jobs, which may write at the same time.
 *
 * GitHub has no conditional write. So every job merges everything that it finds into the oldest comment, reads it again
 * after a pause, and merges again if its own sections are gone. The pause is longer than other jobs take from reading to
 * writing, so that an overwrite is noticed, and random, so that two jobs do not collide again. Jobs create the comment in turn.
 * @returns `null` if there is no comment and `create` is false
 * @throws the error of the store, if retrying does not help
 */
export async function upsertSections(
  store: CommentStore,
  sections: readonly Section[],
  options: UpsertOptions,
): Promise<Written | null> {
  const turn = new CreationTurn(store, options.leg)
  try {
    return await write(store, sections, { ...options, turn })
  } finally {
    await turn.end()
  }
}

async function write(
  store: CommentStore,
  sections: readonly Section[],
  { head, create, deadline, turn }: UpsertOptions & { readonly turn: CreationTurn },
): Promise<Written | null> {
  const own = sections.map(({ key }) => key)
  // Comments that the token must not update.
  const refused = new Set<number>()
  let changed = false
  for (let round = 0; ; round += 1) {
    try {
      const comments = (await store.list()).toSorted((a, b) => a.id - b.id)
      const oldest = comments.find(({ id }) => !refused.has(id))
      if (oldest === undefined) {
        if (!create && refused.size === 0) return null
        const next = await turn.take()
        if (next === 'read') continue
        if (next === 'create') {
          changed = true
          await store.create(writeBody(sections, head, own))
        }
      } else {
        const existing = readBody(oldest.body)
        const others = comments.filter(({ id }) => id !== oldest.id)
        const all = merge([...existing, ...others.flatMap(({ body }) => readBody(body)), ...sections])
        const body = writeBody(all, head, own)
        // Compared with what fits, since the comment may not have room for everything.
        if (holdsAll(existing, readBody(body))) {
          await removeAll(store, others)
          return { url: oldest.url, changed }
        }
        changed = true
        if (!(await updated(store, oldest.id, body))) {
          refused.add(oldest.id)
          continue
        }
      }
      await after(pauseBeforeNextRound(null, round, deadline))
    } catch (error) {
      // A write that failed may still have been made: the next round reads first.
      await after(pauseBeforeNextRound(error, round, deadline))
    }
  }
}

/** `false` if the token must not update this comment: another account wrote it. */
async function updated(store: CommentStore, id: number, body: string): Promise<boolean> {
  try {
    await store.update(id, body)
    return true
  } catch (error) {
    if (apiErrorOf(error).status !== 403 || isTransient(error)) throw error
    return false
  }
}

/** One section per key: the one with the later stamp, with the pushes of both. */
function merge(sections: readonly Section[]): readonly Section[] {
  const byKey = new Map<string, Section>()
  for (const section of sections) {
    const other = byKey.get(section.key)
    const later = other === undefined || compareStamps(other.stamp, section.stamp) <= 0 ? section : other
    byKey.set(section.key, { ...later, history: mergeHistories(other?.history ?? [], section.history) })
  }
  return [...byKey.values()]
}

/** Whether a comment has exactly these sections, with at least their pushes. */
function holdsAll(existing: readonly Section[], all: readonly Section[]): boolean {
  return all.every((wanted) => {
    const found = existing.find(({ key }) => key === wanted.key)
    return (
      found !== undefined &&
      compareStamps(found.stamp, wanted.stamp) === 0 &&
      found.history.length >= wanted.history.length
    )
  })
}

/** Removes comments that were merged into the oldest. A token without permission leaves them. */
async function removeAll(store: CommentStore, comments: readonly StoredComment[]): Promise<void> {
  for (const { id } of comments) {
    try {
      await store.remove(id)
    } catch (error) {
      if (isTransient(error)) throw error
    }
  }
}
