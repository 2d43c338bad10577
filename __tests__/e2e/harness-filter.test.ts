import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, said, VITESTS } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'

// Each version filters projects in its own way, so both run.
describe.each(VITESTS)('a filter of projects of vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  describe('with the plugin in the root config', () => {
    test.each([
      ['!net', ['[a] packages/a/unit', '[b] packages/b/unit', '[inline] network/unit']],
      ['a', ['[a] packages/a/unit']],
      ['inline', ['[inline] network/unit']],
    ])('--project %s selects no spec as a test of another project', async (filter, files) => {
      const project = await newProject(version, 'root-plugin')
      expect(await listed(project, filter)).toEqual(files)
    })

    test('--project net runs the specs, and nothing else', async () => {
      const project = await newProject(version, 'root-plugin')
      const ended = await project.vitest(['--project=net', '--reporter=verbose'])
      expect(ran(ended)).toEqual(['|net| network/link.net', '|net| packages/a/link.net'])
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
      ['!a (net)', ['[a] packages/a/unit', '[b] packages/b/link.net', '[b] packages/b/unit']],
      // vitest 5 also selects the projects that a package's own config adds.
      [
        'a',
        version === '5' ? ['[a (net)] packages/a/link.net', '[a] packages/a/unit'] : ['[a] packages/a/unit'],
      ],
    ])('--project %s excludes the specs of package a only', async (filter, files) => {
      const project = await monorepo()
      expect(await listed(project, filter)).toEqual(files)
    })

    test('--project b runs the specs of package b as tests', async () => {
      const project = await monorepo()
      const ended = await project.vitest(['--project=b', '--reporter=verbose'])
      expect(ran(ended)).toEqual(['|b| link.net', '|b| unit'])
      expect(ended.code).toBe(0)
    })

    async function monorepo(): Promise<Project> {
      const project = await newProject(version, 'monorepo')
      project.write({
        'packages/a/package.json': '{ "name": "a", "type": "module" }',
        'packages/b/package.json': '{ "name": "b", "type": "module" }',
      })
      return project
    }
  })

  test('with the plugin in the root config and in that of a package, each spec runs once', async () => {
    const project = await newProject(version, 'root-plugin')
    project.write({
      'packages/a/vitest.config.ts': `
        import { wyndrvr } from 'wyndrvr/vitest/config'
        export default { plugins: [wyndrvr()] }`,
    })
    const ended = await project.vitest(['--reporter=verbose'])
    // Only vitest 5 makes the projects that a package's own config adds.
    const own = version === '5' ? '|a (net)| link.net' : '|net| packages/a/link.net'
    const others = ['|a| unit', '|b| unit', '|inline| network/unit', '|net| network/link.net']
    expect(ran(ended)).toEqual([own, ...others].toSorted())
    expect(said(ended)).toMatch(/Tests\s+5 passed \(5\)/)
    expect(ended.code).toBe(0)
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

/** The projects and files that a filter selects, as `[a] unit`, without running them: that takes half of the time. */
async function listed(project: Project, filter: string): Promise<readonly string[]> {
  const ended = await project.startVitest(['list', '--filesOnly', `--project=${filter}`]).ended
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  const lines = ended.stdout.match(/^\[.*(?=\.test\.ts$)/gm) ?? []
  return lines.toSorted()
}

/** The projects and files of passed tests, as `|a| unit`. */
function ran({ stdout }: Ended): readonly string[] {
  const lines = stdout.match(/(?<=✓ )\|[^|]+\| \S+(?=\.test\.ts)/g) ?? []
  return [...new Set(lines)].toSorted()
}
