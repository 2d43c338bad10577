import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { usageError } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { textIfAny } from '../../host/optional-files.ts'

/** A file to write. */
export interface Change {
  readonly path: string
  /** The file as it is; `null` if it does not exist. */
  readonly before: string | null
  /** The file as it should be; `null` if it is left alone. */
  readonly after: string | null
  /** Why it is left alone. */
  readonly reason: string | null
}

/** Writes a file that is new or changes. Returns what happened to it; `null` if its reason says that. */
export function settle({ path, before, after, reason }: Change): string | null {
  if (after === null) return reason === null ? `${path} exists and was left alone.` : null
  if (before === after) return `${path} needs no change.`
  write(path, after)
  return `${path} was ${before === null ? 'written' : 'changed'}.`
}

/** A file that is written if it does not exist. */
export function newFile(path: string, text: string): Change {
  const before = textIfAny(path)
  const after = before === null || before === text ? text : null
  return { path, before, after, reason: null }
}

/** Whether a file that exists would change. */
export function isEdit({ before, after }: Change): boolean {
  return before !== null && after !== null && before !== after
}

/** Writes a file, and the folders around it. */
export function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw usageError(`${path} cannot be written: ${messageOf(error)}.`, { cause: error })
  }
}
