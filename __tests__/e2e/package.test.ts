import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, inject, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import {
  copyExamples,
  installed,
  newProject,
  NEWEST_VITEST,
  packed,
  said,
  VITESTS,
} from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import { isAlive, ROOT, run } from '../support/programs/processes.ts'
import type { Ended } from '../support/programs/processes.ts'
import { Job } from '../support/action/runner.ts'

const OUTPUT = '--outputFile.wyndrvr=out/result.json'

const REPORTERS = ['--reporter=verbose', '--reporter=wyndrvr/vitest/reporter']

test('the package holds what users need, and nothing else', async () => {
  const paths = (await packed()).files.map(({ path }) => path)
  expect(new Set(paths.map((path) => path.split('/')[0]))).toEqual(
    new Set(['CHANGELOG.md', 'LICENSE', 'README.md', 'docs', 'examples', 'lib', 'package.json', 'schema']),
  )
  // The action is bundled in dist/, which its users get by the repository's tag.
  expect(
    paths.filter(
      (path) =>
        !/^lib\/(?:[a-z\d-]+\.js|licenses\.txt|types\/(?!src\/action\/).*\.d\.ts)$|^(?!lib\/)/.test(path),
    ),
  ).toEqual([])
  expect(paths).toContain('lib/wyndrvr.js')
  expect(paths).toContain('lib/licenses.txt')
})

describe.each(VITESTS)('installed beside vitest %s', (version) => {
  let project: Project

  beforeAll(async () => {
    project = await projectWithExamples(version)
  }, 300_000)

  test('specs pass against a server of their own, and one that times out leaves no server behind', async () => {
    const files = ['specs/counts.net.test.ts', 'specs/slow.net.test.ts']
    const ended = await project.vitest([...files, '--no-file-parallelism', ...REPORTERS, OUTPUT])
    expect(said(ended)).toMatch(/Tests\s+1 failed \| 3 passed/)
    expect(project.result().specs?.map(({ file, state }) => `${file} ${state}`)).toEqual(
      expect.arrayContaining(['specs/counts.net.test.ts passed', 'specs/slow.net.test.ts failed']),
    )
    expect(said(ended)).toContain('Test timed out in 1500ms')
    expect(ended.code).toBe(1)
    const server = Number(/server process (\d+)/.exec(said(ended))?.[1])
    expect(server).toBeGreaterThan(0)
    expect(isAlive(server)).toBe(false)
  })
})

describe.each(NEWEST_VITEST)('in a project beside vitest %s', (version) => {
  let project: Project

  beforeAll(async () => {
    project = await projectWithExamples(version)
  }, 300_000)

  test('the examples and the tests of types type-check against the published types', async () => {
    cpSync(join(ROOT, '__tests__/types'), join(project.folder, 'types'), { recursive: true })
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false']
    const target = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,esnext.disposable,dom']
    const files = globSync(['specs/**/*.ts', 'types/*.ts'], { cwd: project.folder })
    expect(files.length).toBeGreaterThan(4)
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const words = [tsc, '--ignoreConfig', ...flags, ...target, '--types', 'node', ...files]
    const ended = await run(process.execPath, words, { cwd: project.folder })
    expect(ended.stdout).toBe('')
    expect(ended.code).toBe(0)
  })

  test('WYNDRVR_SERVER names the server, and measurements reach the json reporter', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const ended = await project.vitest(['specs/counts.net.test.ts', '--reporter=json'], {
      WYNDRVR_SERVER: `127.0.0.1:${server.address.port}`,
    })
    const path = join(project.folder, '.vitest/json/output.json')
    const text = version === '5' ? readFileSync(path, 'utf8') : ended.stdout
    const specs = JSON.parse(text).testResults[0].assertionResults
    expect(specs[0].meta.wyndrvr[0]).toMatchObject({ kind: 'latency', sent: 100, received: 100 })
    expect(specs[1].meta.wyndrvr[0]).toMatchObject({ kind: 'throughput', bytes: 10_000_000 })
    expect(ended.code).toBe(0)
  })

  test('the baseline example writes one, is compared with it, and reports one of another machine', async () => {
    const folder = join(project.folder, 'specs/__baselines__/baseline.net.test.ts')
    const WORDS = ['specs/baseline.net.test.ts', ...REPORTERS, OUTPUT]
    const measured = async (
      env: NodeJS.ProcessEnv,
    ): Promise<Ended & { readonly document: ResultDocument }> => {
      // Figures from a busy machine may be untrustworthy; the spec then runs again.
      for (;;) {
        const ended = await project.vitest(WORDS, env)
        if (ended.stdout.includes('Not judged: ')) continue
        expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
        return { ...ended, document: project.result() }
      }
    }

    const first = await measured({ CI: '' })
    expect(first.stdout).toMatch(/Wrote the baseline 'idle' to .*\. Commit it\./)
    expect(first.document.verdicts).toEqual([])
    const [name = ''] = readdirSync(folder)
    expect(name).toMatch(/^idle\.[\w-]+\.json$/)

    const second = await measured({ CI: 'true' })
    expect(second.stdout).not.toContain('Wrote the baseline')
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
    const elsewhere = await project.vitest(WORDS, { CI: 'true' })
    // Its name matches the pattern of specs.
    rmSync(folder, { recursive: true })
    expect(elsewhere.stdout).toMatch(
      /no baseline 'idle' exists for this environment, only for another one \(CPUs of the client: 512 then, \d+ now\)\./,
    )
    const { specs, verdicts } = project.result()
    expect(specs).toMatchObject([{ state: 'skipped', judged: [0] }])
    expect(verdicts).toMatchObject([{ kind: 'baseline', verdict: 'invalid' }])
    expect(elsewhere.stderr).toContain('Nothing was judged: the only spec was skipped.')
    expect(elsewhere.code).toBe(1)
  })

  test('an unreachable server fails the specs at their lines, and the error says where its address came from', async () => {
    const ended = await project.vitest(['specs/counts.net.test.ts'], { WYNDRVR_SERVER: '127.0.0.1:1' })
    expect(said(ended)).toContain('Connecting to 127.0.0.1:1 failed: the connection was refused')
    expect(said(ended)).toContain('WYNDRVR_SERVER in the environment')
    // Where each of them is declared: a fixture connects before its first line.
    for (const line of [4, 9])
      expect(said(ended)).toMatch(new RegExp(`❯ specs/counts\\.net\\.test\\.ts:${line}:`))
    expect(said(ended)).not.toContain('measurement: ')
    expect(ended.code).toBe(1)
  })

  test('the action runs the specs with this vitest and reports them', async () => {
    using job = new Job({
      inputs: { suite: 'specs/counts.net.test.ts', 'working-directory': project.folder },
      env: { NO_COLOR: '1' },
    })
    const main = await job.main()
    const post = await job.post()
    expect(main.stdout).toMatch(/Tests\s+2 passed/)
    expect(main.outputs).toMatchObject({ passed: 'true', 'upload-mbps': '' })
    expect(Number(main.outputs['download-mbps'])).toBeGreaterThan(100)
    expect(main.summary).toContain('Specs: 2 passed')
    expect(main.summary).toMatch(/\| every byte arrives \|/)
    expect([main.code, post.code]).toEqual([0, 0])
  })

  test('a spec that fails makes the step red and is named', async () => {
    using job = new Job({
      inputs: { suite: 'specs/wrong.net.test.ts', 'working-directory': project.folder },
    })
    const main = await job.main()
    await job.post()
    expect(main.code).toBe(1)
    expect(main.stdout).toContain('::error::Failed: never that fast')
    expect(main.outputs['passed']).toBe('false')
    expect(main.summary).toContain('- Failed&#58; never that fast')
  })
})

test('the bins run from node_modules/.bin', async () => {
  const [version = ''] = NEWEST_VITEST
  const folder = await installed(version)
  const bins = { wyndrvr: 'wyndrvr', 'wyndrvr-server': 'wyndrvr server', 'wyndrvr-client': 'wyndrvr client' }
  for (const [bin, usage] of Object.entries(bins)) {
    const path = join(folder, 'node_modules/.bin', bin)
    const ended = await run(path, ['--help'], { shell: process.platform === 'win32' })
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(`^Usage: ${usage} \\[`) })
  }
})

test('a suite without vitest, or without a matching file, is refused in one sentence', async () => {
  const folder = mkdtempSync(join(inject('runFolder'), 'empty-'))
  using nothing = new Job({ inputs: { suite: '*.net.test.ts', 'working-directory': folder } })
  const unmatched = await nothing.main()
  await nothing.post()
  expect(unmatched.stdout).toContain("::error::The input suite matches no file: '*.net.test.ts'")
  cpSync(join(ROOT, 'examples/specs'), folder, { recursive: true })
  using missing = new Job({ inputs: { suite: '*.net.test.ts', 'working-directory': folder } })
  const refused = await missing.main()
  await missing.post()
  expect(refused.stdout).toContain('::error::The input suite needs vitest, but')
  expect([unmatched.code, refused.code]).toEqual([1, 1])
})

/** A project with the examples beside that vitest. */
async function projectWithExamples(version: string): Promise<Project> {
  await installed(version)
  const project = await newProject(version, 'package')
  copyExamples(project)
  return project
}
