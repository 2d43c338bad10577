import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { copyExamples, newProject, npm, packInto, VITESTS } from '../support/installed.ts'
import type { Project } from '../support/installed.ts'
import { isAlive, ROOT, run } from '../support/processes.ts'
import type { Ended } from '../support/processes.ts'
import { Job } from '../support/runner.ts'

let scratch = ''
let tarball = ''

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'wyndrvr-package-'))
  tarball = await packInto(scratch)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('the package holds what users need, and nothing else', async () => {
  const listed = await npm(ROOT, 'pack', '--json', '--dry-run', '--ignore-scripts')
  const [report]: { files: { path: string }[] }[] = JSON.parse(listed.stdout)
  const paths = report?.files.map(({ path }) => path) ?? []
  expect(new Set(paths.map((path) => path.split('/')[0]))).toEqual(
    new Set(['CHANGELOG.md', 'LICENSE', 'README.md', 'docs', 'lib', 'package.json', 'schema']),
  )
  // The action is bundled in dist/, which its users get by the repository's tag.
  expect(
    paths.filter((path) => !/^lib\/(?:harness|src\/(?!action\/)).*\.(?:js|d\.ts)$|^(?!lib\/)/.test(path)),
  ).toEqual([])
  expect(paths).toContain('lib/src/cli/wyndrvr.js')
})

describe.each(VITESTS)('installed beside vitest %s', (version) => {
  let project = ''
  let vitest: Project['vitest'] = async () => Promise.reject(new Error('There is no project yet.'))

  beforeAll(async () => {
    const made = await newProject(join(scratch, `vitest-${version}`), tarball, version)
    copyExamples(made)
    project = made.folder
    vitest = made.vitest
  }, 300_000)

  test('the example specs pass against a server of their own', async () => {
    const ended = await vitest(['specs/link.net.test.ts'])
    expect(`${ended.stdout}${ended.stderr}`).toMatch(/Tests\s+2 passed/)
    expect(ended.code).toBe(0)
  })

  test('WYNDRVR_SERVER names the server, and measurements reach the json reporter', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const ended = await vitest(['specs/link.net.test.ts', '--reporter=json'], {
      WYNDRVR_SERVER: `127.0.0.1:${server.address.port}`,
    })
    const path = join(project, '.vitest/json/output.json')
    const text = version === '5' ? readFileSync(path, 'utf8') : ended.stdout
    const specs = JSON.parse(text).testResults[0].assertionResults
    expect(specs[0].meta.wyndrvr[0]).toMatchObject({ kind: 'latency', sent: 100, received: 100 })
    expect(specs[1].meta.wyndrvr[0]).toMatchObject({ kind: 'throughput', bytes: 10_000_000 })
    expect(ended.code).toBe(0)
  })

  test('the example of a baseline is written, held against, and told of where the machine is another', async () => {
    const folder = join(project, 'specs/__baselines__/baseline.net.test.ts')
    const file = join(project, 'result.json')
    const reporters = ['--reporter=verbose', '--reporter=wyndrvr/vitest/reporter']
    const measured = async (
      env: NodeJS.ProcessEnv,
    ): Promise<Ended & { readonly document: ResultDocument }> => {
      // A machine that is too busy for figures to be trusted says so, and is asked again.
      for (;;) {
        const words = ['specs/baseline.net.test.ts', ...reporters, `--outputFile.wyndrvr=${file}`]
        const ended = await vitest(words, env)
        expect([ended.code, ended.code === 0 ? '' : ended.stdout + ended.stderr]).toEqual([0, ''])
        if (!ended.stdout.includes('Not judged: ')) {
          return { ...ended, document: readDocument(readFileSync(file, 'utf8'), file) }
        }
      }
    }

    const first = await measured({ CI: '' })
    expect(first.stdout).toMatch(/The baseline 'idle' was written: .*\. Commit it\./)
    expect(first.document.verdicts).toEqual([])
    const [name = ''] = readdirSync(folder)
    expect(name).toMatch(/^idle\.[\w-]+\.json$/)

    const second = await measured({ CI: 'true' })
    expect(second.stdout).not.toContain('The baseline')
    expect(second.document.verdicts).toMatchObject([
      { kind: 'baseline', verdict: 'pass', threshold: 'latency.p50 regress < 20% and < 100us' },
    ])
    expect(second.document.specs).toMatchObject([{ state: 'passed', judged: [0] }])

    const { environment, ...baseline } = readDocument(readFileSync(join(folder, name), 'utf8'), name)
    const client = { ...environment.client, cpuCount: 512 }
    writeFileSync(
      join(folder, 'idle.linux-x64-of-another.json'),
      writeDocument({ ...baseline, environment: { ...environment, client } }),
    )
    rmSync(join(folder, name))
    const elsewhere = await measured({ CI: 'true' })
    // Its name is that of a spec.
    rmSync(folder, { recursive: true })
    expect(elsewhere.stdout).toMatch(
      /There is no baseline 'idle' of this environment; there is one of another \(cores of the client: 512 then, \d+ now\)\. Nothing was compared\./,
    )
    expect(elsewhere.document.specs).toMatchObject([{ state: 'passed', judged: [] }])
  })

  test('a server that is not there fails the specs with a sentence', async () => {
    const ended = await vitest(['specs/link.net.test.ts'], { WYNDRVR_SERVER: '127.0.0.1:1' })
    expect(`${ended.stdout}${ended.stderr}`).toContain('Connecting to 127.0.0.1:1 was refused')
    expect(ended.code).toBe(1)
  })

  test('the action runs the specs with this vitest and reports them', async () => {
    using job = new Job({
      inputs: { suite: 'specs/link.net.test.ts', 'working-directory': project },
      env: { NO_COLOR: '1' },
    })
    const main = await job.main()
    const post = await job.post()
    expect(main.stdout).toMatch(/Tests\s+2 passed/)
    expect(main.outputs).toMatchObject({ passed: 'true', 'upload-mbps': '' })
    expect(Number(main.outputs['download-mbps'])).toBeGreaterThan(100)
    expect(main.summary).toContain('Specs: 2 passed')
    expect(main.summary).toMatch(/\| and carries enough \|/)
    expect([main.code, post.code]).toEqual([0, 0])
  })

  test('the examples and the tests of types type-check against the published types', async () => {
    cpSync(join(ROOT, '__tests__/types'), join(project, 'types'), { recursive: true })
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false']
    const target = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,esnext.disposable,dom']
    const files = globSync(['specs/**/*.ts', 'types/*.ts'], { cwd: project })
    expect(files.length).toBeGreaterThan(4)
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const words = [tsc, '--ignoreConfig', ...flags, ...target, '--types', 'node', ...files]
    const ended = await run(process.execPath, words, { cwd: project })
    expect(ended.stdout).toBe('')
    expect(ended.code).toBe(0)
  })

  test('a spec that fails makes the step red and is named', async () => {
    writeFileSync(join(project, 'specs/wrong.net.test.ts'), FAILING_SPEC)
    try {
      using job = new Job({ inputs: { suite: 'specs/wrong.net.test.ts', 'working-directory': project } })
      const main = await job.main()
      await job.post()
      expect(main.code).toBe(1)
      expect(main.stdout).toContain('::error::Failed: never that fast')
      expect(main.outputs['passed']).toBe('false')
      expect(main.summary).toContain('### wyndrvr: ❌ Failed: never that fast')
    } finally {
      rmSync(join(project, 'specs/wrong.net.test.ts'))
    }
  })

  test('a test that times out ends its measurement, and leaves no server behind', async () => {
    writeFileSync(join(project, 'specs/slow.net.test.ts'), SLOW_SPEC)
    try {
      const ended = await vitest(['specs/slow.net.test.ts'])
      const said = `${ended.stdout}${ended.stderr}`
      expect(said).toContain('Test timed out in 1500ms')
      expect(ended.code).toBe(1)
      const server = Number(/server process (\d+)/.exec(said)?.[1])
      expect(server).toBeGreaterThan(0)
      expect(isAlive(server)).toBe(false)
    } finally {
      rmSync(join(project, 'specs/slow.net.test.ts'))
    }
  })

  test('the bins run from node_modules/.bin', async () => {
    for (const [bin, words] of BINS) {
      const ended = await npm(project, 'exec', '--', bin, ...words)
      expect(ended.stdout).toContain('Usage: wyndrvr')
      expect(ended.code).toBe(0)
    }
  })
})

test('a suite without vitest, or without a matching file, is refused in one sentence', async () => {
  const folder = mkdtempSync(join(scratch, 'empty-'))
  using nothing = new Job({ inputs: { suite: '*.net.test.ts', 'working-directory': folder } })
  const unmatched = await nothing.main()
  await nothing.post()
  expect(unmatched.stdout).toContain("::error::The input suite matches no file: '*.net.test.ts'")
  cpSync(join(ROOT, 'examples/specs'), folder, { recursive: true })
  using missing = new Job({ inputs: { suite: '*.net.test.ts', 'working-directory': folder } })
  const refused = await missing.main()
  await missing.post()
  expect(refused.stdout).toContain('::error::The input suite needs vitest, and')
  expect([unmatched.code, refused.code]).toEqual([1, 1])
})

const BINS = [
  ['wyndrvr', ['--help']],
  ['wyndrvr-server', ['--help']],
  ['wyndrvr-client', ['--help']],
] as const

const FAILING_SPEC = `import { expect, test } from 'wyndrvr/vitest'

test('never that fast', async ({ link }) => {
  const latency = await link.latency({ count: 3 })
  expect(latency.avg).toBeLessThan(0)
})
`

const SLOW_SPEC = `import { execSync } from 'node:child_process'
import { test } from 'wyndrvr/vitest'

test('never ends', { timeout: 1500 }, async ({ link }) => {
  console.log('server process ' + execSync('pgrep -P ' + process.pid + ' -f background-entry', { encoding: 'utf8' }))
  await link.latency({ count: 1_000_000 })
})
`
