import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import * as harness from '../../harness/index.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import { run } from '../support/programs/processes.ts'

describe.each(NEWEST_VITEST)('the plugin beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  test('in the config of a package of a monorepo runs its specs in a project of their own', async () => {
    // Package b has no plugin, so its spec is a test like any other.
    const project = await newProject(version, 'monorepo')
    // Not a fixture file: below a package.json of their own, the fixtures could not import wyndrvr by its name.
    project.write({
      'packages/a/package.json': '{ "name": "a", "type": "module" }',
      'packages/b/package.json': '{ "name": "b", "type": "module" }',
    })
    const ended = await project.vitest(['--reporter=verbose'])
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    expect(ended.stdout).toMatch(/\|a \(net\)\| link\.net\.test\.ts > measures/)
  })

  test('excludes each pattern once', async () => {
    const project = await newProject(version, 'config', 'passing')
    const ended = await project.vitest(['no-such-file'])
    const excluded = ended.stderr.match(/(?<=exclude: ).*/g) ?? []
    const other = excluded.filter((line) => line.includes('.net.'))
    expect(other).toHaveLength(1)
    expect(other[0]?.split('.net.')).toHaveLength(2)
  })

  test('does not retry specs because of the config, but because of their own option', async () => {
    const project = await newProject(version)
    const spec = (options: string): string =>
      `import { expect, test } from 'wyndrvr/vitest'
       let attempts = 0
       test('lucky', ${options}, () => expect(++attempts).toBe(2))`
    project.write({
      'vitest.config.ts': `
        import { wyndrvr } from 'wyndrvr/vitest/config'
        export default { plugins: [wyndrvr()], test: { retry: 1 } }`,
      'unit.test.ts': spec('{}').replace('wyndrvr/vitest', 'vitest'),
      'inherits.net.test.ts': spec('{}'),
      'asks.net.test.ts': spec('{ retry: 1 }'),
    })
    const ended = await project.vitest(['--reporter=verbose'])
    expect(said(ended)).toMatch(/Tests\s+1 failed \| 2 passed/)
    expect(ended.stdout).toMatch(/× \|net\| inherits\.net\.test\.ts/)
    expect(said(await project.vitest(['inherits', '--retry=1']))).toMatch(/Tests\s+1 passed/)
  })

  test('specs run without coverage, which slows down what it counts', async () => {
    const project = await newProject(version, 'covered')
    const all = await project.vitest(['--reporter=verbose'])
    expect(said(all)).toMatch(/Tests\s+2 passed/)
    // Its threshold is never met.
    expect(said(all)).toContain('coverage is too low')
    expect(all.code).toBe(1)
    const specs = await project.vitest(['--project=net', '--reporter=verbose'])
    expect(said(specs)).toMatch(/Tests\s+1 passed/)
    expect(said(specs)).not.toContain('coverage is too low')
    expect(specs.code).toBe(0)
  })

  test('in an inline project says where to move it', async () => {
    const project = await newProject(version, 'inline')
    const ended = await project.vitest()
    expect(ended.code).not.toBe(0)
    expect(said(ended)).toContain(
      "The plugin wyndrvr() is in the inline project 'inline', where its specs would not run. Move it to the plugins of the root config.",
    )
  })

  test.each(['configs/net.config.ts', 'cfg/net.ts'])(
    'in a config of any name (%s) runs specs with the settings of the config',
    async (file) => {
      const project = await newProject(version, 'any-name')
      project.write({ [file]: readFileSync(join(project.folder, 'configs/net.config.ts'), 'utf8') })
      // In this pool, Node's errors are not those of the specs' realm.
      const ended = await project.vitest([`--config=${file}`, '--reporter=verbose', '--pool=vmForks'])
      expect(said(ended)).toMatch(/Tests\s+4 passed/)
      expect(ended.stdout.match(/(?<=✓ \|net\| )\S+/g)?.toSorted()).toEqual([
        'tests/a.net.test.js',
        'tests/b.net.test.ts',
        'tests/c.net.spec.mts',
      ])
    },
  )

  test('takes specs of all script endings, which no other project has', async () => {
    const project = await newProject(version, 'config')
    const scripts = ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx']
    const files = ['test', 'spec'].flatMap((kind) => scripts.map((script) => `a.net.${kind}.${script}`))
    project.write(Object.fromEntries([...files, 'a.test.ts'].map((file) => [file, ''])))
    const { stdout } = await project.startVitest(['list', '--filesOnly']).ended
    const lines = stdout.trim().split('\n')
    const isOurs = (line: string): boolean => line.startsWith('[net] ')
    expect(lines.filter(isOurs).toSorted()).toEqual(files.map((file) => `[net] ${file}`).toSorted())
    expect(lines.filter((line) => !isOurs(line))).toEqual([expect.stringMatching(/(^|\] )a\.test\.ts$/)])
  })

  test.each(['vmThreads', 'vmForks'])(
    "in the pool %s, Node's errors end in the usual sentences",
    async (pool) => {
      const project = await newProject(version, 'config', 'failing')
      const ended = await project.vitest([
        'specs/lines',
        'specs/programs',
        '-t=linkTo|is missing',
        `--pool=${pool}`,
      ])
      expect(said(ended)).toMatch(/Tests\s+2 failed/)
      expect(said(ended)).toContain(
        'Connecting to 127.0.0.1:1 failed: the connection was refused. Start a server there',
      )
      expect(said(ended)).toContain(
        'The program no-such-program could not be started: spawn no-such-program ENOENT. It printed nothing.',
      )
    },
  )

  test('in a browser, the harness says that specs run in Node', async () => {
    const project = await newProject(version)
    const names = Object.keys(harness).join(', ')
    const words = [
      '--conditions=browser',
      '--input-type=module',
      '--eval',
      `import { ${names} } from 'wyndrvr/vitest'`,
    ]
    const ended = await run(process.execPath, words, { cwd: project.folder })
    expect(ended.stderr).toContain(
      "Network specs run in Node, but this file runs in vitest's browser mode. Add wyndrvr()",
    )
    expect(ended.code).toBe(1)
  })
})
