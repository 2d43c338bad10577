import type { Command } from 'commander'

import { SERVER_VARIABLE } from '../address.ts'
import { parseNamedServer } from '../client/wire/http-target.ts'
import type { NamedServer } from '../client/wire/http-target.ts'
import { messageOf } from '../errors.ts'

/** The server that the environment names; `null` if it names none. An invalid name ends the command with a usage error. */
export function namedServer(command: Command): NamedServer | null {
  const named = process.env[SERVER_VARIABLE] ?? ''
  if (named === '') return null
  try {
    return parseNamedServer(named)
  } catch (error) {
    command.error(`error: ${SERVER_VARIABLE} in the environment is invalid. ${messageOf(error)}`)
  }
}
