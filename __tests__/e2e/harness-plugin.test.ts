import { beforeAll, describe, expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'

/** A spec whose tests are all in a group, so that its first one is declared too late to override fixtures of the file. */
const GROUPED = `
import { describe, expect, test } from 'wyndrvr/vitest'

describe('a group', () => {
  test('is in thread mode', ({ link }) => expect(link.target.mode).toBe('thread'))
})
`

/** A spec with an override of its own, and one of a group. */
const OVERRIDING = `
import { describe, expect, test } from 'wyndrvr/vitest'

test.override('serverOptions', { mode: 'process' })

describe('a group', () => {
  test.override('strict', true)
  test('is strict', ({ strict }) => expect(strict).toBe(true))
})

test('is still in process mode, but not strict', ({ link, strict }) => {
  expect([link.target.mode, strict]).toEqual(['process', false])
})
`

/** A spec that overrides one fixture of the harness, and must not see what another file has made of a second one. */
function overriding(mine: string, other: string): string {
  return `
import { expect, test } from 'wyndrvr/vitest'

test.override('${mine}', 'mine')

test('has overridden ${mine} alone', ({ ${mine}, ${other} }) => {
  expect([${mine} === 'mine', ${other} === 'mine']).toEqual([true, false])
})
`
}

describe.each(NEWEST_VITEST)('the harness beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  describe('with the plugin', () => {
    let project: Project
    let ended: Ended

    beforeAll(async () => {
      project = await newProject(version, 'config', 'passing')
      ended = await project.vitest(['--reporter=verbose', '--retry=2', '--outputFile=out/result.json'])
    }, 120_000)

    test('specs run one file after another, apart from the tests of other projects', () => {
      expect(said(ended)).toMatch(/Tests\s+5 passed/)
      // vitest chooses which of the two groups goes first.
      const order = ended.stdout.match(/ ✓ (?:\|net\| specs|unit)\//g)?.map((line) => line.includes('unit'))
      expect(order).toHaveLength(5)
      expect([order?.at(0), order?.at(-1)]).toContain(true)
      expect(ended.code).toBe(0)
    })

    test('the table and the document hold the figures of each spec', () => {
      expect(ended.stdout).toMatch(/ Network\n[^]*✓ process mode +latency .*avg [\d.]+ .s .* 0 of 5 lost/)
      const { measurements, specs = [], target, environment } = project.result()
      expect(new Set(specs.map(({ file, name, state }) => `${file} ${name} ${state}`))).toEqual(
        new Set([
          'specs/first.net.test.ts process mode passed',
          'specs/second.net.test.ts thread mode passed',
          'specs/second.net.test.ts both directions passed',
          'specs/flaky.net.test.ts passes at last passed',
        ]),
      )
      expect(measurements).toHaveLength(5)
      const places = specs.flatMap(({ measured }) => measured.map(({ measurement }) => measurement))
      expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4]))
      expect(target).toMatchObject({ host: '127.0.0.1', dialect: 'native' })
      expect(environment.server?.platform).toBe(process.platform)
    })

    test('a retried spec reports its last attempt', () => {
      expect(ended.stdout).toMatch(/✓ passes at last \(attempt 3\) +latency/)
      const { specs = [], measurements } = project.result()
      const flaky = specs.filter(({ name }) => name === 'passes at last')
      expect(flaky).toMatchObject([{ state: 'passed', attempts: 3 }])
      const measured = flaky.flatMap((spec) =>
        spec.measured.map(({ measurement }) => measurements[measurement]),
      )
      expect(measured).toMatchObject([{ kind: 'latency', sent: 3 }])
    })
  })

  test('without the plugin the same specs work in a project of the user', async () => {
    const project = await newProject(version, 'passing')
    project.write({
      'specs/grouped.net.test.ts': GROUPED,
      'specs/overriding.net.test.ts': OVERRIDING,
      // Whichever of the two runs first.
      'specs/one.net.test.ts': overriding('server', 'measure'),
      'specs/other.net.test.ts': overriding('measure', 'server'),
    })
    const ended = await project.vitest([
      'specs/',
      '--retry=2',
      // Files that share their modules must not share overrides.
      '--no-isolate',
      '--no-file-parallelism',
      '--reporter=default',
      '--reporter=wyndrvr/vitest/reporter',
      '--outputFile.wyndrvr=out/result.json',
    ])
    expect(said(ended)).toMatch(/Tests\s+9 passed/)
    expect(project.result().measurements).toHaveLength(5)
    expect(ended.code).toBe(0)
  })

  test('the plugin adds to a list of projects, which keep their tests', async () => {
    const project = await newProject(version, 'passing', 'projects')
    const words = [
      'unit/',
      'specs/first',
      'specs/second',
      '--reporter=verbose',
      '--outputFile=out/result.json',
    ]
    const ended = await project.vitest(words)
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    expect(ended.stdout).toMatch(/\|mine\| unit\/unit\.test\.ts/)
    expect(ended.stdout.split(' Network\n')).toHaveLength(2)
    expect(project.result().measurements).toHaveLength(4)
    const filtered = await project.vitest(['--project=mine'])
    expect(said(filtered)).toMatch(/Tests\s+1 passed/)
    expect(said(filtered)).not.toContain('Network')
  })

  test('the plugin measures its target, and WYNDRVR_SERVER overrides it', async () => {
    await using first = await startServer({ host: '127.0.0.1', port: 0 })
    await using second = await startServer({ host: '127.0.0.1', port: 0 })
    const project = await newProject(version, 'target')
    const TARGET = `127.0.0.1:${first.address.port}`
    await project.vitest(['--outputFile=out/result.json'], { TARGET })
    expect(project.result().target.port).toBe(first.address.port)
    const { port } = second.address
    await project.vitest(['--outputFile=out/result.json'], { TARGET, WYNDRVR_SERVER: `127.0.0.1:${port}` })
    expect(project.result().target.port).toBe(port)
  })

  test('merged shards give one document', async () => {
    const project = await newProject(version, 'config', 'passing')
    for (const shard of [1, 2]) {
      const words = ['specs/first', 'specs/second', `--shard=${shard}/2`, '--reporter=blob']
      expect((await project.vitest(words)).code).toBe(0)
    }
    const merged = await project.vitest(['--merge-reports', '--outputFile=out/result.json'])
    expect(said(merged)).toMatch(/Tests\s+3 passed/)
    expect(merged.stdout).toMatch(/ Network\n/)
    expect(project.result().measurements).toHaveLength(4)
    expect(project.result().environment.server?.platform).toBe(process.platform)
  })
})
