import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST } from '../../support/programs/installed.ts'
import type { Project } from '../../support/programs/installed.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'

describe.each(NEWEST_VITEST)('init beside vitest %s', (version) => {
  let project: Project

  beforeAll(async () => installed(version), 300_000)

  test.each([
    ["test: { dir: 'test' }", 'test/network/link.net.test.ts'],
    ["root: 'app'", 'app/network/link.net.test.ts'],
    ["root: 'app', test: { root: 'test' }", 'test/network/link.net.test.ts'],
    ["test: { dir: '.' }", 'network/link.net.test.ts'],
  ])('writes the spec to the folder in which a config with %s looks for it', async (settings, spec) => {
    project = await newProject(version)
    project.write({ 'vitest.config.ts': `export default { ${settings} }\n` })
    const ended = await project.wyndrvr('init', '--yes')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain(`${spec} was written.\n`)
    expect((await listedIn('.', '--project', 'net')).stdout).toContain(`[net] ${spec}`)
  })

  test.each([
    ["exclude: ['dist/**', '**/network/**']", "the config's exclude has '**/network/**'"],
    ["exclude: ['**/*.net.*', '**/link.*']", "the config's exclude has '**/*.net.*', '**/link.*'"],
  ])('says why a spec does not run with %s', async (settings, why) => {
    project = await newProject(version)
    project.write({ 'vitest.config.ts': `export default { test: { ${settings} } }\n` })
    const ended = await project.wyndrvr('init', '--yes')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toBe(
      `wyndrvr: network/link.net.test.ts will not run: ${why}. Move the spec or change the config.\n`,
    )
    expect(ended.stdout).toContain('Then: npx vitest run --project net\n')
  })

  test('says that the patterns of the plugin leave the spec out', async () => {
    project = await newProject(version)
    project.write({
      'vitest.config.ts':
        "import { wyndrvr } from 'wyndrvr/vitest/config'\nexport default { plugins: [wyndrvr({ include: ['bench/**'], name: 'bench' })] }\n",
    })
    const ended = await project.wyndrvr('init')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toBe(
      "wyndrvr: network/link.net.test.ts will not run: the project 'bench' includes only 'bench/**'. Move the spec or change the config.\n",
    )
  })

  test('leaves a config whose plugin comes from another file as it is', async () => {
    project = await newProject(version)
    project.write({
      'base.js': "import { wyndrvr } from 'wyndrvr/vitest/config'\nexport default { plugins: [wyndrvr()] }\n",
      'vitest.config.ts': "import base from './base.js'\nexport default { ...base }\n",
    })
    const ended = await project.wyndrvr('init')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('vitest.config.ts needs no change.\n')
  })

  test.each([
    ["{ test: { name: 'unit' } }", '{}', 'unit (net)'],
    ['{}', '{ "name": "@scope/a", "type": "module" }', '@scope/a (net)'],
  ])(
    'in a package with the config %s and the manifest %s names its project in the package and in the root',
    async (config, manifest, name) => {
      project = await newProject(version)
      project.write({
        '.git/HEAD': '',
        'vitest.config.ts': "export default { test: { projects: ['packages/*'] } }\n",
        'packages/a/package.json': manifest,
        'packages/a/vitest.config.ts': `export default ${config}\n`,
      })
      const ended = await init('packages/a')
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      // In vitest 4, the filter does not know the projects that a package's plugin adds.
      const words = version === '4.1' ? ['packages/a/network'] : ['--project', name]
      const shown = words.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ')
      expect(ended.stdout).toContain(
        `Next: npx vitest run --project net\nOr in ../..: npx vitest run ${shown}\n`,
      )
      expect((await listedIn('packages/a', '--project', 'net')).stdout).toContain('network/link.net.test')
      expect((await listedIn('.', ...words)).stdout).toContain('packages/a/network/link.net.test')
    },
  )

  test('in two packages says which step the workflow of the first one lacks', async () => {
    project = await newProject(version)
    project.write({
      '.git/HEAD': '',
      'package-lock.json': '{}',
      'packages/a/package.json': '{ "name": "a", "type": "module" }',
      'packages/b/package.json': '{ "name": "b", "type": "module" }',
    })
    expect(await init('packages/a')).toMatchObject({ code: 0, stderr: '' })
    const ended = await init('packages/b')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toBe(
      `wyndrvr: ../../.github/workflows/network.yml has no step that runs the specs of packages/b. Add to its steps:
      - uses: wyndrvr/action@v1
        with:
          suite: '**/*.net.{test,spec}.?(c|m)[jt]s?(x)'
          working-directory: packages/b
`,
    )
    expect(ended.stdout).toContain('Next: npx vitest run --project net\n')
    expect(await init('packages/a')).toMatchObject({ code: 0, stderr: '' })
  })

  test('in a package accepts a workflow that runs the specs of the whole repository', async () => {
    project = await newProject(version)
    project.write({
      '.git/HEAD': '',
      'vitest.config.ts': "export default { test: { projects: ['packages/*'] } }\n",
      'packages/a/package.json': '{ "name": "a", "type": "module" }',
      '.github/workflows/network.yml': 'jobs: { a: { steps: [] } }\n',
    })
    expect(await init('packages/a')).toMatchObject({ code: 3 })
    const steps = [
      '- uses: actions/checkout@v7',
      '- uses: wyndrvr/action@v1',
      '  with: { suite: "**/*.net.test.ts" }',
    ]
    project.write({
      '.github/workflows/network.yml': `jobs:\n  a:\n    steps:\n${steps.map((step) => `      ${step}\n`).join('')}`,
    })
    expect(await init('packages/a')).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(project.folder, 'packages/a/network/link.net.test.ts'))).toBe(true)
  })

  test('in a CommonJS package with module: node16 writes files that TypeScript accepts', async () => {
    project = await newProject(version)
    project.write({
      'package.json': '{ "name": "a" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "node16", "strict": true, "skipLibCheck": true, "noEmit": true, "types": ["node"] } }',
    })
    expect(await init('.')).toMatchObject({ code: 0, stderr: '' })
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const checked = await run(process.execPath, [tsc, '--listFilesOnly'], { cwd: project.folder })
    expect(checked.stdout).toContain('network/link.net.test.mts')
    expect(await run(process.execPath, [tsc], { cwd: project.folder })).toMatchObject({ code: 0, stdout: '' })
  })

  async function init(folder: string): Promise<Ended> {
    const bin = join(project.folder, '../node_modules/wyndrvr/lib/wyndrvr.js')
    return run(process.execPath, [bin, 'init', '--yes'], { cwd: join(project.folder, folder) })
  }

  async function listedIn(folder: string, ...filters: readonly string[]): Promise<Ended> {
    const bin = join(project.folder, '../node_modules/vitest/vitest.mjs')
    return run(process.execPath, [bin, 'list', '--filesOnly', ...filters], {
      cwd: join(project.folder, folder),
    })
  }
})
