import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { usageError, valueError } from '../src/check.ts'
import { WyndrvrError } from '../src/errors.ts'
import { takeMeasuringLock } from '../src/host/measuring-lock.ts'
import { connect } from '../src/index.ts'
import { printable, printableLine } from '../src/printable.ts'

test('control characters become escapes, and line breaks of a sentence stay', () => {
  expect(printable('a\u0000b\u001B[31m\r\nc\td\u202E')).toBe('a\\u0000b\\u001b[31m\\u000d\nc\td\\u202e')
  expect(printable('\u061C\u2067')).toBe('\\u061c\\u2067')
  expect(printableLine('a\nb')).toBe('a\\u000ab')
  expect(printable('µs, é, 𝓁 and 👩‍💻')).toBe('µs, é, 𝓁 and 👩‍💻')
})

test('errors contain no control characters, whatever they quote', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const errors = [new WyndrvrError('ERR_WYNDRVR_LOST', text), usageError(text), valueError('It is', text)]
      for (const { message } of errors) expect(message).not.toMatch(/[^\P{Cc}\n\t]/u)
    }),
  )
  expect(valueError('It is', 'a\nb').message).not.toContain('\n')
})

test.runIf(process.platform === 'linux')(
  'the NUL byte in the name of a lock is not in a sentence',
  async () => {
    const place = { path: `\0${'x'.repeat(300)}` }
    await expect(takeMeasuringLock({ place })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LISTEN',
      message: expect.not.stringMatching(/\p{Cc}/u),
    })
  },
)

test('a host with control characters is none', async () => {
  await expect(connect({ host: 'a\u001B[31mb' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: "host must be a name or an address, got 'a\\u001b[31mb'.",
  })
})
