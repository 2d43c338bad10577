import { parseHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { inputError } from './read-input.ts'

/** One arm of a comparison, as a workflow names it. */
export interface ArmInput {
  /** Where it answers; `null`: on a free port of loopback, which is put in the place of `{port}`. */
  readonly address: HostPort | null
  /** What starts it, as it stands; `null`: it runs already. */
  readonly command: string | null
}

/** What stands for the port in a command. */
export const PORT_PLACE = '{port}'

/**
 * Reads `host:port`, `host:port command`, or `command with {port}`; `null` where nothing is given.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function armInput(name: 'base' | 'head', text: string): ArmInput | null {
  const [first = '', command = ''] = splitFirst(text.trim())
  if (first === '') return null
  const address = addressOf(first)
  if (address !== null) return { address, command: command === '' ? null : command }
  if (text.includes(PORT_PLACE)) return { address: null, command: text.trim() }
  throw inputError(
    name,
    `must be host:port, host:port and a command, or a command with ${PORT_PLACE} in it, such as 'node server.js --port ${PORT_PLACE}'`,
    text,
  )
}

function splitFirst(text: string): readonly string[] {
  const match = /^(\S*)\s*([\s\S]*)$/.exec(text)
  return [match?.[1] ?? '', match?.[2] ?? '']
}

function addressOf(word: string): HostPort | null {
  try {
    return parseHostPort(word)
  } catch {
    return null
  }
}
