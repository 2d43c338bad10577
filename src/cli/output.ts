import {
  chmodSync,
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { writeDocument } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import type { Failure } from './exit.ts'
import { complain } from './say.ts'

/**
 * Makes sure, before anything is measured, that the file of `--output` can be written.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkOutput(file: string | undefined): void {
  if (file === undefined) return
  try {
    // Opened to append: the result of an earlier run stays until the new one is written.
    closeSync(openSync(file, 'a'))
  } catch (error) {
    throw usageError(`--output ${file} cannot be written: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

/** Writes the document to the file of `--output`. Returns why it could not be written; `null` if it was. */
export function saveOutput(file: string | undefined, document: ResultDocument): Failure | null {
  return file === undefined ? null : saveText(file, writeDocument(document))
}

/**
 * Writes a text to the file of `--output`, which stays as it was if that fails.
 * @returns why it could not be written; `null` if it was
 */
export function saveText(file: string, text: string): Failure | null {
  try {
    replaceFile(file, text)
    return null
  } catch (error) {
    const message = `--output ${file} could not be written: ${messageOf(error)}.`
    complain(message)
    return { code: 'ERR_WYNDRVR_VALUE', message }
  }
}

/** Writes beside the file, and renames. What is not a regular file, such as /dev/stdout or a pipe, is written to. */
function replaceFile(file: string, text: string): void {
  const target = realpathSync(file)
  const { mode } = statSync(target)
  if (!statSync(target).isFile()) return writeFileSync(file, text)
  const draft = `${target}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    chmodSync(draft, mode)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
