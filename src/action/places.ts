import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

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

/** The folder that the input `working-directory` names. */
export function workingFolder(workingDirectory: string): string {
  return resolve(process.env['GITHUB_WORKSPACE'] ?? '.', workingDirectory)
}
