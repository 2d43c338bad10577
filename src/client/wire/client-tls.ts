import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { ConnectionOptions, SecureContext } from 'node:tls'

import { checkHost, checkOptions, usageError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { loadTls } from '../../host/builtins.ts'
import { checkFingerprint, fingerprintOf } from '../../protocol/certificate.ts'

/** How a client makes sure that it talks to the right server. Without any of these, an authority that Node trusts has to vouch for it. */
export interface TlsOptions {
  /**
   * SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits with or without colons. Neither who signed the
   * certificate nor its names and dates matter then, unless `ca` is given too.
   */
  readonly fingerprint?: string | undefined
  /** The authorities that may have signed the certificate, in PEM, in place of those that Node trusts. */
  readonly ca?: string | undefined
  /** The name that the server is asked for (SNI) and that its certificate must have. Default: the host. */
  readonly serverName?: string | undefined
  /** Whether any certificate is accepted: then whoever is on the path can take the server's place. Default false. */
  readonly insecure?: boolean | undefined
}

/** What is checked, as workers get it. */
export interface ClientTls {
  readonly fingerprint: string | null
  readonly ca: string | null
  readonly serverName: string
  readonly insecure: boolean
  /** What the server has to speak (ALPN). Default: it is not asked. */
  readonly protocol?: 'h2'
}

/** Most characters of `ca`; the certificates of all authorities of a system have about 220,000. */
export const MOST_CA = 1024 * 1024

const OPTIONS: OptionNames<TlsOptions> = { fingerprint: true, ca: true, serverName: true, insecure: true }

/**
 * Checks the options.
 * @param host the server's, as it was given
 * @returns `undefined` without TLS
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function planClientTls(
  given: boolean | TlsOptions | null | undefined,
  host: string,
): ClientTls | undefined {
  if (given === undefined || given === null || given === false) return undefined
  const options = given === true ? {} : given
  checkOptions('tls', options, OPTIONS)
  const { fingerprint, ca, serverName = host, insecure = false } = options
  if (insecure && (fingerprint !== undefined || ca !== undefined))
    throw usageError(
      'insecure accepts any certificate, so fingerprint and ca cannot be given with it. Remove one of them.',
    )
  return {
    fingerprint: fingerprint === undefined ? null : checkFingerprint(fingerprint),
    ca: ca === undefined ? null : checkAuthorities(ca),
    serverName: checkHost('tls.serverName', serverName),
    insecure,
  }
}

function checkAuthorities(ca: string): string {
  const wrong = (why: string): Error =>
    usageError(`The certificates of tls.ca cannot be used: ${why}. They must be PEM.`)
  if (ca.length > MOST_CA) throw wrong(`they have more than ${MOST_CA} characters`)
  try {
    // It reads the first one. OpenSSL would take text without any for no authorities.
    fingerprintOf(new X509Certificate(ca))
    return ca
  } catch (error) {
    throw wrong(messageOf(error))
  }
}

/** What `tls.connect` needs to know. */
export function tlsOptions(tls: ClientTls): ConnectionOptions {
  const { fingerprint, ca, serverName, insecure, protocol } = tls
  return {
    secureContext: contextOf(tls),
    ...(protocol !== undefined && { ALPNProtocols: [protocol] }),
    // An address is no name (RFC 6066, section 3).
    ...(isIP(serverName) === 0 && { servername: serverName }),
    rejectUnauthorized: !insecure && (fingerprint === null || ca !== null),
    checkServerIdentity: (_, certificate) => loadTls().checkServerIdentity(serverName, certificate),
  }
}

/** Reading certificates takes longer than a handshake, so the connections of a client share them. */
const contexts = new WeakMap<ClientTls, SecureContext>()

function contextOf(tls: ClientTls): SecureContext {
  const context = contexts.get(tls) ?? loadTls().createSecureContext(tls.ca === null ? {} : { ca: tls.ca })
  contexts.set(tls, context)
  return context
}
