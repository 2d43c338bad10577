import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import { usageError } from '../../check.ts'

/**
 * The files in a folder that match a glob, except those in node_modules. Folders are excluded because baselines are kept
 * in folders with the names of specs.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if nothing matches
 */
export function specFiles(suite: string, folder: string): readonly string[] {
  const files = globSync(suite, { cwd: folder, exclude: (name) => name === 'node_modules' })
    .toSorted()
    .map((file) => resolve(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
  if (files.length > 0) return files
  throw usageError(`The input suite matches no file: '${suite}' in ${folder}.`)
}
