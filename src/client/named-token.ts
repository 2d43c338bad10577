import { checkToken, TOKEN_VARIABLE } from '../protocol/token.ts'

/**
 * The token that a client proves: the one given, or that of the environment; `undefined` without either.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it cannot be used
 */
export function namedToken(given: string | undefined): string | undefined {
  const named = process.env[TOKEN_VARIABLE] ?? ''
  if (given !== undefined) return checkToken(given)
  return named === '' ? undefined : checkToken(named)
}
