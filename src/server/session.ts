import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret that all workers of one server share, so that each recognizes the sessions of the others. */
export function sessionSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A new session's id: 128 random bits and their HMAC, which proves that this server issued it. */
export function newSession(secret: string): string {
  const id = randomBytes(16).toString('base64url')
  return `${id}.${proof(id, secret)}`
}

/** Whether this server issued that session id. */
export function isSession(session: string, secret: string): boolean {
  const [id = '', given = ''] = session.split('.')
  const expected = Buffer.from(proof(id, secret))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

function proof(id: string, secret: string): string {
  return createHmac('sha256', secret).update(id).digest('base64url')
}
