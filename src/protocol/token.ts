/**
 * Proof that both ends know the same token, without sending it: an HMAC-SHA-256 over the nonces of both, keyed with the token.
 * What is proved, and by whom, is part of what is signed, so that no proof can be used elsewhere.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import * as v from 'valibot'

import { usageError } from '../check.ts'

/** The environment variable that holds the token. */
export const TOKEN_VARIABLE = 'WYNDRVR_TOKEN'

/** Characters of a token: whoever sees an exchange of proofs can try shorter ones until they fit. */
export const TOKEN_LENGTH = { least: 16, most: 1024 } as const

/** 128 random bits in base64url. */
export const nonceSchema = v.pipe(v.string(), v.regex(/^[\w-]{22}$/))

/** 256 bits in base64url. */
export const proofSchema = v.pipe(v.string(), v.regex(/^[\w-]{43}$/))

/** What a client and a server said to each other before a proof. */
export interface Exchange {
  readonly clientNonce: string
  readonly serverNonce: string
  /** The session that a stream joins; `null`: the connection begins a session. */
  readonly session: string | null
}

/** A token of 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A nonce for one exchange. */
export function newNonce(): string {
  return randomBytes(16).toString('base64url')
}

/** The proof of one end that it knows the token. */
export function proofOf(token: string, by: 'client' | 'server', exchange: Exchange): string {
  const { clientNonce, serverNonce, session } = exchange
  const signed = ['wyndrvr token 1', by, clientNonce, serverNonce, session ?? '']
  return createHmac('sha256', token).update(signed.join('\n')).digest('base64url')
}

/** Whether a proof of the other end is right. It takes the same time whatever the proof is. */
export function isProof(given: string, token: string, by: 'client' | 'server', exchange: Exchange): boolean {
  const expected = Buffer.from(proofOf(token, by, exchange))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

/**
 * Returns a token that can be used. The error does not show it.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkToken(token: unknown): string {
  const { least, most } = TOKEN_LENGTH
  if (
    typeof token === 'string' &&
    token.length >= least &&
    token.length <= most &&
    !/[\p{Cc}\s]/u.test(token)
  )
    return token
  const hint = `It must have ${least} to ${most} characters and no white space. Make one with: openssl rand -hex 32`
  throw usageError(`The token is not valid. ${hint}`)
}
