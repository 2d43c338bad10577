import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { wyndrvr } from '../support/bins.ts'
import { blocksOf } from './blocks.ts'
import { copyExamples, newProject, NEWEST_VITEST, packInto } from '../support/installed.ts'
import type { Project } from '../support/installed.ts'
import { gone, isAlive, run } from '../support/processes.ts'
import type { Ended } from '../support/processes.ts'
import {
  COMPARE,
  CONFIG,
  CONFIG_WITH_PROJECTS,
  CONFIG_WITHOUT_PLUGIN,
  CRASHING,
  FAILING,
  FLAKY,
  LONG,
  MODES,
  PROGRAMS,
  SLOW,
  TURNS,
  UNIT,
} from '../support/specs.ts'

/** Milliseconds for suites that measure for half a minute by themselves, and take turns with others. */
const LONG_TEST = 240_000

let scratch = ''
let tarball = ''

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'wyndrvr-harness-'))
  tarball = await packInto(scratch)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(NEWEST_VITEST)('the harness beside vitest %s', (version) => {
  let installed: Project | null = null

  beforeAll(async () => {
    installed = await newProject(join(scratch, `vitest-${version}`), tarball, version)
  }, 300_000)

  beforeEach(() => {
    for (const leftover of [
      'specs',
      'unit',
      'out',
      'vitest.config.ts',
      'turns',
      '.vitest',
      '.vitest-reports',
    ]) {
      rmSync(join(project().folder, leftover), { recursive: true, force: true })
    }
  })

  test('the plugin runs the specs one file after another, behind the tests of others, and shows the figures', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'unit/unit.test.ts': UNIT, ...MODES })
    const ended = await project().vitest(['--reporter=verbose', '--outputFile=out/result.json'])
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    // Which of the two groups goes first is vitest's to say.
    const order = ended.stdout.match(/ ✓ (?:\|net\| specs|unit)\//g)?.map((line) => line.includes('unit'))
    expect(order).toHaveLength(4)
    expect([order?.at(0), order?.at(-1)]).toContain(true)
    expect(ended.stdout).toMatch(/ Network\n[^]*✓ process mode +latency .*avg [\d.]+ .s .* 0 of 5 lost/)
    const { measurements, specs = [], target, environment } = resultDocument()
    expect(new Set(specs.map(({ file, name, state }) => `${file} ${name} ${state}`))).toEqual(
      new Set([
        'specs/first.net.test.ts process mode passed',
        'specs/second.net.test.ts thread mode passed',
        'specs/second.net.test.ts both directions passed',
      ]),
    )
    expect(measurements).toHaveLength(4)
    expect(new Set(specs.flatMap(({ measured }) => measured.map(({ measurement }) => measurement)))).toEqual(
      new Set([0, 1, 2, 3]),
    )
    expect(target).toMatchObject({ host: '127.0.0.1', dialect: 'native' })
    expect(environment.server?.platform).toBe(process.platform)
    expect(ended.code).toBe(0)
  })

  test('without the plugin the same specs work in a project of the user', async () => {
    project().write({ 'vitest.config.ts': CONFIG_WITHOUT_PLUGIN, ...MODES })
    const ended = await project().vitest([
      '--reporter=default',
      '--reporter=wyndrvr/vitest/reporter',
      '--outputFile.wyndrvr=out/result.json',
    ])
    expect(said(ended)).toMatch(/Tests\s+3 passed/)
    expect(resultDocument().measurements).toHaveLength(4)
    expect(ended.code).toBe(0)
  })

  test('a list of projects keeps its projects, and those get the same', async () => {
    project().write({ 'vitest.config.ts': CONFIG_WITH_PROJECTS, 'unit/unit.test.ts': UNIT, ...MODES })
    const ended = await project().vitest(['--reporter=verbose', '--outputFile=out/result.json'])
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    expect(ended.stdout).toMatch(/\|mine\| unit\/unit\.test\.ts/)
    expect(ended.stdout.split(' Network\n')).toHaveLength(2)
    expect(resultDocument().measurements).toHaveLength(4)
    const filtered = await project().vitest(['--project=mine'])
    expect(said(filtered)).toMatch(/Tests\s+1 passed/)
    expect(said(filtered)).not.toContain('Network')
  })

  test('a target of the plugin is measured, and WYNDRVR_SERVER goes first', async () => {
    await using first = await startServer({ host: '127.0.0.1', port: 0 })
    await using second = await startServer({ host: '127.0.0.1', port: 0 })
    const config = CONFIG.replace('wyndrvr()', `wyndrvr({ target: '127.0.0.1:${first.address.port}' })`)
    project().write({ 'vitest.config.ts': config, 'specs/long.net.test.ts': LONG })
    await project().vitest(['--outputFile=out/result.json'])
    expect(resultDocument().target.port).toBe(first.address.port)
    const { port } = second.address
    await project().vitest(['--outputFile=out/result.json'], { WYNDRVR_SERVER: `127.0.0.1:${port}` })
    expect(resultDocument().target.port).toBe(port)
  })

  test('a failure is in the table, the summary, the document and at its line; json and junit beside are whole', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/failing.net.test.ts': FAILING })
    const summary = join(project().folder, 'out/summary.md')
    project().write({ 'out/summary.md': '' })
    const reporters = ['--reporter=json', '--reporter=junit', '--outputFile.junit=out/junit.xml']
    const ended = await project().vitest(
      [...reporters, '--outputFile.json=out/vitest.json', '--outputFile.wyndrvr=out/result.json'],
      { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: join(project().folder) },
    )
    expect(ended.code).toBe(1)
    const marked = said(ended).match(/^::error .*$/gm) ?? []
    expect(marked).toHaveLength(2)
    expect(marked[0]).toMatch(
      /^::error file=specs\/failing\.net\.test\.ts,line=5,col=\d+,title=wyndrvr%3A never 100%25%2C that fast::expected/,
    )
    expect(marked[0]).toMatch(/%0Alatency: (\(!\) )?avg [\d.]+ .s/)
    expect(said(ended)).toMatch(/× never 100%, that fast +latency/)
    expect(readFileSync(summary, 'utf8')).toContain('### wyndrvr: ❌ Failed: never 100')
    const [spec] = resultDocument().specs ?? []
    expect(spec).toMatchObject({ state: 'failed', attempts: 1 })
    expect(spec?.errors[0]).toMatch(/expected [\d.]+ to be less than 0/)
    const json: { numFailedTests: number } = JSON.parse(
      readFileSync(join(project().folder, 'out/vitest.json'), 'utf8'),
    )
    expect(json.numFailedTests).toBe(2)
    expect(readFileSync(join(project().folder, 'out/junit.xml'), 'utf8')).toContain('failures="2"')
  })

  test('a measurement that can not be over in time is refused at once', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/failing.net.test.ts': FAILING })
    const ended = await project().vitest(['-t', 'too long'])
    expect(said(ended)).toContain("This measurement needs about 75 s, the test's timeout is 60 s.")
  })

  test('a retried spec reports its last attempt', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/flaky.net.test.ts': FLAKY })
    const ended = await project().vitest(['--retry=2', '--outputFile=out/result.json'])
    expect(ended.stdout).toMatch(/✓ passes at last \(attempt 3\) +latency/)
    const { specs, measurements } = resultDocument()
    expect(specs).toMatchObject([{ name: 'passes at last', state: 'passed', attempts: 3 }])
    expect(measurements).toMatchObject([{ kind: 'latency', sent: 3 }])
    expect(ended.code).toBe(0)
  })

  test('a comparison is in the table, the summary and the document, and is planned as measurements are', async () => {
    project().write({
      'vitest.config.ts': CONFIG,
      'specs/compare.net.test.ts': COMPARE,
      'out/summary.md': '',
    })
    const summary = join(project().folder, 'out/summary.md')
    const ended = await project().vitest(['--outputFile=out/result.json'], { GITHUB_STEP_SUMMARY: summary })
    expect(said(ended)).toMatch(/Tests\s+1 failed \| 1 passed/)
    expect(said(ended)).toMatch(/✓ through a proxy +compare +\S/)
    expect(said(ended)).toContain("This measurement needs about 75 s, the test's timeout is 60 s.")
    const { comparisons, verdicts, specs } = resultDocument()
    expect(comparisons).toMatchObject([
      { metric: 'download.mbps', method: { burst: 1_000_000, budget: 3 }, arms: { base: { via: null } } },
    ])
    expect(comparisons[0]?.arms.head.via).toMatch(/^http-connect 127\.0\.0\.1:\d+$/)
    expect(verdicts).toMatchObject([{ kind: 'comparison', metric: 'download.mbps' }])
    expect(specs?.map(({ name, compared, judged }) => [name, compared, judged])).toEqual([
      ['through a proxy', [0], [0]],
      ['too long', [], []],
    ])
    expect(readFileSync(summary, 'utf8')).toContain('download')
  })

  test('shards are merged into one document', async () => {
    project().write({ 'vitest.config.ts': CONFIG, ...MODES })
    for (const shard of [1, 2]) {
      const ended = await project().vitest([`--shard=${shard}/2`, '--reporter=blob'])
      expect(ended.code).toBe(0)
    }
    const merged = await project().vitest(['--merge-reports', '--outputFile=out/result.json'])
    expect(said(merged)).toMatch(/Tests\s+3 passed/)
    expect(merged.stdout).toMatch(/ Network\n/)
    expect(resultDocument().measurements).toHaveLength(4)
    expect(resultDocument().environment.server?.platform).toBe(process.platform)
  })

  test('measurements of vitest processes, files, concurrent tests and the command line take turns', async () => {
    const files = { 'specs/a.net.test.ts': TURNS, 'specs/b.net.test.ts': TURNS }
    project().write({ 'vitest.config.ts': CONFIG_WITHOUT_PLUGIN, turns: '', ...files })
    const turns = join(project().folder, 'turns')
    const env = { WYNDRVR_OVERLAP: '0', TURNS: turns }
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const client = async (): Promise<Ended> => {
      const words = wyndrvr(`client --host 127.0.0.1 --port ${server.address.port} --test latency --json`)
      return run(process.execPath, words, { env: { ...process.env, ...env } })
    }
    const ended = await Promise.all([
      project().vitest(['--pool=threads'], env),
      project().vitest(['--isolate=false', '--maxWorkers=2'], env),
      client(),
      client(),
    ])
    expect(ended.map(({ code, stdout, stderr }) => [code, code === 0 ? '' : stdout + stderr])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    )
    // Each test writes when it has its turn and when it has had it.
    const noted = readFileSync(turns, 'utf8').trim().split('\n')
    expect(noted).toHaveLength(24)
    for (let line = 0; line < noted.length; line += 2) {
      expect(noted[line + 1]).toBe(noted[line]?.replace('in', 'out'))
    }
    // The wait is none of the test's time, and longer than its timeout.
    expect(said(ended[0])).toMatch(/Tests\s+6 passed/)
  })

  test('overlap lets tests measure at once', async () => {
    const free = TURNS.replace('/* options */', "test.override('overlap', true)")
    project().write({ 'vitest.config.ts': CONFIG, turns: '', 'specs/a.net.test.ts': free })
    const turns = join(project().folder, 'turns')
    const ended = await project().vitest([], { WYNDRVR_OVERLAP: '0', TURNS: turns })
    expect(said(ended)).toMatch(/Tests\s+3 passed/)
    expect(readFileSync(turns, 'utf8')).toMatch(/^in .*\nin .*\n/)
  })

  test('programs are started, awaited, shown when a test fails, and stopped with all that they have started', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/programs.net.test.ts': PROGRAMS })
    const ended = await project().vitest()
    expect(said(ended)).toMatch(/Tests\s+4 failed \| 1 passed/)
    expect(said(ended)).toContain('said before it failed')
    expect(said(ended)).not.toContain('said by one that passes')
    expect(said(ended)).toMatch(/The program .* was not ready after 0\.2 s\. It printed/)
    expect(said(ended)).toMatch(/The program .* ended before it was ready\. It printed:\s+not that/)
    expect(said(ended)).toMatch(
      /The program no-such-program could not be started: spawn no-such-program ENOENT/,
    )
    const pids =
      said(ended)
        .match(/(?<=^pid )\d+/gm)
        ?.map(Number) ?? []
    expect(pids.length).toBeGreaterThan(2)
    expect(pids.filter(isAlive)).toEqual([])
  })

  // Windows has no signals.
  test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'a run that is ended by %s leaves no process behind, and a document where it can',
    async (signal) => {
      project().write({ 'vitest.config.ts': CONFIG, 'specs/slow.net.test.ts': SLOW })
      const words = ['run', '--disable-console-intercept', '--outputFile=out/result.json']
      await using running = project().startVitest(words)
      const [, worker, program, server] = await running.printed(/measuring now (\d+) (\d+) (\d+)/)
      running.child.kill(signal)
      await running.ended
      await Promise.all([worker, program, server].map(async (pid) => gone(Number(pid))))
      if (signal === 'SIGKILL') return
      const { specs = [], measurements } = resultDocument()
      expect(specs.map(({ name, state }) => [name, state])).toEqual([
        ['first', 'passed'],
        ['second', 'skipped'],
      ])
      expect(measurements).toMatchObject([{ kind: 'latency', sent: 5 }])
    },
  )

  test('a worker that crashes loses nothing that was measured before', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/crashing.net.test.ts': CRASHING })
    const ended = await project().vitest(['--outputFile=out/result.json'])
    expect(ended.code).toBe(1)
    const { specs = [], measurements } = resultDocument()
    expect(specs.map(({ name, state }) => [name, state])).toEqual([
      ['first', 'passed'],
      ['second', 'skipped'],
    ])
    expect(measurements).toMatchObject([{ kind: 'latency', sent: 5 }])
  })

  test('in watch mode each run has its table and document', async () => {
    project().write({ 'vitest.config.ts': CONFIG, 'specs/long.net.test.ts': LONG })
    await using running = project().startVitest(['--watch', '--outputFile=out/result.json'], { CI: '' })
    await running.printed(/ Network\n.*latency.*5 lost/)
    await running.printed(/Waiting for file changes|press/i)
    rmSync(join(project().folder, 'out'), { recursive: true })
    project().write({ 'specs/long.net.test.ts': LONG.replace('count: 5', 'count: 7') })
    await running.printed(/ Network\n.*latency.*7 lost/)
    expect(resultDocument().measurements).toMatchObject([{ kind: 'latency', sent: 7 }])
  })

  test(
    'the examples pass with the plugin',
    async () => {
      copyExamples(project())
      project().write({ 'vitest.config.ts': CONFIG })
      // Other tests of ours may take the processor from a measurement.
      const ended = await project().vitest(['--retry=2'])
      expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
      // What a busy machine can't tell is left open.
      expect(said(ended)).toMatch(/Tests\s+\d+ passed(?: \| \d+ skipped)? \(14\)/)
      expect(ended.stdout).toMatch(/via http-connect 127\.0\.0\.1:\d+/)
    },
    LONG_TEST,
  )

  test(
    'every block of docs/reference/harness.md runs, in the order in which it stands there',
    async () => {
      const blocks = blocksOf('reference/harness.md')
      const code = blocks.filter(({ language }) => language === 'ts')
      expect(code.length).toBeGreaterThan(6)
      const files = code.map(({ text }) => [/^\/\/ (\S+)\n/.exec(text)?.[1] ?? 'unnamed', text])
      project().write(Object.fromEntries(files) as Record<string, string>)
      const shell = blocks
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => text.trim().split('\n'))
      // This has been done, with the package as it is packed here.
      expect(shell.shift()).toBe('npm install --save-dev wyndrvr vitest')
      for (const line of shell) {
        const [npx, program, ...words] = line.split(' ')
        expect(npx).toBe('npx')
        const init = program === 'wyndrvr'
        const ended = init
          ? await project().wyndrvr(...words)
          : await project().vitest([...words.slice(1), '--retry=2'])
        expect([line, ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([line, 0, ''])
        // What can't be told on a busy machine leaves the spec of its matcher open.
        if (!init) expect(said(ended)).toMatch(/Tests\s+(?:15 passed|14 passed \| 1 skipped)/)
      }
      expect(
        readDocument(readFileSync(join(project().folder, 'results/network.json'), 'utf8'), 'file').specs,
      ).toHaveLength(15)
      const told = blocks.filter(({ language }) => !['ts', 'sh'].includes(language))
      expect(told.map(({ text }) => text.split('\n')[0])).toEqual([' Network'])
    },
    LONG_TEST,
  )

  function project(): Project {
    if (installed === null) throw new Error('There is no project yet.')
    return installed
  }

  function resultDocument(): ResultDocument {
    const path = join(project().folder, 'out/result.json')
    expect(existsSync(path)).toBe(true)
    return readDocument(readFileSync(path, 'utf8'), path)
  }
})

function said({ stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`
}
