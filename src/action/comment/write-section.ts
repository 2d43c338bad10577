import { readFileSync, writeFileSync } from 'node:fs'

import * as v from 'valibot'

import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import { saveSection } from '../saved-state.ts'
import { temporaryFile } from '../temporary-files.ts'
import { commentStore } from './comment-store.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'
import { upsertSection } from './upsert-section.ts'

/** Timeout (ms) of writing a comment, with all pauses and delays that GitHub asks for. */
const COMMENT_TIME = 60_000

/** A section and the pull request that it belongs to. */
export interface PlacedSection {
  readonly section: Section
  readonly repo: Origin['repo']
  readonly pull: number
  /** Whether to create the comment if there is none. */
  readonly create: boolean
}

/**
 * Writes a section to the comment of its pull request, and saves it for the end of the job.
 * @returns the comment's address; `null` if there is none and `create` is false
 * @throws the error of the request that GitHub refused
 */
export async function writeSection(octokit: Octokit, placed: PlacedSection): Promise<string | null> {
  const { section, repo, pull, create } = placed
  const deadline = performance.now() + COMMENT_TIME
  const { data } = await octokit.rest.pulls.get({ ...repo, pull_number: pull })
  const store = commentStore(octokit, repo, pull)
  const url = await upsertSection(store, section, { head: data.head.sha, create, deadline })
  if (url !== null) savePlacedSection(placed)
  return url
}

/** Reads a section that was saved for the end of the job; `null` if it cannot be read. */
export function readPlacedSection(path: string): PlacedSection | null {
  try {
    return v.parse(placedSchema, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

const placedSchema: v.GenericSchema<unknown, PlacedSection> = v.object({
  section: v.intersect([sectionSchema, v.object({ body: v.string() })]),
  repo: v.object({ owner: v.string(), repo: v.string() }),
  pull: v.number(),
  create: v.boolean(),
})

/** Another job may overwrite this section after it was last checked. The end of the job checks again. */
function savePlacedSection(placed: PlacedSection): void {
  const path = temporaryFile('section', 'json')
  writeFileSync(path, JSON.stringify({ ...placed, create: true }))
  saveSection(path)
}
