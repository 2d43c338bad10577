import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { addToHistory } from '../../../src/history/store.ts'
import { writeDocument } from '../../../src/results/document.ts'
import { historyEntry } from '../../../src/verdict/history-figures.ts'
import { commitOf, pastRuns } from '../../support/documents/past-runs.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'

const RUNS = 40
const STEP = 30

let folder = ''
let commands: OneProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-shift-'))
  commands = startOneProcess()
  const documents = pastRuns(RUNS + 1, (index) => (index < STEP ? 1 : 1.2))
  for (const [index, document] of documents.entries()) {
    writeFileSync(join(folder, `run-${index}.json`), writeDocument(document))
  }
  const place = { branch: 'main', job: 'default' }
  const entries = documents
    .slice(0, RUNS)
    .map((document, index) => historyEntry(document, { ...place, commit: commitOf(index) }))
  const added = await addToHistory({ store: join(folder, 'store'), ...place }, entries, {
    keep: 200,
    maxAge: null,
  })
  if (added.entries.length !== RUNS) throw new Error(`${added.file} has ${added.entries.length} entries`)
})
afterAll(async () => {
  await commands[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('a check of a run against a history', () => {
  const against = ['--history', 'store', '--branch', 'main']

  test('judges the latest change by a threshold with shift', async () => {
    const failed = await commands.wyndrvr(
      [
        'check',
        `run-${RUNS}.json`,
        '--threshold',
        'latency.p50 shift < 5%',
        '--threshold',
        'download shift < 5%',
        ...against,
      ],
      folder,
    )
    expect(failed).toMatchObject({ code: 1, stderr: '' })
    expect(failed.stdout).toMatch(
      /^ {2}FAILED {2}latency\.p50 shift < 5% {4}latency\.p50 became .+ with commit 101eccc .+ in 11 runs, .+; limit 5 %$/m,
    )
    expect(failed.stdout).toMatch(
      /^ {2}PASSED {2}download\.mbps shift < 5% {2}download\.mbps has not changed in 41 runs: /m,
    )
  })

  test.each([
    [['--history', 'store'], "--history is for thresholds with shift, such as 'latency.p50 shift < 5%'."],
    [
      ['--threshold', 'latency < 5ms', '--history', 'store'],
      "--history is for thresholds with shift, such as 'latency.p50 shift < 5%'. Give one, or remove it.",
    ],
    [
      ['--threshold', 'latency < 5ms', '--job', 'x'],
      '--branch and --job choose a history. Give --history too, or remove them.',
    ],
    [
      ['--threshold', 'latency shift < 5%'],
      "The threshold 'latency.p50 shift < 5%' needs a history of earlier runs. Give it with --history.",
    ],
  ])('refuses %j', async (words, sentence) => {
    const refused = await commands.wyndrvr(['check', 'run-0.json', ...words], folder)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain(sentence)
  })

  test('cannot judge a shift before the first run of a history', async () => {
    const words = ['check', 'run-0.json', '--threshold', 'latency shift < 5%', '--history', 'store']
    const open = await commands.wyndrvr([...words, '--branch', 'new'], folder)
    expect(open.code).toBe(3)
    expect(open.stdout).toContain('latency.p50 has no history of earlier runs')
    expect(open.stderr).toBe(
      "wyndrvr: The store store has no history of branch 'new', job 'default'. It has main.default.jsonl: add a run with wyndrvr history add, or choose with --branch and --job.\n",
    )
    const job = await commands.wyndrvr(
      [...words, '--branch', 'main', '--job', 'x', '--allow-invalid'],
      folder,
    )
    expect(job).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("branch 'main', job 'x'. It has main."),
    })
  })
})
