import { parseNamedServer } from '../../client/wire/http-target.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import { PORT_PLACEHOLDER, withPort } from '../../compare/port-placeholder.ts'
import { inputError } from './input-error.ts'

/** One arm of a comparison, as a workflow names it. */
export interface ArmInput {
  /** Its address; a text has `{port}` in place of a free port, and so does the command. */
  readonly address: NamedServer | string
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

/** A program may listen on either loopback address. */
const FREE_LOOPBACK = `localhost:${PORT_PLACEHOLDER}`

/**
 * Reads a server (`host:port`, or a URL), a server and a command, or `command with {port}`; `null` if the input is empty.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function armInput(name: 'base' | 'head' | 'arms', text: string): ArmInput | null {
  const [first = '', command = ''] = splitFirst(text.trim())
  if (first === '') return null
  const address = addressOf(first)
  if (address !== null && address === first && !command.includes(PORT_PLACEHOLDER))
    throw inputError(
      name,
      `must have ${PORT_PLACEHOLDER} in the command too, which starts the program at that port, for example '${first} node proxy.js --port ${PORT_PLACEHOLDER}'`,
      text,
    )
  if (address !== null) return { address, command: command === '' ? null : command }
  if (text.includes(PORT_PLACEHOLDER)) return { address: FREE_LOOPBACK, command: text.trim() }
  throw inputError(
    name,
    `must be host:port or a URL, one of them and a command, or a command with ${PORT_PLACEHOLDER} in it, for example 'node server.js --port ${PORT_PLACEHOLDER}'`,
    text,
  )
}

/** The address of an arm, with a port in place of `{port}`. */
export function addressAt(address: ArmInput['address'], port: number): NamedServer {
  return typeof address === 'string' ? parseNamedServer(withPort(address, port)) : address
}

function splitFirst(text: string): readonly string[] {
  const match = /^(\S*)\s*([\s\S]*)$/.exec(text)
  return [match?.[1] ?? '', match?.[2] ?? '']
}

/** The address that a word is, which it stays itself if its port is to be chosen. */
function addressOf(word: string): NamedServer | string | null {
  try {
    if (word.includes(`:${PORT_PLACEHOLDER}`)) return addressAt(word, 1) && word
    return parseNamedServer(word)
  } catch {
    return null
  }
}
