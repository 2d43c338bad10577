import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { vitestProgram } from '../../../src/action/specs/vitest-program.ts'
import { ROOT } from '../../support/programs/processes.ts'

test('the oldest vitest of the action is the oldest that the harness supports', () => {
  const { peerDependencies }: { readonly peerDependencies: { readonly vitest: string } } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  )
  const oldest = peerDependencies.vitest.match(/\d+\.\d+/)?.[0]
  expect(() => vitestProgram(folderWith('3.2.4'))).toThrow(`The input suite needs vitest ${oldest} or newer`)
})

test.each(['4.1.0', '4.2.0-beta.1', '5.0.0', '10.0.0'])('vitest %s is new enough', (version) => {
  expect(vitestProgram(folderWith(version))).toMatch(/vitest\.mjs$/)
})

test.each(['1.6.0', '4.0.18', ''])("vitest '%s' is too old", (version) => {
  expect(() => vitestProgram(folderWith(version))).toThrow(`has ${version}.`)
})

function folderWith(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules/vitest'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/vitest/package.json'), JSON.stringify({ version }))
  return folder
}
