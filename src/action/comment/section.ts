import { createHash } from 'node:crypto'

import * as v from 'valibot'

import { pushSchema } from './push-history.ts'
import type { Push } from './push-history.ts'

/** A step's part of the comment that all steps share. */
export interface Section {
  /** Identifies the step; {@link sectionKey}. */
  readonly key: string
  /** The step in words: workflow, job, matrix leg, name, mode. */
  readonly title: string
  /** The commit that was measured. */
  readonly sha: string
  readonly stamp: Stamp
  /** Its {@link State}, or that of a later version. */
  readonly verdict: string
  /** Whether something failed or is worse. */
  readonly bad: boolean
  /** The run's page. */
  readonly url: string
  /** What was measured and how it came out; missing in comments of earlier versions. */
  readonly headline?: string
  /** What the commit was compared with, and how long it took: `against 1234567 · 60 s`; missing if there is nothing to say. */
  readonly basis?: string
  /** Earlier pushes and this one, oldest first. */
  readonly history: readonly Push[]
  /** Markdown; empty if there was no room for it. */
  readonly body: string
}

/** When a section was written. Of two sections with the same key, the later stamp wins. */
export interface Stamp {
  /** The run's number in its workflow. */
  readonly run: number
  readonly attempt: number
  /** ms since 1970, by the writer's clock. */
  readonly at: number
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(500))

/** Schema of the hidden marker of a section: everything except its body. */
export const sectionSchema: v.GenericSchema<unknown, Omit<Section, 'body'>> = v.object({
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  title: text,
  sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
  stamp: v.object({ run: whole, attempt: whole, at: whole }),
  verdict: v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/)),
  bad: v.boolean(),
  url: text,
  headline: v.exactOptional(text),
  basis: v.exactOptional(text),
  history: v.pipe(v.array(pushSchema), v.maxLength(100)),
})

/** A key made of the parts that identify a step. */
export function sectionKey(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

/** Negative if the first stamp is earlier. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a.run - b.run || a.attempt - b.attempt || a.at - b.at
}
