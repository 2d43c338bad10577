import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import { checkOptions, usageError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { loadTls } from '../../host/builtins.ts'
import { printableLine } from '../../printable.ts'
import { fingerprintOf } from '../../protocol/certificate.ts'
import { selfSigned } from './self-signed.ts'
import type { ServerCertificate } from './self-signed.ts'

/** How a server offers TLS. */
export interface ServerTlsOptions {
  /**
   * Whether clients may use TLS, on the same port as those that do not. `true`: with a self-signed certificate that the server
   * makes when it starts. Default: without TLS.
   */
  readonly tls?: boolean | ServerCertificate
  /** Whether clients have to use TLS. UDP flows are not encrypted. Default false. */
  readonly tlsOnly?: boolean
}

/** How a server offers TLS, as workers get it. */
export interface ServerTls extends ServerCertificate {
  readonly only: boolean
  /** What session tickets are encrypted with, base64: a client can resume a session with any worker. */
  readonly ticketKeys: string
}

/** Bytes of the keys of session tickets. */
const TICKET_KEYS = 48

const CERTIFICATE: OptionNames<ServerCertificate> = { cert: true, key: true }

/**
 * Checks how a server offers TLS, and makes its certificate if it has none.
 * @param host where it listens, which a certificate that it makes is for
 * @returns `null` without TLS
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the certificate or the key cannot be used, or do not belong together
 */
export async function planServerTls(
  { tls = false, tlsOnly: only = false }: ServerTlsOptions,
  host: string,
): Promise<ServerTls | null> {
  if (tls === false) {
    if (only) throw usageError('tlsOnly needs a certificate. Give tls too.')
    return null
  }
  const ticketKeys = randomBytes(TICKET_KEYS).toString('base64')
  if (tls === true) return { ...(await selfSigned(host)), only, ticketKeys }
  checkOptions('tls', tls, CERTIFICATE)
  checkPair(tls)
  return { ...tls, only, ticketKeys }
}

/** The SHA-256 fingerprint of the certificate that a server shows. */
export function serverFingerprint({ cert }: ServerCertificate): string {
  return fingerprintOf(new X509Certificate(cert))
}

function checkPair({ cert, key }: ServerCertificate): void {
  const certificate = read('The certificate of the server', () => new X509Certificate(cert))
  const secret = read<KeyObject>('The key of the server', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(secret))
    throw usageError(
      `The key does not belong to the certificate of the server (${printableLine(certificate.subject).slice(0, 200)}). Give both of the same pair.`,
    )
  // What OpenSSL does not take for a server, such as a key that is too short.
  read('The certificate of the server', () => loadTls().createSecureContext({ cert, key }))
}

function read<T>(what: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw usageError(
      `${what} cannot be used: ${messageOf(error)}. It must be PEM, and a key without a passphrase.`,
    )
  }
}
