import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { readText } from '../../src/host/read-text.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-text-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('reads a file that is longer than one read', () => {
  const path = join(folder, 'long.txt')
  const text = '0123456789é'.repeat(200_000)
  writeFileSync(path, text)
  expect(readText(path)).toBe(text)
})

test.runIf(process.platform === 'linux')('stops reading a device without an end', () => {
  expect(() => readText('/dev/zero')).toThrow('it has more than 128 MiB')
})

test('names the reason if the path is a folder', () => {
  expect(() => readText(folder)).toThrow('EISDIR')
})
