import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { specNode } from '../../../src/action/specs/spec-node.ts'

test.skipIf(process.platform === 'win32').each([
  ['echo v24.1.0', 'node'],
  ['echo v22.12.0', 'node'],
  ['echo v22.11.9', process.execPath],
  ['echo v20.19.0', process.execPath],
  ['exit 1', process.execPath],
  [null, process.execPath],
])('if node on PATH is a script with %j, specs run with %s', (script, program) => {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-node-'))
  try {
    if (script !== null) writeFileSync(join(folder, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    expect(specNode({ PATH: folder })).toBe(program)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
