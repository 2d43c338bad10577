import { randomUUID } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { inputError } from './inputs/read-input.ts'

/** A new path below the runner's temporary folder, which a runner empties after the job. Its folder is made. */
export function temporaryFile(name: string, extension: string): string {
  const folder = join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'wyndrvr')
  mkdirSync(folder, { recursive: true })
  return join(folder, `${name}-${randomUUID()}.${extension}`)
}

/** A new folder there. */
export function temporaryFolder(name: string): string {
  const folder = join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'wyndrvr', `${name}-${randomUUID()}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * The folder that the input `working-directory` names.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where there is none
 */
export function workingFolder(workingDirectory: string): string {
  const folder = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', workingDirectory)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder
  throw inputError('working-directory', 'must name a folder, from the checkout on', workingDirectory)
}
