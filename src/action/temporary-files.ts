import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A new path in the runner's temporary folder, which a runner empties after the job: directly in that folder, so that a
 * runner of another user than a container's root can remove it.
 */
export function temporaryFile(name: string, extension: string): string {
  return join(parentFolder(), `wyndrvr-${name}-${randomUUID()}.${extension}`)
}

/** A new folder in the runner's temporary folder, which any user can empty. */
export function temporaryFolder(name: string): string {
  const folder = join(parentFolder(), `wyndrvr-${name}-${randomUUID()}`)
  mkdirSync(folder)
  // The mode of mkdir is subject to the umask.
  chmodSync(folder, 0o777)
  return folder
}

function parentFolder(): string {
  const folder = process.env['RUNNER_TEMP'] ?? tmpdir()
  mkdirSync(folder, { recursive: true })
  return folder
}
