import { isIP } from 'node:net'
import { hostname } from 'node:os'

import { currentDate } from '../../host/clock.ts'

/** A certificate and its key. */
export interface ServerCertificate {
  /** The certificate in PEM, followed by those of the authorities between it and a root. */
  readonly cert: string
  /** Its private key in PEM, without a passphrase. */
  readonly key: string
}

/** Years for which a certificate is valid: longer than a server runs. */
const YEARS = 10

/**
 * Makes a key (ECDSA P-256) and a certificate that it signs: for loopback, the name of this machine, and where the server listens.
 * @param host where it listens
 */
export async function selfSigned(host: string): Promise<ServerCertificate> {
  // Few servers need it, and it takes as long to load as the rest of a server.
  const { generate } = await import('selfsigned')
  const [notBeforeDate, notAfterDate] = [currentDate(), currentDate()]
  // The client's clock may be late.
  notBeforeDate.setDate(notBeforeDate.getDate() - 1)
  notAfterDate.setFullYear(notAfterDate.getFullYear() + YEARS)
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'wyndrvr' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames: namesFor(host) }],
  })
  return { cert, key }
}

type Name = { readonly type: 2; readonly value: string } | { readonly type: 7; readonly ip: string }

function namesFor(host: string): Name[] {
  const others = host === '0.0.0.0' || host === '::' ? [] : [host.replace(/%.*$/, '')]
  const names = new Set(['localhost', '127.0.0.1', '::1', hostname(), ...others])
  // A certificate holds ASCII only.
  const writable = [...names].filter((name) => /^[\w.:-]+$/.test(name))
  return writable.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name }))
}
