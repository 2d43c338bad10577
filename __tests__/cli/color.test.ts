import { describe, expect, test } from 'vitest'

import { canRewrite, columnsOf, wantsColor } from '../../src/cli/color.ts'

const TERMINAL = { isTTY: true, columns: 100 }
const FILE = {}

describe('colors', () => {
  test.each([
    ['a terminal', TERMINAL, {}, true],
    ['a file', FILE, {}, false],
    ['NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR, which is none', TERMINAL, { NO_COLOR: '' }, true],
    ['NODE_DISABLE_COLORS', TERMINAL, { NODE_DISABLE_COLORS: '1' }, false],
    ['a dumb terminal', TERMINAL, { TERM: 'dumb' }, false],
    ['a CI log that claims to be a terminal', TERMINAL, { CI: 'true' }, false],
    ['CI=false', TERMINAL, { CI: 'false' }, true],
    ['FORCE_COLOR in a CI', FILE, { CI: 'true', FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR for a file', FILE, { FORCE_COLOR: '3' }, true],
    ['FORCE_COLOR against NO_COLOR', TERMINAL, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR=false', TERMINAL, { FORCE_COLOR: 'false' }, false],
    ['an empty FORCE_COLOR, which counts as unset', TERMINAL, { FORCE_COLOR: '', NO_COLOR: '1' }, false],
  ])('%s', (_, stream, env, wanted) => expect(wantsColor(stream, env)).toBe(wanted))
})

describe('the live line', () => {
  test.each([
    ['appears in a terminal', TERMINAL, {}, true],
    ['appears in a terminal without colors', TERMINAL, { NO_COLOR: '1' }, true],
    ['does not appear in a file, even with colors', FILE, { FORCE_COLOR: '1' }, false],
    ['does not appear in a CI log', TERMINAL, { CI: '1' }, false],
    ['does not appear in a dumb terminal', TERMINAL, { TERM: 'dumb' }, false],
  ])('%s', (_, stream, env, can) => expect(canRewrite(stream, env)).toBe(can))
})

test.each([
  [TERMINAL, 100],
  [FILE, 80],
  [{ isTTY: true, columns: 0 }, 80],
  [{ isTTY: true }, 80],
])('%j is %i columns wide', (stream, columns) => expect(columnsOf(stream)).toBe(columns))
