import { randomUUID } from 'node:crypto'
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a text beside a file and puts it in its place, so that the file stays as it was if that fails. Nobody can foresee the
 * name of the draft: in a folder that others may write to, a link of that name would lead to any file of this user.
 * @param mode permissions; by default those of a new file
 * @throws the system's error
 */
export function replaceFile(path: string, text: string, mode?: number): void {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    writeFileSync(draft, text, { flag: 'wx', ...(mode !== undefined && { mode }) })
    // The mode of a new file is subject to the umask.
    if (mode !== undefined) chmodSync(draft, mode)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
