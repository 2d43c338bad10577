import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { loadTls } from '../../host/builtins.ts'
import { nanoseconds } from '../../host/clock.ts'
import { fingerprintOf } from '../../protocol/certificate.ts'
import type { TargetTls } from '../../results/types.ts'
import { limitText } from '../../text/time.ts'
import { readInto } from '../../transfer/read-into.ts'
import type { OnRead } from '../../transfer/read-into.ts'
import { tlsOptions } from './client-tls.ts'
import type { ClientTls } from './client-tls.ts'

/** How a connection is secured. */
export interface Secured {
  readonly facts: TargetTls
  /** Time (ms) of the handshake, from the open TCP connection until both ends can send. */
  readonly handshake: number
}

/**
 * Begins TLS on a connection that is open. They close together.
 * @param session an earlier one with the same server, to resume. Default: a full handshake
 */
export function secureOver(open: Socket, tls: ClientTls, onread: OnRead, session?: Buffer): TLSSocket {
  const socket = loadTls().connect({ ...tlsOptions(tls), socket: open, ...(session && { session }) })
  readInto(socket, onread)
  return socket
}

/**
 * Waits for the end of the TLS handshake on a connection that has just opened, and makes sure that the server is the right one.
 * @param name the server as errors call it
 * @throws {WyndrvrError} `ERR_WYNDRVR_CONNECT` if its certificate is not accepted, `ERR_WYNDRVR_PROTOCOL` if it does not speak
 * TLS, or `ERR_WYNDRVR_LOST`
 */
export async function handshaken(
  socket: TLSSocket,
  tls: ClientTls,
  name: string,
  stop: AbortSignal,
): Promise<Secured> {
  const begunAt = nanoseconds()
  try {
    await once(socket, 'secureConnect', { signal: stop })
    const handshake = (nanoseconds() - begunAt) / 1e6
    const shown = shownBy(socket)
    if (!isExpected(shown, tls)) throw otherCertificate(shown, tls, name)
    return { facts: { ...factsOf(socket, tls), fingerprint: shown }, handshake }
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    if (stop.aborted) throw stop.reason
    throw error instanceof WyndrvrError ? error : handshakeError(error, tls, name)
  }
}

/** Whether a server has the certificate that was expected, by the fingerprint of the one that it shows. */
export function isExpected(shown: string, { fingerprint }: ClientTls): boolean {
  return fingerprint === null || shown === fingerprint
}

/** The fingerprint of the certificate that the other end has shown. To be called once: Node hands it over only once. */
export function shownBy(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate()
  return certificate === undefined ? 'none' : fingerprintOf(certificate)
}

function otherCertificate(shown: string, { fingerprint }: ClientTls, name: string): WyndrvrError {
  const sentence = `The certificate of ${name} has the SHA-256 fingerprint ${shown}, but ${fingerprint} was expected. Is it the right server? One that makes its own certificate has a new one after each start.`
  return new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence)
}

function factsOf(
  socket: TLSSocket,
  { fingerprint, ca, insecure }: ClientTls,
): Omit<TargetTls, 'fingerprint'> {
  const verified = insecure ? null : fingerprint !== null && ca === null ? 'fingerprint' : 'authority'
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    verified,
  }
}

function handshakeError(cause: unknown, tls: ClientTls, name: string): WyndrvrError {
  const code = systemCodeOf(cause) ?? ''
  const failed = (error: 'CONNECT' | 'PROTOCOL' | 'LOST', sentence: string): WyndrvrError =>
    new WyndrvrError(`ERR_WYNDRVR_${error}`, sentence, { cause })
  if (NO_TLS.has(code)) return failed('PROTOCOL', `${name} answered without TLS. ${START_TLS}`)
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL') return noHttp2(name)
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return failed(
      'LOST',
      `${name} closed the connection during the TLS handshake: it does not speak TLS, or does not serve this client. ${START_TLS}`,
    )
  const reason = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `it is not for ${tls.serverName}` : REASONS[code]
  if (reason !== undefined)
    return failed('CONNECT', `The certificate of ${name} is not accepted: ${reason}. ${TRUST}`)
  return failed('CONNECT', `The TLS handshake with ${name} failed: ${messageOf(cause)}.`)
}

/** The error of a server that speaks TLS, and not HTTP/2 over it. */
export function noHttp2(name: string): WyndrvrError {
  const sentence = `${name} does not offer HTTP/2 over TLS (ALPN). Turn it on there, or measure over HTTP/1.1: --http-version 1.1.`
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
}

/** The error of a server that accepts a connection and answers nothing to the begin of TLS within the timeout (ms). */
export function handshakeTimeout(name: string, timeout: number): WyndrvrError {
  const sentence = `${name} accepted the connection and did not complete the TLS handshake within ${limitText(timeout)}. Does it speak TLS? ${START_TLS}`
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
}

const START_TLS = 'Start the server with --tls, or leave TLS out.'

const TRUST =
  'Give its fingerprint with --tls-fingerprint, or the authority that signed it with --tls-ca. --insecure accepts any certificate.'

/** What OpenSSL takes an answer for that is not a TLS record. */
const NO_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
])

const UNKNOWN_AUTHORITY = 'no authority that this client trusts has signed it'

const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
}
