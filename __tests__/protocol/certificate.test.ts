import { expect, test } from 'vitest'

import { checkFingerprint } from '../../src/protocol/certificate.ts'

const DIGITS = 'ab'.repeat(31)
const WRITTEN = `${'AB:'.repeat(31)}0F`

test.each([`${DIGITS}0f`, `${DIGITS}0f`.toUpperCase(), WRITTEN, WRITTEN.toLowerCase(), `sha256:${DIGITS}0f`])(
  'a fingerprint may be written as %s',
  (given) => {
    expect(checkFingerprint(given)).toBe(WRITTEN)
  },
)

test.each(['', DIGITS, `${DIGITS}0g`, `${DIGITS}0f0f`, ` ${DIGITS}0f`, `sha1:${DIGITS}0f`, 7, null])(
  'a fingerprint that cannot be one is refused: %j',
  (given) => {
    expect(() => checkFingerprint(given)).toThrow(
      `The SHA-256 fingerprint of a certificate must have 64 hexadecimal digits, got '${String(given)}'.`,
    )
  },
)
