import * as core from '@actions/core'

import type { ServerIdentity } from '../../server/start-server.ts'
import type { MeasuredServer } from '../inputs/inputs.ts'

/** How the step's clients trust a server that it has started; nothing without TLS. Sets the output with its fingerprint. */
export function shownCertificate({
  tls,
}: {
  readonly tls: ServerIdentity | null
}): Pick<MeasuredServer, 'tls'> {
  if (tls === null) return {}
  core.setOutput('tls-fingerprint', tls.fingerprint)
  return { tls }
}
