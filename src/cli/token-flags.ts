import { readFileSync } from 'node:fs'

import { Option } from 'commander'

import { usageError } from '../check.ts'
import { messageOf } from '../errors.ts'
import { namedToken } from '../client/named-token.ts'
import { TOKEN_LENGTH, TOKEN_VARIABLE } from '../protocol/token.ts'

/** Where a command line has its token. */
export interface TokenFlags {
  readonly token?: string
  readonly tokenFile?: string
}

/** The options that give a token. */
export function tokenOptions(): readonly Option[] {
  return [
    new Option('--token-file <file>', `file with the token; default: ${TOKEN_VARIABLE} in the environment`),
    new Option(
      '--token <token>',
      'the token itself; the process list shows it, so prefer the other two',
    ).conflicts('tokenFile'),
  ]
}

/**
 * The token of a command line or of the environment; nothing if neither has one.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function tokenOf({ token, tokenFile }: TokenFlags): { readonly token?: string } {
  const found = namedToken(tokenFile === undefined ? token : readToken(tokenFile))
  return found === undefined ? {} : { token: found }
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .slice(0, 4 * TOKEN_LENGTH.most)
      .trim()
  } catch (error) {
    throw usageError(`The token cannot be read from --token-file: ${messageOf(error)}.`)
  }
}
