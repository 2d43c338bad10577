import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, said, VITESTS } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'

// Each version filters projects in its own way, so both run.
describe.each(VITESTS)('a filter of projects of vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  describe('with the plugin in the root config', () => {
    test.each([
      ['!net', ['|a| unit', '|b| unit', '|inline| network/unit']],
      ['a', ['|a| unit']],
      ['inline', ['|inline| network/unit']],
      ['net', ['|net| network/link.net', '|net| packages/a/link.net']],
    ])('--project %s runs no spec as a test of another project', async (filter, files) => {
      const project = await newProject(version, 'root-plugin')
      const ended = await project.vitest([`--project=${filter}`, '--reporter=verbose'])
      expect(ran(ended)).toEqual(files)
      expect(ended.code).toBe(0)
    })

    test('a filter that matches no other project is an error, as without the plugin', async () => {
      const project = await newProject(version, 'root-plugin')
      const ended = await project.vitest(['--project=none'])
      expect(said(ended)).toMatch(/No projects (matched|were found)/)
      expect(ended.code).not.toBe(0)
    })
  })

  describe('with the plugin in the config of package a', () => {
    test.each([
      ['!a (net)', ['|a| unit', '|b| link.net', '|b| unit']],
      // vitest 5 also selects the projects that a package's own config adds.
      ['a', version === '5' ? ['|a (net)| link.net', '|a| unit'] : ['|a| unit']],
      ['b', ['|b| link.net', '|b| unit']],
    ])('--project %s excludes the specs of package a only', async (filter, files) => {
      const project = await newProject(version, 'monorepo')
      project.write({
        'packages/a/package.json': '{ "name": "a", "type": "module" }',
        'packages/b/package.json': '{ "name": "b", "type": "module" }',
      })
      const ended = await project.vitest([`--project=${filter}`, '--reporter=verbose'])
      expect(ran(ended)).toEqual(files)
      expect(ended.code).toBe(0)
    })
  })

  test('a project outside the root of the config keeps its specs, which run nowhere else', async () => {
    const project = await newProject(version)
    project.write({
      'root/vitest.config.ts': `
        import { wyndrvr } from 'wyndrvr/vitest/config'
        export default { plugins: [wyndrvr()], test: { projects: ['../beside'] } }`,
      'beside/package.json': '{ "name": "beside", "type": "module" }',
      'beside/plain.net.test.ts': `import { test } from 'vitest'\ntest('runs', () => {})`,
    })
    const ended = await project.vitest(['--root=root', '--reporter=verbose'])
    expect(ran(ended)).toEqual(['|beside| plain.net'])
  })
})

/** The projects and files of passed tests, as `|a| unit`. */
function ran({ stdout }: Ended): readonly string[] {
  const lines = stdout.match(/(?<=✓ )\|[^|]+\| \S+(?=\.test\.ts)/g) ?? []
  return [...new Set(lines)].toSorted()
}
