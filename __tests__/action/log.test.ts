import { expect, test } from 'vitest'

import { plainLine } from '../../src/action/log.ts'
import { HOSTILE } from '../support/documents/hostile.ts'

test.each(HOSTILE)('%j becomes one line without a command', (text) => {
  const line = plainLine(text)
  expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
  expect(line.trimStart().startsWith('::')).toBe(false)
  expect(line).not.toContain('##[')
})
