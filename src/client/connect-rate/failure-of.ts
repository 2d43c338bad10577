import type { ConnectFailure } from '../../results/types.ts'

/** The failure of a connection by the code of its error: those of OpenSSL and of certificates are of a handshake. */
export function failureOf(code: string): ConnectFailure {
  return FAILURES[code] ?? (/^ERR_(?:SSL|TLS|HTTP2)_|CERT/.test(code) ? 'protocol' : 'other')
}

const FAILURES: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'noPorts',
  EADDRINUSE: 'noPorts',
  EMFILE: 'noDescriptors',
  ENFILE: 'noDescriptors',
}
