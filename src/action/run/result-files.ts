import { globSync, lstatSync } from 'node:fs'
import { relative, resolve } from 'node:path'

import { readResults } from '../../documents/read-results.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import { readText } from '../../host/read-text.ts'
import { MOST_ORIGINS } from '../../results/origins.ts'
import type { NamedDocument } from '../../results/split.ts'
import { inputError } from '../inputs/input-error.ts'

/** The documents that could be read, and a sentence for each file that could not. */
export interface ResultFiles {
  readonly documents: readonly NamedDocument[]
  readonly errors: readonly string[]
}

/**
 * Reads the files that match globs, relative to the checkout. They are data from other steps or jobs: nothing in them is run.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if a glob matches no file, or all of them too many
 */
export function readResultFiles(globs: readonly string[]): ResultFiles {
  const names = [...new Set(globs.flatMap(filesOf))]
  if (names.length > MOST_ORIGINS) {
    throw inputError('results', `must match at most ${MOST_ORIGINS} files`, `${names.length} files`)
  }
  const read = names.map(documentIn)
  return {
    documents: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    errors: read.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  }
}

/** A leg that uploaded nothing must not go unnoticed, so each glob has to match. */
function filesOf(glob: string): readonly string[] {
  const root = process.env['GITHUB_WORKSPACE'] ?? '.'
  const found = globSync(glob, { cwd: root })
    // A link in a checkout or an artifact could lead to any file of the runner, and errors quote what they cannot parse.
    .filter((file) => lstatSync(resolve(root, file), { throwIfNoEntry: false })?.isFile())
    .map((file) => relative(root, resolve(root, file)).replaceAll('\\', '/'))
    .toSorted()
  if (found.length > 0) return found
  throw inputError('results', 'must match files, each line at least one', glob)
}

function documentIn(name: string): NamedDocument | string {
  const path = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', name)
  try {
    return { name, document: readResults(readText(path), name) }
  } catch (error) {
    return error instanceof WyndrvrError
      ? error.message
      : `The result file ${name} cannot be read: ${messageOf(error)}.`
  }
}
