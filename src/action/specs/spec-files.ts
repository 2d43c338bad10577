import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import { usageError } from '../../check.ts'

/**
 * The files that a glob matches below a folder, but for those of packages. Folders are none: baselines lie in folders that
 * have the names of specs.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where there is none
 */
export function specFiles(suite: string, folder: string): readonly string[] {
  const files = globSync(suite, { cwd: folder, exclude: (name) => name === 'node_modules' })
    .toSorted()
    .map((file) => resolve(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
  if (files.length > 0) return files
  throw usageError(`The input suite matches no file: '${suite}' in ${folder}.`)
}
