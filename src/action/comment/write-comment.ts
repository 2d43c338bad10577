import { readFileSync, writeFileSync } from 'node:fs'

import * as v from 'valibot'

import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import { temporaryFile } from '../places.ts'
import { saveSection } from '../run/state.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'
import { commentStore } from './store.ts'
import { upsertSection } from './upsert.ts'

/** How long writing a comment may take (ms), pauses and what GitHub asks to wait together. */
const COMMENT_TIME = 60_000

/** A section, and where it belongs. */
export interface Placed {
  readonly section: Section
  readonly repo: Origin['repo']
  readonly pull: number
  /** Whether a comment is begun where there is none. */
  readonly begin: boolean
}

/**
 * Writes a section to the pull request's comment.
 * @returns the comment's address; `null` where there is none, and none was to be begun
 * @throws what GitHub refuses with
 */
export async function writeComment(octokit: Octokit, placed: Placed): Promise<string | null> {
  const { section, repo, pull, begin } = placed
  const deadline = performance.now() + COMMENT_TIME
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: pull })
  const store = commentStore(octokit, repo, pull)
  const url = await upsertSection(store, section, { head: data.head.sha, begin, deadline })
  if (url !== null) remember(placed)
  return url
}

/** A section as it was kept for the job's end; `null` where it can't be read. */
export function readPlaced(path: string): Placed | null {
  try {
    return v.parse(placedSchema, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

const placedSchema: v.GenericSchema<unknown, Placed> = v.object({
  section: v.intersect([sectionSchema, v.object({ body: v.string() })]),
  repo: v.object({ owner: v.string(), repo: v.string() }),
  pull: v.number(),
  begin: v.boolean(),
})

/** A leg that had read before this one wrote, and wrote after this one had looked again, is seen at the job's end. */
function remember(placed: Placed): void {
  const path = temporaryFile('section', 'json')
  writeFileSync(path, JSON.stringify({ ...placed, begin: true }))
  saveSection(path)
}
