import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readSpecReport } from '../../src/action/specs/read-spec-report.ts'
import { REPORT_VARIABLE } from '../../src/action/specs/spec-reporter.ts'
import { ROOT, run } from '../support/programs/processes.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-spec-reporter-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the error of a spec reaches the action without color codes, with its line', async () => {
  cpSync(join(ROOT, '__tests__/e2e/fixtures/colored'), folder, { recursive: true })
  const report = join(folder, 'report.json')
  const words = ['run', '--root', folder, `--reporter=${join(ROOT, 'dist/spec-reporter.js')}`]
  const env = { ...process.env, [REPORT_VARIABLE]: report }
  const ended = await run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...words], { env })
  expect(ended.code).toBe(1)
  expect(readSpecReport(readFileSync(report, 'utf8'), folder)?.specs).toMatchObject([
    { name: 'red', file: 'a.test.js', errors: [{ message: 'over by 5 ms', line: 5 }] },
  ])
})
