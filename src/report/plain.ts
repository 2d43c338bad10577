import { stripVTControlCharacters } from 'node:util'

/**
 * Untrusted text (a host name, a server's sentence) as one line without escape sequences, control characters, bidirectional
 * overrides and invisible characters.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim()
}
