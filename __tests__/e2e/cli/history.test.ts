import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { writeDocument } from '../../../src/results/document.ts'
import { commitOf, pastRuns } from '../../support/documents/past-runs.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import type { Ended } from '../../support/programs/processes.ts'

const RUNS = 40
const STEP = 30
const FILE = 'main.default.jsonl'

let folder = ''
let commands: OneProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-history-'))
  commands = startOneProcess()
  const documents = pastRuns(RUNS + 1, (index) => (index < STEP ? 1 : 1.2))
  for (const [index, document] of documents.entries()) {
    writeFileSync(join(folder, `run-${index}.json`), writeDocument(document))
  }
  for (const index of documents.slice(0, RUNS).keys()) {
    const { code, stderr } = await add(`run-${index}.json`, '--commit', commitOf(index))
    if (code !== 0 || stderr !== '') throw new Error(stderr)
  }
})
afterAll(async () => {
  await commands[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

describe('history add', () => {
  test('keeps one short line for each run', () => {
    const lines = readFileSync(join(folder, 'store', FILE), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(RUNS)
    for (const line of lines) expect(line.length).toBeLessThan(2000)
    expect(readdirSync(join(folder, 'store')).toSorted()).toEqual(['.gitattributes', FILE])
  })

  test('says what was new, known and dropped', async () => {
    const words = ['run-0.json', 'run-1.json', 'run-2.json', '--store', 'small', '--branch', 'main']
    expect(await history('add', ...words)).toEqual(
      ended('Added 3 runs to main.default.jsonl, which has 3 runs, 2024-10-01.\n'),
    )
    expect(
      await history('add', 'run-3.json', 'run-1.json', '--store', 'small', '--branch', 'main', '--keep', '2'),
    ).toEqual(
      ended(
        'Added 1 run to main.default.jsonl, which has 2 runs, 2024-10-01.\n1 run had been added before.\nDropped 2 old runs.\n',
      ),
    )
    const old = await history('add', 'run-4.json', '--store', 'small', '--branch', 'main', '--max-age', '1d')
    expect(old.stdout).toBe('Added 1 run to main.default.jsonl, which has 0 runs.\nDropped 3 old runs.\n')
  })

  test('leaves out what is not trustworthy, and exits with 3 if nothing is left', async () => {
    const [document] = pastRuns(1)
    if (document === undefined) throw new Error('one run')
    const validity = { ok: false, reasons: ['It stalled.'] }
    const [first, ...rest] = document.measurements
    const broken = document.measurements.map((one) => ({ ...one, validity }))
    writeFileSync(join(folder, 'broken.json'), writeDocument({ ...document, measurements: broken }))
    writeFileSync(
      join(folder, 'half.json'),
      writeDocument({ ...document, measurements: first ? [{ ...first, validity }, ...rest] : [] }),
    )
    expect(await add('broken.json', '--job', 'broken')).toEqual({
      ...ended(''),
      code: 3,
      stderr:
        'wyndrvr: broken.json: 2 of 2 measurements were not trustworthy and are left out.\nwyndrvr: broken.json has no trustworthy figure, so it is not added.\n',
    })
    expect(await add('half.json', '--job', 'half')).toMatchObject({
      code: 0,
      stderr: 'wyndrvr: half.json: 1 of 2 measurements was not trustworthy and is left out.\n',
    })
    expect(readFileSync(join(folder, 'store/main.half.jsonl'), 'utf8')).not.toContain('latency.p50')
  })
})

describe('history check', () => {
  test('exits with 1 and names the commit since which a metric is worse', async () => {
    const checked = await check()
    expect(checked).toMatchObject({ code: 1, stderr: '' })
    expect(checked.stdout).toMatch(
      /^History of main, job default: 40 runs, 2024-10-01 to 2024-10-02\n\nVerdicts:\n {2}WORSE {2}latency\.p50 {4}latency\.p50 became [\d.]+ % worse with commit 101eccc \(2024-10-02\): median 1\.\d\d ms in 10 runs, [\d.]+ ms in the 30 before; margin 5 %\n {2}SAME {3}download\.mbps {2}download\.mbps has not changed in 40 runs: median \d+ Mbps\n {2}1 worse, 1 same\n$/,
    )
  })

  test('exits with 0 within the margin, and for metrics that did not change', async () => {
    expect(await check('--margin', '30%')).toMatchObject({ code: 0, stderr: '' })
    const one = await check('--metric', 'download')
    expect(one).toMatchObject({ code: 0, stderr: '' })
    expect(one.stdout).not.toContain('latency')
  })

  test('accepts a change with --since, and exits with 3 on too few runs only if asked to', async () => {
    const since = ['--since', commitOf(STEP).slice(0, 7)]
    const accepted = await check(...since)
    expect(accepted).toMatchObject({ code: 0, stderr: '' })
    expect(accepted.stdout).toContain(
      '  NOT JUDGED  latency.p50    latency.p50 has 10 comparable runs; a change can be told from noise in 15 or more\n',
    )
    expect(await check(...since, '--fail-on-too-few')).toMatchObject({ code: 3 })
    expect(await check('--fail-on-too-few')).toMatchObject({ code: 1 })
  })

  test('prints the history and its verdicts as JSON', async () => {
    const { code, stdout, stderr } = await check('--json')
    expect(code).toBe(1)
    expect(stderr).toContain('  1 worse, 1 same\n')
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wyndrvr.history-report/1',
      branch: 'main',
      job: 'default',
      entries: RUNS,
      metrics: [
        {
          metric: 'latency.p50',
          unit: 'ms',
          better: 'lower',
          leftOut: 0,
          runs: { length: RUNS, 0: { at: '2024-10-01T00:00:00.000Z', commit: commitOf(0) } },
          levels: [
            { from: 0, runs: STEP },
            { from: STEP, runs: 10 },
          ],
          changes: [{ commit: commitOf(STEP) }],
        },
        { metric: 'download.mbps', levels: { length: 1 }, changes: [] },
      ],
      verdicts: [{ verdict: 'worse' }, { verdict: 'same' }],
    })
  })
})

describe('history show', () => {
  test('shows the course of each metric in a terminal, and when it changed', async () => {
    const shown = await show()
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    const lines = shown.stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('History of main, job default: 40 runs, 2024-10-01 to 2024-10-02')
    expect(lines[3]).toMatch(/^ {2}latency\.p50 +40 +1\.\d\d ms .*[\d.]+ % worse +101eccc/)
    expect(lines[4]).toMatch(/^ {2}download\.mbps +40 +\d+ Mbps .*- +-/)
    expect(lines.slice(6).join(' ')).toMatch(/^latency\.p50 became .+ worse with commit 101eccc .+ before\.$/)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('writes Markdown, a page with charts and JSON, also to a file', async () => {
    const markdown = await show('--format', 'markdown', '--last', '5')
    expect(markdown.stdout).toMatch(
      /^### History of <code>main<\/code>, job <code>default<\/code>\n\n40 runs, /,
    )
    expect(markdown.stdout).toMatch(
      /^\| <code>latency\.p50<\/code> \| 40 \| 1\.\d\d ms \| .+ worse \| commit 101eccc \(2024-10-02\) \|$/m,
    )
    expect(markdown.stdout.match(/^\| \d+ \| <code>/gm)).toHaveLength(5)
    const page = await show('--format', 'html', '--metric', 'latency')
    expect(page).toMatchObject({ code: 0, stderr: '' })
    expect(page.stdout).toMatch(/^<!doctype html>[^]*<h1>History of main, job default: 40 runs, /)
    expect(page.stdout.match(/<svg role="img"/g)).toHaveLength(1)
    expect(await show('--format', 'json', '--output', 'history.json')).toEqual(ended(''))
    const written: unknown = JSON.parse(readFileSync(join(folder, 'history.json'), 'utf8'))
    expect(written).toMatchObject({ entries: RUNS, verdicts: [] })
  })

  test('reads the other lines of a file that has hostile ones, and says which it ignored', async () => {
    mkdirSync(join(folder, 'hostile'))
    const file = join(folder, 'hostile', FILE)
    copyFileSync(join(folder, 'store', FILE), file)
    appendFileSync(file, '>>>>>>> theirs\n{"schema":"\u001B[2J"}\n')
    const shown = await history('show', '--store', 'hostile', '--branch', 'main')
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain('40 runs')
    expect(shown.stderr).toMatch(
      /^wyndrvr: Line 41 of main\.default\.jsonl is not valid JSON: .+\. It is ignored\.\nwyndrvr: Line 42 of .+\n$/,
    )
    expect(shown.stderr).not.toContain('\u001B')
  })
})

test.each<[readonly string[], string]>([
  [['show', '--branch', 'main'], "required option '--store <dir>' not specified"],
  [
    ['show', '--store', 'store', '--branch', 'none'],
    "The store store has no history of branch 'none', job 'default'. It has main.",
  ],
  [
    ['show', '--store', 'nowhere', '--branch', 'main'],
    "The store nowhere has no history of branch 'main', job 'default'. It does not exist: add a run",
  ],
  [
    ['check', '--store', 'store', '--branch', 'main', '--since', 'fffffff'],
    'The history has no run of the commit fffffff.',
  ],
  [
    ['check', '--store', 'store', '--branch', 'main', '--since', 'a b'],
    'It must be a hash, or a name of up to 100',
  ],
  [
    ['check', '--store', 'store', '--branch', 'main', '--metric', 'latency.p9'],
    "Unknown metric 'latency.p9'.",
  ],
  [['check', '--store', 'store', '--branch', ''], "--branch must have 1 to 255 characters, got ''."],
  [
    ['add', 'run-0.json', '--store', 'store', '--branch', 'main', '--keep', '0'],
    'It must be a whole number from 1 to 10000.',
  ],
  [
    ['add', 'run-0.json', '--store', 'store', '--branch', 'main', '--max-age', '1h'],
    'It must be a whole number from 1 to 36500.',
  ],
  [['add', 'nowhere.json', '--store', 'store', '--branch', 'main'], 'nowhere.json cannot be read: ENOENT'],
  [['remove'], "unknown command 'remove'"],
])('history %j is refused in a sentence', async (words, sentence) => {
  const refused = await history(...words)
  expect(refused.stderr).toContain(sentence)
  expect(refused.stderr).not.toContain('    at ')
  expect(refused).toMatchObject({ code: 2, stdout: '' })
})

test('an error of history check --json is JSON', async () => {
  for (const words of [
    ['--since', 'fffffff'],
    ['--since', 'a b'],
  ]) {
    const { code, stdout } = await check('--json', ...words)
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ERR_WYNDRVR_VALUE' } })
  }
})

async function history(...words: readonly string[]): Promise<Ended> {
  return commands.wyndrvr(['history', ...words], folder)
}

async function add(...words: readonly string[]): Promise<Ended> {
  return history('add', ...words, '--store', 'store', '--branch', 'main')
}

async function check(...words: readonly string[]): Promise<Ended> {
  return history('check', '--store', 'store', '--branch', 'main', ...words)
}

async function show(...words: readonly string[]): Promise<Ended> {
  return history('show', '--store', 'store', '--branch', 'main', ...words)
}

function ended(stdout: string): Ended {
  return { code: 0, signal: null, stdout, stderr: '' }
}
