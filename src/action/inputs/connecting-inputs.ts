import * as core from '@actions/core'

import { readPem } from '../../client/read-pem.ts'
import type { TlsOptions } from '../../client/wire/client-tls.ts'
import { HTTP_VERSIONS } from '../../client/wire/http-target.ts'
import type { HttpVersion } from '../../client/wire/http-target.ts'
import { inputError } from './input-error.ts'
import { choice } from './input-parsers.ts'

/** How the step connects to the server, or to all arms of a comparison. */
export interface Connecting {
  readonly httpVersion?: HttpVersion
  /** In place of the certificate that an earlier step has named. */
  readonly tls?: TlsOptions
}

/**
 * Reads the inputs `http-version`, `tls-ca` and `insecure`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function connectingInputs(): Connecting {
  const path = core.getInput('tls-ca')
  const insecure = choice('insecure', ['on', 'off']) === 'on'
  if (insecure && path !== '')
    throw inputError('tls-ca', 'must be left out with insecure: on, which accepts any certificate', path)
  return {
    ...(core.getInput('http-version') !== '' && { httpVersion: choice('http-version', HTTP_VERSIONS) }),
    ...(path !== '' && { tls: { ca: readPem('The file of the input tls-ca', path) } }),
    ...(insecure && { tls: { insecure } }),
  }
}
