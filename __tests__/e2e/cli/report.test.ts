import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { writeDocument } from '../../../src/results/document.ts'
import { fullRun } from '../../report/example-runs.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import type { Ended } from '../../support/programs/processes.ts'

let folder = ''
let commands: OneProcess

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-report-'))
  commands = startOneProcess()
  for (const name of ['one.json', 'two.json']) writeFileSync(join(folder, name), writeDocument(fullRun()))
  writeFileSync(join(folder, 'other.json'), '{}')
})
afterAll(async () => {
  await commands[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('a report on a screen is the one that the client printed', async () => {
  const ended = await report('one.json')
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/^Results of 192\.0\.2\.7:5001/)
})

test.each([
  ['csv', /^run,started_at,.*\none\.json,.*\n(?:.*\n)*two\.json,/],
  ['junit', /^<\?xml.*\n<testsuites name="wyndrvr".*\n(?:.*\n)*<\/testsuites>\n$/],
  ['openmetrics', /^# TYPE wyndrvr_.*\n(?:.*\n)*# EOF\n$/],
  ['markdown', /^### ℹ️ Network, one/],
  ['html', /^<!doctype html>\n[^]*<h1>Network: 2 runs<\/h1>[^]*<svg role="img"[^]*<\/html>\n$/],
])('--format %s takes several documents', async (format, pattern) => {
  const ended = await report('one.json', 'two.json', '--format', format)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(pattern)
})

test('--output writes a file and nothing else', async () => {
  const ended = await report('one.json', '--format', 'json', '--output', 'copy.json')
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
  expect(JSON.parse(readFileSync(join(folder, 'copy.json'), 'utf8'))).toEqual(
    JSON.parse(writeDocument(fullRun())),
  )
})

test.each([
  [['nowhere.json'], 2, /^wyndrvr: nowhere\.json cannot be read: .*\n$/],
  [['other.json'], 3, /^wyndrvr: The result document other\.json has no schema; .*\n$/],
  [
    ['one.json', 'two.json', '--format', 'json'],
    2,
    /^wyndrvr: The format json holds one run, but 2 are given\./,
  ],
  [['one.json', '--output', 'no/such/folder'], 2, /^wyndrvr: --output no\/such\/folder cannot be written: /],
  [
    ['one.json', '--format', 'xml'],
    2,
    /Allowed choices are terminal, markdown, html, json, csv, junit, openmetrics, bencher, /,
  ],
  [[], 2, /missing required argument 'results'/],
] as const)('report %j is refused', async (words, code, pattern) => {
  const ended = await report(...words)
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(pattern)
})

async function report(...words: readonly string[]): Promise<Ended> {
  return commands.wyndrvr(['report', ...words], folder)
}
