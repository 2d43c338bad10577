/* For files that may not be there: those of /proc vanish with their process, may belong to other users, and exist only on Linux. */
import { readdirSync, readFileSync } from 'node:fs'

/** The text of a file; `null` if it cannot be read. */
export function textIfAny(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The names in a folder; none if it cannot be read. */
export function namesIfAny(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The ids of all processes, on Linux. */
export function processIds(): readonly number[] {
  return namesIfAny('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}
