import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, expect, test } from 'vitest'

import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { readDocument } from '../../src/results/document.ts'
import { HOSTILE } from '../support/documents/hostile.ts'
import { ROOT } from '../support/processes.ts'
import { Job } from '../support/runner.ts'
import type { StepResult } from '../support/runner.ts'

/** A checkout with vitest installed, and the specs in a folder of it. */
const checkout = realpathSync(mkdtempSync(join(tmpdir(), 'wyndrvr-checkout-')))
const folder = join(checkout, 'network')
mkdirSync(folder)
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'), 'junction')
afterAll(() => rmSync(checkout, { recursive: true, force: true }))

const HARNESS = pathToFileURL(join(ROOT, 'lib/harness/index.js')).href

test('what specs measure is reported, with their names', async () => {
  const main = await runSpec(`
    import { expect, test } from '${HARNESS}'
    test('the link answers', async ({ link }) => {
      expect((await link.latency({ count: 100 })).received).toBe(100)
    })
    test.skip('not today', () => undefined)`)
  expect(main.code).toBe(0)
  expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'pass' })
  expect(Number(main.outputs['latency-p99'])).toBeGreaterThan(0)
  expect(main.summary).toContain('| the link answers | ✅ passed |')
  expect(main.summary).toContain('| not today | ⏭️ skipped |')
  const document = readDocument(main.files['results'] ?? '', 'results')
  expect(document.target).toMatchObject({ dialect: 'native', mode: 'thread' })
  expect(document.environment.server).not.toBeNull()
})

test('the document says which measurement and which comparison is whose, and a spec judges what it compares', async () => {
  const main = await runSpec(
    `
    import { expect, test } from '${HARNESS}'
    test('one', async ({ link }) => void (await link.latency({ count: 3 })))
    test('two', async ({ link }) => void (await link.upload({ size: '1MB' })))
    test('compared', async ({ compare, server }) => {
      const arms = { base: server, head: server }
      const { comparisons } = await compare(arms, (each) => each.latency({ count: 10 }), { budget: '2s' })
      expect(comparisons.length).toBeGreaterThan(0)
    })
    test('tried again', { retry: 1 }, ({ task }) => expect(task.result.retryCount).toBe(1))`,
    { thresholds: 'latency.p50 < 10min' },
  )
  const { specs = [], measurements, comparisons, target } = readDocument(main.files['results'] ?? '', 'it')
  const measured = (measurement: number) => [{ measurement, target, via: null }]
  const facts = { file: 'it.net.test.js', state: 'passed', errors: [], compared: [], judged: [] }
  // Each has a verdict of its own, and those of thresholds come behind.
  const places = comparisons.map((_, index) => index)
  expect(specs).toEqual([
    { ...facts, name: 'one', attempts: 1, measured: measured(0) },
    { ...facts, name: 'two', attempts: 1, measured: measured(1) },
    { ...facts, name: 'compared', attempts: 1, measured: [], compared: places, judged: places },
    { ...facts, name: 'tried again', attempts: 2, measured: [], errors: [expect.any(String)] },
  ])
  expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput'])
  expect(comparisons.map(({ metric }) => metric)).toContain('latency.p50')
  expect(main.summary).toContain('(judged by its spec)')
  expect(main.code).toBe(0)
  expect(['pass', 'invalid']).toContain(main.outputs['verdict'])
  const { document } = readNumbersFile(main.files['report'] ?? '', 'the report')
  expect(document.specs?.map(({ name, state }) => [name, state])).toEqual(specs.map(() => ['', 'passed']))
})

test('a spec that fails is marked at its line, and named', async () => {
  const main = await runSpec(`import { expect, test } from 'vitest'

    test('never that fast', () => {
      expect(5).toBeLessThan(0)
    })`)
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(annotations(main)).toEqual([
    '::error title=wyndrvr%3A never that fast,file=network/it.net.test.js,line=4,col=17::expected 5 to be less than 0',
    '::error::Failed: never that fast (expected 5 to be less than 0)',
  ])
})

test('of many failures at most ten are annotations, and the rest is counted', async () => {
  const main = await runSpec(`import { expect, test } from 'vitest'
    for (let n = 0; n < 30; n += 1) test('spec ' + n, () => expect(n).toBe(-1))`)
  expect(annotations(main)).toHaveLength(10)
  expect(annotations(main)).toContain('::error::22 more failures of specs are in the log.')
  expect(annotations(main).at(-1)).toMatch(/^::error::Failed: spec 0 .*… and 10 more\.$/)
})

test('with fail-on: worse specs that fail are warnings, and the step is green', async () => {
  const main = await runSpec(
    `import { expect, test } from 'vitest'
    test('fails', () => expect(1).toBe(2))`,
    { 'fail-on': 'worse' },
  )
  expect(main.code).toBe(0)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(main.stdout).toContain('::warning title=wyndrvr%3A fails,file=network/it.net.test.js,line=2')
  expect(annotations(main)).toEqual([])
})

test.each([
  [
    'throws while it is loaded',
    `throw new Error('no such host')`,
    '::error::Failed: it.net.test.js (no such host)',
  ],
  ['is no JavaScript', 'test(', '::error::Failed: it.net.test.js ('],
  [
    'has an error that nobody handles',
    `import { test } from 'vitest'
     test('passes', () => { void Promise.reject(new Error('forgotten')) })
     test('waits', () => new Promise((resolve) => setTimeout(resolve, 50)))`,
    '::error::A spec crashed: forgotten',
  ],
  ['has no test', `import 'vitest'`, '::error::Failed: it.net.test.js (No test suite found in file'],
  ['ends the process', `process.exit(3)`, '::error::'],
  [
    'is killed',
    `import { test } from 'vitest'\ntest('dies', () => process.kill(process.pid, 'SIGKILL'))`,
    '::error::',
  ],
])(
  'a spec that %s makes the step red in one sentence, even with fail-on: never',
  async (_what, code, sentence) => {
    const main = await runSpec(code, { 'fail-on': 'never' })
    expect(main.code).toBe(1)
    const own = annotations(main).filter((line) => line.startsWith('::error::'))
    expect(own).toHaveLength(1)
    expect(own[0]).toContain(sentence)
    expect(own[0]).not.toContain('    at ')
  },
)

test('a vitest that is too old is refused in one sentence', async () => {
  const old = join(checkout, 'old')
  mkdirSync(join(old, 'node_modules/vitest'), { recursive: true })
  writeFileSync(join(old, 'node_modules/vitest/package.json'), '{ "version": "2.1.9" }')
  writeFileSync(join(old, 'a.net.test.js'), '')
  using job = new Job({ inputs: { suite: '*.net.test.js', 'working-directory': old } })
  const main = await job.main()
  await job.post()
  expect(main.stdout).toContain(`::error::The input suite needs vitest 3 or newer, but ${old} has 2.1.9.`)
})

test('hostile names and messages of specs do nothing to the runner, the summary or the outputs', async () => {
  const main = await runSpec(`import { test } from 'vitest'
    for (const [index, text] of ${JSON.stringify(HOSTILE)}.entries()) {
      test(index + ' ' + text, () => { throw new Error(text) })
      test(text + ' ' + index, () => console.log(text))
    }`)
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  const commands = obeyedCommands(main.stdout)
  expect(commands.filter((line) => !/^::(error|stop-commands)( title=wyndrvr|::)/.test(line))).toEqual([])
  const shown = main.summary.replaceAll(/<\/?(?:code|details|summary)>/g, '')
  expect(shown).not.toMatch(/<|\]\(|^\s*```|@octocat|https:\/\/evil/m)
})

/** Runs one spec of its own, the only one there is. */
async function runSpec(code: string, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  writeFileSync(join(folder, 'it.net.test.js'), code)
  using job = new Job({
    workspace: checkout,
    inputs: { suite: '*.net.test.js', 'working-directory': 'network', ...inputs },
  })
  const main = await job.main()
  await job.post()
  return main
}

function annotations({ stdout }: StepResult): readonly string[] {
  return stdout.split('\n').filter((line) => line.startsWith('::error'))
}

/** The lines that a runner takes for commands: none between `::stop-commands::word` and `::word::`. */
function obeyedCommands(stdout: string): readonly string[] {
  let resume: string | null = null
  return stdout.split(/\r?\n/).filter((line) => {
    const command = line.trimStart()
    if (resume !== null) {
      if (command === `::${resume}::`) resume = null
      return false
    }
    resume = /^::stop-commands::(.+)$/.exec(command)?.[1] ?? null
    return command.startsWith('::') || line.includes('##[')
  })
}
