import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { specFiles } from '../../../src/action/specs/spec-files.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-spec-files-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a spec is a file, but not in a folder of baselines or in node_modules', () => {
  mkdirSync(join(folder, 'network/__baselines__/idle.net.test.ts'), { recursive: true })
  mkdirSync(join(folder, 'node_modules/other'), { recursive: true })
  writeFileSync(join(folder, 'network/idle.net.test.ts'), '')
  writeFileSync(join(folder, 'node_modules/other/idle.net.test.ts'), '')
  expect(specFiles('**/*.net.test.ts', folder)).toEqual([join(folder, 'network/idle.net.test.ts')])
})

test.each(['*.net.test.ts', 'network'])('%s alone matches no file', (suite) => {
  mkdirSync(join(folder, 'network'))
  expect(() => specFiles(suite, folder)).toThrow(`The input suite matches no file: '${suite}' in ${folder}.`)
  expect(() => specFiles(suite, join(folder, 'nowhere'))).toThrow('matches no file')
})
