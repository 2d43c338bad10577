import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST, said } from '../support/installed.ts'

const CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'
`

const SPEC = `import { expect, test } from 'wyndrvr/vitest'
test('measures', async ({ link }) => expect((await link.latency({ count: 5 })).received).toBe(5))
`

const UNIT = `import { test } from 'vitest'
test('a unit', () => {})
`

describe.each(NEWEST_VITEST)('the plugin beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  test('in the config of a package of a monorepo runs its specs in a project of their own', async () => {
    const project = await newProject(version)
    project.write({
      'vitest.config.ts': "export default { test: { projects: ['packages/*'] } }",
      'packages/a/package.json': '{ "name": "a", "type": "module" }',
      'packages/a/vitest.config.ts': `${CONFIG} export default defineConfig({ plugins: [wyndrvr()] })`,
      'packages/a/unit.test.ts': UNIT,
      'packages/a/link.net.test.ts': SPEC,
      'packages/b/package.json': '{ "name": "b", "type": "module" }',
      'packages/b/unit.test.ts': UNIT,
      // Without the plugin it is a test like any other.
      'packages/b/link.net.test.ts': SPEC,
    })
    const ended = await project.vitest(['--reporter=verbose'])
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    expect(ended.stdout).toMatch(/\|a \(net\)\| link\.net\.test\.ts > measures/)
  })

  test('in an inline project says where it belongs', async () => {
    const project = await newProject(version)
    project.write({
      'vitest.config.ts': `${CONFIG} export default defineConfig({
        test: { projects: [{ plugins: [wyndrvr()], test: { name: 'inline' } }] },
      })`,
      'link.net.test.ts': SPEC,
    })
    const ended = await project.vitest()
    expect(ended.code).not.toBe(0)
    expect(said(ended)).toContain(
      "The plugin wyndrvr() is in the inline project 'inline', where its specs would not run. Move it to the plugins of the root config.",
    )
  })

  test('in a config of any name runs specs of all script endings with the settings of the config', async () => {
    const project = await newProject(version)
    const inherits = `import { expect, test } from 'wyndrvr/vitest'
      import { five } from '#five'
      let attempts = 0
      test('inherits', async ({ link }) => {
        attempts += 1
        vi.useFakeTimers()
        expect([five, fromSetup, DEFINED, attempts]).toEqual([5, 'setup', 20, 2])
        await link.latency({ count: 5 })
      })`
    project.write({
      'configs/net.ts': `${CONFIG} export default defineConfig({
        plugins: [wyndrvr()],
        define: { DEFINED: '20' },
        resolve: { alias: { '#five': new URL('../five.ts', import.meta.url).pathname } },
        test: { globals: true, setupFiles: ['./setup.ts'], retry: 1, exclude: ['old/**'], include: ['**/*.test.ts'] },
      })`,
      'five.ts': 'export const five = 5',
      'setup.ts': "globalThis.fromSetup = 'setup'",
      'a.net.test.ts': inherits,
      'b.net.test.js': SPEC,
      'c.net.spec.mts': SPEC,
      'old/d.net.test.ts': SPEC,
      'unit.test.ts': UNIT,
    })
    const ended = await project.vitest(['--config=configs/net.ts', '--reporter=verbose'])
    expect(said(ended)).toMatch(/Tests\s+4 passed/)
    expect(ended.stdout.match(/(?<=✓ \|net\| )\S+/g)?.toSorted()).toEqual([
      'a.net.test.ts',
      'b.net.test.js',
      'c.net.spec.mts',
    ])
  })
})
