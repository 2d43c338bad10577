import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new path in the runner's temporary folder, which a runner empties after the job. Creates its parent folder. */
export function temporaryFile(name: string, extension: string): string {
  const folder = ownFolder()
  mkdirSync(folder, { recursive: true })
  return join(folder, `${name}-${randomUUID()}.${extension}`)
}

/** A new folder in the runner's temporary folder. */
export function temporaryFolder(name: string): string {
  const folder = join(ownFolder(), `${name}-${randomUUID()}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

function ownFolder(): string {
  return join(process.env['RUNNER_TEMP'] ?? tmpdir(), 'wyndrvr')
}
