import { Option } from 'commander'

import { usageError } from '../check.ts'
import { readPem } from '../client/read-pem.ts'
import type { TlsOptions } from '../client/wire/client-tls.ts'
import { checkFingerprint } from '../protocol/certificate.ts'
import type { ServerTlsOptions } from '../server/tls/server-tls.ts'
import { host, read } from './values.ts'

/** How a client secures its connections. Any of them turns TLS on. */
export interface TlsFlags {
  readonly tls?: boolean
  readonly tlsFingerprint?: string
  readonly tlsCa?: string
  readonly sni?: string
  readonly insecure?: boolean
}

/** The options of a client that secure its connections. */
export function tlsOptionsOf(): readonly Option[] {
  return [
    new Option('--tls', 'connect with TLS, and trust the authorities that Node trusts; UDP is not encrypted'),
    new Option(
      '--tls-fingerprint <sha256>',
      "connect with TLS, and trust the certificate with this fingerprint, which 'wyndrvr server --tls' prints",
    ).argParser((text) => read(text, checkFingerprint)),
    new Option('--tls-ca <file>', 'connect with TLS, and trust the authorities of this file (PEM)'),
    new Option(
      '--sni <name>',
      'connect with TLS, and ask for this server name (default: the host)',
    ).argParser(host),
    new Option('--insecure', 'connect with TLS, and accept any certificate').conflicts([
      'tlsFingerprint',
      'tlsCa',
    ]),
  ]
}

/**
 * How the flags secure connections; nothing without TLS.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the file cannot be read
 */
export function tlsOf({ tls, tlsFingerprint, tlsCa, sni, insecure }: TlsFlags): {
  readonly tls?: true | TlsOptions
} {
  const options: TlsOptions = {
    ...(tlsFingerprint !== undefined && { fingerprint: tlsFingerprint }),
    ...(tlsCa !== undefined && { ca: readPem('The file of --tls-ca', tlsCa) }),
    ...(sni !== undefined && { serverName: sni }),
    ...(insecure !== undefined && { insecure }),
  }
  return Object.keys(options).length > 0 ? { tls: options } : tls === true ? { tls } : {}
}

/** How a server offers TLS. */
export interface ServerTlsFlags {
  readonly tls?: boolean
  readonly tlsSelfSigned?: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly tlsOnly?: boolean
}

/** The options of a server that offer TLS. */
export function serverTlsOptions(): readonly Option[] {
  return [
    new Option(
      '--tls',
      'also accept TLS on the port, with a self-signed certificate made at start unless --tls-cert is given; prints its fingerprint',
    ),
    new Option('--tls-self-signed', '--tls, without --tls-cert').conflicts(['tlsCert', 'tlsKey']),
    new Option('--tls-cert <file>', 'certificate (PEM), followed by those of its authorities; implies --tls'),
    new Option('--tls-key <file>', 'its private key (PEM), without a passphrase'),
    new Option('--tls-only', 'refuse clients without TLS; implies --tls. UDP is not encrypted'),
  ]
}

/**
 * How the flags offer TLS.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if only one of certificate and key is given, or a file cannot be read
 */
export function serverTlsOf({
  tls,
  tlsSelfSigned,
  tlsCert,
  tlsKey,
  tlsOnly,
}: ServerTlsFlags): ServerTlsOptions {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw usageError(
      `--tls-cert and --tls-key belong together. Give ${tlsCert === undefined ? '--tls-cert' : '--tls-key'} too, or neither for a self-signed certificate.`,
    )
  if (tlsCert !== undefined && tlsKey !== undefined) {
    const pair = {
      cert: readPem('The file of --tls-cert', tlsCert),
      key: readPem('The file of --tls-key', tlsKey),
    }
    return { tls: pair, ...(tlsOnly === true && { tlsOnly }) }
  }
  if (tls !== true && tlsSelfSigned !== true && tlsOnly !== true) return {}
  return { tls: true, ...(tlsOnly === true && { tlsOnly }) }
}
