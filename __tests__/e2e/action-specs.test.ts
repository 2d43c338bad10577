import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { readNumbersFile } from '../../src/action/forks/numbers-file.ts'
import { takeMeasuringLock } from '../../src/host/measuring-lock.ts'
import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import { ALLOWED, CANNOT_PLACE } from '../support/machine/cpus-of.ts'
import { pullRequestEvent } from '../support/action/examples.ts'
import { HOSTILE } from '../support/documents/hostile.ts'
import { skipIfBusyStep } from '../support/machine/busy-machine.ts'
import { ROOT } from '../support/programs/processes.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { visibleLines } from '../support/action/visible-lines.ts'
import { runStep } from '../support/action/runner.ts'
import type { JobOptions, StepResult } from '../support/action/runner.ts'

const FIXTURES = join(ROOT, '__tests__/e2e/fixtures/action-specs')

const server = await startServer({ host: '127.0.0.1', port: 0 })

/** A checkout with vitest and wyndrvr installed, and a folder for specs. */
const checkout = realpathSync(mkdtempSync(join(tmpdir(), 'wyndrvr-checkout-')))
const folder = join(checkout, 'network')
mkdirSync(folder)
mkdirSync(join(checkout, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
symlinkSync(join(ROOT, 'node_modules/vitest'), join(checkout, 'node_modules/vitest'), 'junction')
symlinkSync(ROOT, join(checkout, 'node_modules/wyndrvr'), 'junction')
afterAll(async () => {
  await server.close()
  rmSync(checkout, { recursive: true, force: true })
})

test('the report shows what specs measured, with their names, on the CPUs of the input placement', async ({
  skip,
}) => {
  const placement = CANNOT_PLACE ? 'none' : String(ALLOWED[0])
  const main = await runSpec('measures', { placement })
  const document = readDocument(main.files['results'] ?? '', 'results')
  // The server is none of the action's.
  const placed = { asked: placement, programs: null, transfers: null, latency: placement, reason: null }
  if (!CANNOT_PLACE) expect(document.environment.placement).toEqual(placed)
  skipIfBusyStep(main, skip)
  expect(main.code).toBe(0)
  expect(main.outputs).toMatchObject({ passed: 'true', verdict: 'pass' })
  expect(Number(main.outputs['latency-p99'])).toBeGreaterThan(0)
  expect(main.summary).toContain('| the link answers | ✅ passed |')
  expect(main.summary).toContain('| not today | ⏭️ skipped |')
  expect(document.target).toMatchObject({ dialect: 'native', mode: 'thread' })
  expect(document.environment.server).not.toBeNull()
})

test('the document assigns what was measured, from where the input from says, to specs, which judge their own comparisons', async () => {
  // Elsewhere, the input is refused.
  const given = process.platform === 'linux' ? { from: "env 'A=b c'" } : {}
  const main = await runSpec('compares', { thresholds: 'latency.p50 < 10min', ...given })
  const { specs = [], measurements, comparisons, target } = readDocument(main.files['results'] ?? '', 'it')
  const measured = (measurement: number) => [{ measurement, target, via: null }]
  const facts = { file: 'it.net.test.js', state: 'passed', errors: [], compared: [], judged: [] }
  const places = comparisons.map((_, index) => index)
  // Every judged comparison has a verdict; those of thresholds follow.
  const judged = comparisons.filter((one) => one.judged !== false).map((_, index) => index)
  expect(specs).toEqual([
    { ...facts, name: 'one', attempts: 1, measured: measured(0) },
    { ...facts, name: 'two', attempts: 1, measured: measured(1) },
    { ...facts, name: 'compared', attempts: 1, measured: [], compared: places, judged },
    { ...facts, name: 'tried again', attempts: 2, measured: [], errors: [expect.any(String)] },
  ])
  expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput'])
  expect(comparisons.map(({ metric }) => metric)).toContain('latency.p50')
  const arm = process.platform === 'linux' ? { from: ['env', 'A=b c'] } : {}
  expect(comparisons[0]?.arms).toMatchObject({ base: arm, head: arm })
  expect(main.summary).toContain('(judged by its spec)')
  expect(main.code).toBe(0)
  expect(['pass', 'invalid']).toContain(main.outputs['verdict'])
  const { document } = readNumbersFile(main.files['artifact'] ?? '', 'the report')
  expect(document.specs?.map(({ name, state }) => [name, state])).toEqual(specs.map(() => ['', 'passed']))
})

test('specs whose wait for other measurements takes longer than the patience are not measured', async () => {
  const lock = await takeMeasuringLock()
  try {
    const inputs = { patience: '50ms', 'fail-on': 'never' }
    const main = await runSpec('measures', inputs, { WYNDRVR_OVERLAP: '' })
    const reason = `Another wyndrvr measurement is running on this machine (process ${process.pid}), even after 0.05 s.`
    expect(main.code).toBe(0)
    expect(main.outputs).toMatchObject({ verdict: 'invalid', passed: 'true' })
    expect(main.stdout).toContain(`::warning::${reason}`)
    expect(main.summary).toContain(`| the link answers | ⏭️ skipped: ${reason}`)
  } finally {
    await lock.release()
  }
})

describe('a run of which no spec could be judged', () => {
  const reason = '1 of 1 spec could not be judged. The reason: Not judged: '

  test('makes the step red by default, and says so if a fork cannot comment', async () => {
    const main = await runSpec('unjudged')
    expect(main.code).toBe(1)
    expect(main.outputs).toMatchObject({ verdict: 'invalid', passed: 'true' })
    expect(annotations(main)).toEqual([expect.stringContaining(`::error::${reason}`)])
    expect(main.summary).toContain('- 1 of 1 spec could not be judged')
    expect(readNumbersFile(main.files['artifact'] ?? '', 'the report')).toMatchObject({ unjudged: true })
  })

  test('warns with fail-on: never, and is limited by the plugin if the config has it', async () => {
    const main = await runSpec('unjudged', { 'fail-on': 'never' })
    expect(main.code).toBe(0)
    expect(main.stdout).toContain(`::warning::${reason}`)
    const config = join(folder, 'vitest.config.js')
    copyFileSync(join(FIXTURES, 'one-unjudged.config.js'), config)
    try {
      const limited = await runSpec('unjudged')
      expect(limited.outputs).toMatchObject({ verdict: 'invalid', passed: 'true' })
      expect(limited.code).toBe(0)
    } finally {
      rmSync(config)
    }
  })
})

test('a failed spec is annotated at its line, with its name', async () => {
  const main = await runSpec('fails')
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(annotations(main)).toEqual([
    '::error title=wyndrvr%3A never that fast,file=network/it.net.test.js,line=4,col=13::expected 5 to be less than 0',
    '::error::Failed: never that fast (expected 5 to be less than 0)',
  ])
})

test('of many failures, ten are annotations and five are unfolded in the comment, and both count the rest', async () => {
  await using api = await startGitHubApi()
  const main = await runSpec(
    'fails-often',
    { 'github-token': api.token },
    {},
    { event: pullRequestEvent(), apiUrl: api.url },
  )
  const shown = visibleLines(api.comments[0]?.body ?? '')
  expect(shown.length).toBeLessThanOrEqual(12)
  expect(shown.filter((line) => line.startsWith('Failed: '))).toHaveLength(5)
  expect(shown).toContain('Details and 25 more failures')
  expect(annotations(main)).toHaveLength(10)
  expect(annotations(main)).toContain('::error::22 more failures of specs are in the log.')
  expect(annotations(main).at(-1)).toMatch(/^::error::Failed: spec 0 .*… and 10 more\.$/)
})

test("with fail-on: worse, failed specs are warnings and the step is green; they run with the job's node", async () => {
  const [bin, ran] = [join(checkout, 'bin'), join(checkout, 'ran')]
  mkdirSync(bin)
  writeFileSync(ran, '')
  // On Windows, a script is not a program.
  const program = `#!/bin/sh\necho "$1" >> '${ran}'\nexec '${process.execPath}' "$@"\n`
  writeFileSync(join(bin, 'node'), program, { mode: 0o755 })
  const env = { PATH: `${bin}${delimiter}${process.env['PATH']}` }
  const main = await runSpec('fails', { 'fail-on': 'worse' }, env)
  if (process.platform !== 'win32') expect(readFileSync(ran, 'utf8')).toMatch(/^--version\n.*vitest/)
  expect(main.code).toBe(0)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(main.stdout).toContain(
    '::warning title=wyndrvr%3A never that fast,file=network/it.net.test.js,line=4',
  )
  expect(annotations(main)).toEqual([])
})

test.each([
  ['throws when it is loaded', 'throws', '::error::Failed: it.net.test.js (no such host)'],
  ['is not JavaScript', null, '::error::Failed: it.net.test.js ('],
  ['leaves an error unhandled', 'unhandled', '::error::A spec crashed: forgotten'],
  ['has no test', 'empty', '::error::Failed: it.net.test.js (No test suite found in file'],
  ['ends the process', 'exits', '::error::'],
  ['is killed', 'is-killed', '::error::'],
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
  writeFileSync(join(old, 'node_modules/vitest/package.json'), '{ "version": "4.0.18" }')
  writeFileSync(join(old, 'a.net.test.js'), '')
  const main = await runStep({ inputs: { suite: '*.net.test.js', 'working-directory': old } })
  expect(main.stdout).toContain(`::error::The input suite needs vitest 4.1 or newer, but ${old} has 4.0.18.`)
})

test('hostile names and messages of specs do not affect the runner, the summary or the outputs', async () => {
  const main = await runSpec('hostile', {}, { HOSTILE_TEXTS: JSON.stringify(HOSTILE) })
  expect(main.code).toBe(1)
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  const commands = obeyedCommands(main.stdout)
  expect(commands.filter((line) => !/^::(error|stop-commands)( title=wyndrvr|::)/.test(line))).toEqual([])
  const shown = main.summary
    .replaceAll(/<\/?(?:code|details|summary)>/g, '')
    .replace(/^```sh\nnpx vitest run [\w./ -]+\n```$/m, '')
  expect(shown).not.toMatch(/<|\]\(|^\s*```|@octocat|https:\/\/evil/m)
  expect(shown.match(/^#.*$/gm)).toEqual([expect.stringMatching(/^### ❌ Network: \d+ of \d+ specs failed$/)])
})

/** Runs the one spec of a fixture, as `it.net.test.js`; `null`: a file that is not JavaScript. */
async function runSpec(
  fixture: string | null,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
  given: Pick<JobOptions, 'event' | 'apiUrl'> = {},
): Promise<StepResult> {
  const path = join(folder, 'it.net.test.js')
  if (fixture === null) writeFileSync(path, 'test(')
  else copyFileSync(join(FIXTURES, `${fixture}.net.test.js`), path)
  return runStep({
    workspace: checkout,
    inputs: {
      suite: '*.net.test.js',
      'working-directory': 'network',
      server: `127.0.0.1:${server.address.port}`,
      ...inputs,
    },
    env,
    ...given,
  })
}

function annotations({ stdout }: StepResult): readonly string[] {
  return stdout.split('\n').filter((line) => line.startsWith('::error'))
}

/** The lines that a runner obeys as commands: none between `::stop-commands::word` and `::word::`. */
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
