import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { ROOT, run } from '../support/programs/processes.ts'
import { temporaryFolder } from './cli/commands.ts'

const UNIT = readFileSync(join(ROOT, 'examples/systemd/wyndrvr.service'), 'utf8')
const [, COMMAND = ''] = /^ExecStart=\/usr\/bin\/env wyndrvr (.*)$/m.exec(UNIT) ?? []

const folder = temporaryFolder()

describe.runIf(hasSystemd())("systemd's unit", () => {
  test('is one that systemd understands', async () => {
    expect(await verified(UNIT)).toBe('')
  })

  test('would not be, with a mistake in it', async () => {
    expect(await verified(UNIT.replace('KillMode=mixed', 'KillMode=mxied'))).toContain('mxied')
  })
})

test("systemd's unit starts a server with options that it has", async () => {
  const program = [join(ROOT, 'lib/wyndrvr.js'), ...COMMAND.split(' '), '--help']
  expect(COMMAND).toMatch(/^server /)
  expect(await run(process.execPath, program)).toMatchObject({ code: 0, stderr: '' })
})

/** What systemd says about a unit. */
async function verified(unit: string): Promise<string> {
  const file = join(folder, 'wyndrvr.service')
  writeFileSync(file, unit)
  const { stdout, stderr } = await run('systemd-analyze', [
    'verify',
    '--man=no',
    '--recursive-errors=no',
    file,
  ])
  return `${stdout}${stderr}`
}

function hasSystemd(): boolean {
  if (spawnSync('systemd-analyze', ['--version']).status === 0) return true
  process.stderr.write('systemd: skipped. It needs systemd-analyze, which is not in PATH.\n')
  return false
}
