import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { readText } from '../host/read-text.ts'
import { MOST_CA } from './wire/client-tls.ts'

/**
 * Reads certificates or a private key.
 * @param file as the error begins: `The file of --tls-ca`
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the file cannot be read
 */
export function readPem(file: string, path: string): string {
  try {
    const text = readText(path)
    if (text.length > MOST_CA) throw new Error(`it has more than ${MOST_CA} characters`)
    return text
  } catch (error) {
    throw usageError(`${file} cannot be read: ${messageOf(error)}.`)
  }
}
