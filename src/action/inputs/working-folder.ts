import { statSync } from 'node:fs'
import { resolve } from 'node:path'

import { inputError } from './input-error.ts'

/**
 * The folder that the input `working-directory` names.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it does not exist
 */
export function workingFolder(workingDirectory: string): string {
  const folder = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', workingDirectory)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder
  throw inputError('working-directory', 'must be a folder, relative to the checkout', workingDirectory)
}
