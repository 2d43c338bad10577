import * as core from '@actions/core'

import { namedToken } from '../../client/named-token.ts'
import { newToken, TOKEN_VARIABLE } from '../../protocol/token.ts'
import type { Inputs } from '../inputs/inputs.ts'

/**
 * The token of a server that the step starts: that of the environment, or else a random one; nothing with `server-token: off`.
 * The runner masks it in logs. The step's clients, their agents and specs find it in the environment.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if that of the environment cannot be used
 */
export function serverToken({ serverToken: wanted }: Pick<Inputs, 'serverToken'>): {
  readonly token?: string
} {
  if (!wanted) return {}
  const token = namedToken(undefined) ?? newToken()
  core.setSecret(token)
  core.setOutput('token', token)
  process.env[TOKEN_VARIABLE] = token
  return { token }
}
