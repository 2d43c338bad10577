import { createHash } from 'node:crypto'

import * as v from 'valibot'

import { pushSchema } from './comment-history.ts'
import type { Push } from './comment-history.ts'

/** What one step writes to the comment that all steps share. */
export interface Section {
  /** Tells it from the sections of other steps; {@link sectionKey}. */
  readonly key: string
  /** Workflow, job and what else tells it from others, in words. */
  readonly title: string
  /** The commit that was measured. */
  readonly sha: string
  readonly stamp: Stamp
  readonly verdict: string
  /** Whether something failed or is worse. */
  readonly bad: boolean
  /** The run's page. */
  readonly url: string
  /** Earlier pushes and this one, oldest first. */
  readonly history: readonly Push[]
  /** Markdown; empty where there was no room for it. */
  readonly body: string
}

/** When a section was written. Of two with the same key the one with the later stamp holds. */
export interface Stamp {
  /** The run's number in its workflow. */
  readonly run: number
  readonly attempt: number
  /** ms since 1970, by the writer's clock. */
  readonly at: number
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(500))

/** What the hidden marker of a section holds: all of it but its body. */
export const sectionSchema: v.GenericSchema<unknown, Omit<Section, 'body'>> = v.object({
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  title: text,
  sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
  stamp: v.object({ run: whole, attempt: whole, at: whole }),
  verdict: v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/)),
  bad: v.boolean(),
  url: text,
  history: v.pipe(v.array(pushSchema), v.maxLength(100)),
})

/** What a section is known by: the workflow, the job and what tells its legs and steps apart. */
export function sectionKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

/** Less than 0 where the first stamp is the earlier one. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.run - b.run || a.attempt - b.attempt || a.at - b.at
}
