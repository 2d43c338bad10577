import type { X509Certificate } from 'node:crypto'

import * as v from 'valibot'

import { valueError } from '../check.ts'

/** The first byte of a connection with TLS: the type of a handshake record (RFC 8446, section 5.1). No dialect begins with it. */
export const TLS_FIRST_BYTE = 0x16

/** Most payload bytes of one TLS record (RFC 8446, section 5.1). */
export const TLS_RECORD: number = 2 ** 14

/** A SHA-256 fingerprint as {@link fingerprintOf} writes it. */
export const fingerprintSchema = v.pipe(v.string(), v.regex(/^[\dA-F]{2}(?::[\dA-F]{2}){31}$/))

/** The SHA-256 fingerprint of a certificate, as `openssl x509 -fingerprint -sha256` prints it: `AB:CD:…`. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256
}

/**
 * Returns a SHA-256 fingerprint as {@link fingerprintOf} writes it. It may be given without colons and in lower case.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkFingerprint(given: unknown): string {
  const text = typeof given === 'string' ? given.replace(/^sha256[:=]/i, '') : ''
  const digits = text.replaceAll(':', '').toUpperCase()
  const fingerprint = digits.match(/../g)?.join(':') ?? ''
  if (/^[\da-f:]+$/i.test(text) && v.is(fingerprintSchema, fingerprint)) return fingerprint
  throw valueError('The SHA-256 fingerprint of a certificate must have 64 hexadecimal digits', given)
}
