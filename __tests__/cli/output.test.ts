import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { writeBaseline } from '../../harness/matchers/baseline-file.ts'
import { saveText } from '../../src/cli/output.ts'
import { exampleDocument } from '../support/documents/documents.ts'

// Windows lets only some users make links.
test.skipIf(process.platform === 'win32').each([
  ['--output', (file: string) => saveText(file, 'new')],
  ['a baseline', (file: string) => writeBaseline(file, exampleDocument([]))],
])('%s is not written through a link that another user has prepared', (_, write) => {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-output-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [file, victim] = [join(folder, 'out.json'), join(folder, 'victim')]
  for (const path of [file, victim]) writeFileSync(path, 'old')
  symlinkSync(victim, `${file}.${process.pid}.tmp`)
  write(file)
  expect(readFileSync(victim, 'utf8')).toBe('old')
  expect(readFileSync(file, 'utf8')).not.toBe('old')
  expect(existsSync(victim)).toBe(true)
  expect(readdirSync(folder)).toHaveLength(3)
})
