import type { Command } from 'commander'

import { parseHostPort, SERVER_VARIABLE } from '../address.ts'
import type { HostPort } from '../address.ts'
import { messageOf } from '../errors.ts'

/** The server that the environment names; `null` if it names none. An invalid name ends the command with a usage error. */
export function namedServer(command: Command): HostPort | null {
  const named = process.env[SERVER_VARIABLE] ?? ''
  if (named === '') return null
  try {
    return parseHostPort(named)
  } catch (error) {
    command.error(`error: ${SERVER_VARIABLE} in the environment is invalid. ${messageOf(error)}`)
  }
}
