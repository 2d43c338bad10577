import { stripVTControlCharacters } from 'node:util'

/**
 * Text from outside (a host's name, a server's sentence) as one line that moves no cursor and sets no colour: without
 * a terminal's commands and control characters, and without what turns the direction of writing or is not seen.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim()
}
