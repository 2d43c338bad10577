import { parseNamedServer } from '../../client/wire/http-target.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import { PORT_PLACEHOLDER } from '../../compare/port-placeholder.ts'
import { inputError } from './input-error.ts'

/** One arm of a comparison, as a workflow names it. */
export interface ArmInput {
  /** Its address; `null`: a free loopback port, which replaces `{port}` in the command. */
  readonly address: NamedServer | null
  /** The command that starts it; `null`: it is already running. */
  readonly command: string | null
}

/** One of several arms. */
export interface NamedArmInput extends ArmInput {
  readonly name: string
}

/**
 * Reads a line for each arm: its name, a colon, and an arm as the inputs base and head have it. Empty if the input is empty.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function armInputs(name: 'arms', lines: readonly string[]): readonly NamedArmInput[] {
  return lines.map((line) => {
    const [, arm = '', text = ''] = /^([\w.-]+):\s+(.*)$/.exec(line) ?? []
    const read = armInput(name, text)
    if (read === null) {
      throw inputError(
        name,
        "must have a line for each arm with its name, a colon and the arm, for example 'haproxy: 127.0.0.1:9000'",
        line,
      )
    }
    return { name: arm, ...read }
  })
}

/**
 * Reads a server (`host:port`, or a URL), a server and a command, or `command with {port}`; `null` if the input is empty.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function armInput(name: 'base' | 'head' | 'arms', text: string): ArmInput | null {
  const [first = '', command = ''] = splitFirst(text.trim())
  if (first === '') return null
  const address = addressOf(first)
  if (address !== null) return { address, command: command === '' ? null : command }
  if (text.includes(PORT_PLACEHOLDER)) return { address: null, command: text.trim() }
  throw inputError(
    name,
    `must be host:port or a URL, one of them and a command, or a command with ${PORT_PLACEHOLDER} in it, for example 'node server.js --port ${PORT_PLACEHOLDER}'`,
    text,
  )
}

function splitFirst(text: string): readonly string[] {
  const match = /^(\S*)\s*([\s\S]*)$/.exec(text)
  return [match?.[1] ?? '', match?.[2] ?? '']
}

function addressOf(word: string): NamedServer | null {
  try {
    return parseNamedServer(word)
  } catch {
    return null
  }
}
