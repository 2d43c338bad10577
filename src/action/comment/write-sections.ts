import { readFileSync, writeFileSync } from 'node:fs'

import * as v from 'valibot'

import { performance } from '../../host/clock.ts'
import type { Octokit } from '../github/octokit.ts'
import type { Origin } from '../github/origin.ts'
import { readPull } from '../github/read-pull.ts'
import { saveSections } from '../saved-state.ts'
import { temporaryFile } from '../temporary-files.ts'
import { commentStore } from './comment-store.ts'
import { sectionSchema } from './section.ts'
import type { Section } from './section.ts'
import { upsertSections } from './upsert-sections.ts'
import type { Written } from './upsert-sections.ts'

/** Timeout (ms) of writing a comment, with all pauses and delays that GitHub asks for. */
const COMMENT_TIME = 60_000

/** Sections and the pull request that they belong to. */
export interface PlacedSections {
  readonly sections: readonly Section[]
  readonly repo: Origin['repo']
  readonly pull: number
  /** Whether to create the comment if there is none. */
  readonly create: boolean
  /** Index of the matrix leg. */
  readonly leg: number
}

/**
 * Writes sections to the comment of their pull request, and saves them for the end of the job.
 * @returns `null` if there is no comment and `create` is false
 * @throws the error of the request that GitHub refused
 */
export async function writeSections(octokit: Octokit, placed: PlacedSections): Promise<Written | null> {
  const { sections, repo, pull, create, leg } = placed
  const deadline = performance.now() + COMMENT_TIME
  const { head } = await readPull(octokit, repo, pull)
  const store = commentStore(octokit, repo, pull)
  const written = await upsertSections(store, sections, { head: head.sha, create, leg, deadline })
  if (written !== null) savePlacedSections(placed)
  return written
}

/** Reads sections that were saved for the end of the job; `null` if they cannot be read. */
export function readPlacedSections(path: string): PlacedSections | null {
  try {
    return v.parse(placedSchema, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

const placedSchema: v.GenericSchema<unknown, PlacedSections> = v.object({
  sections: v.array(v.intersect([sectionSchema, v.object({ body: v.string() })])),
  repo: v.object({ owner: v.string(), repo: v.string() }),
  pull: v.number(),
  create: v.boolean(),
  leg: v.number(),
})

/** Another job may overwrite these sections after they were last checked. The end of the job checks again. */
function savePlacedSections(placed: PlacedSections): void {
  const path = temporaryFile('sections', 'json')
  writeFileSync(path, JSON.stringify({ ...placed, create: true }))
  saveSections(path)
}
