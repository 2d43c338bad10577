import { checkFingerprint } from '../protocol/certificate.ts'

/** The environment variable with the SHA-256 fingerprint of the certificate of the server that `WYNDRVR_SERVER` names. */
export const FINGERPRINT_VARIABLE = 'WYNDRVR_SERVER_FINGERPRINT'

/**
 * How to trust the server that the environment names; nothing without TLS.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function namedCertificate(environment: NodeJS.ProcessEnv): {
  readonly tls?: { readonly fingerprint: string }
} {
  const named = environment[FINGERPRINT_VARIABLE] ?? ''
  return named === '' ? {} : { tls: { fingerprint: checkFingerprint(named) } }
}
