import { expect, test } from 'vitest'

import { noCommand } from '../../src/printable.ts'

test.each([
  ['::error::x', ': :error::x'],
  ['  ::add-mask::x', '  : :add-mask::x'],
  ['a\n::error::x\n \t::x', 'a\n: :error::x\n \t: :x'],
  ['in a line ::error::x', 'in a line ::error::x'],
  ['see ##[error]x', 'see # [error]x'],
])('%j is printed as %j, which GitHub does not take for a command', (text, printed) => {
  expect(noCommand(text)).toBe(printed)
})
