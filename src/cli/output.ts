import { closeSync, openSync, realpathSync, statSync, writeFileSync } from 'node:fs'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { replaceFile } from '../host/replace-file.ts'
import { writeDocument } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import type { Failure } from './exit.ts'
import { complain } from './say.ts'

/** The flags that name a file to write. */
type FileFlag = '--output' | '--html'

/**
 * Makes sure, before anything is measured, that the file of a flag can be written.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkOutput(file: string | undefined, flag: FileFlag = '--output'): void {
  if (file === undefined) return
  try {
    // Opened to append: the result of an earlier run stays until the new one is written.
    closeSync(openSync(file, 'a'))
  } catch (error) {
    throw usageError(`${flag} ${file} cannot be written: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

/** Writes the document to the file of `--output`. Returns why it could not be written; `null` if it was. */
export function saveOutput(file: string | undefined, document: ResultDocument): Failure | null {
  return file === undefined ? null : saveText(file, writeDocument(document))
}

/** Writes the document as a page to the file of `--html`. Returns why it could not be written; `null` if it was. */
export async function savePage(file: string | undefined, document: ResultDocument): Promise<Failure | null> {
  if (file === undefined) return null
  // Charts take a library that nothing else needs.
  const { htmlReport } = await import('../report/html/html-report.ts')
  return saveText(file, htmlReport([{ name: file, document }]), '--html')
}

/**
 * Writes a text to the file of a flag, which stays as it was if that fails.
 * @returns why it could not be written; `null` if it was
 */
export function saveText(file: string, text: string, flag: FileFlag = '--output'): Failure | null {
  try {
    writeTo(file, text)
    return null
  } catch (error) {
    const message = `${flag} ${file} could not be written: ${messageOf(error)}.`
    complain(message)
    return { code: 'ERR_WYNDRVR_VALUE', message }
  }
}

/** Replaces a regular file. What is none, such as /dev/stdout or a pipe, is written to. */
function writeTo(file: string, text: string): void {
  const target = realpathSync(file)
  const found = statSync(target)
  if (found.isFile()) replaceFile(target, text, found.mode & PERMISSIONS)
  else writeFileSync(file, text)
}

const PERMISSIONS = 0o777
