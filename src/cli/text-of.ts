import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { readText } from '../host/read-text.ts'

/**
 * The text of a file that the user named.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it cannot be read or is too large
 */
export function textOf(path: string): string {
  try {
    return readText(path)
  } catch (error) {
    throw usageError(`${path} cannot be read: ${messageOf(error)}.`, { cause: error })
  }
}
