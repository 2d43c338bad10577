import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST, npm, said } from '../support/programs/installed.ts'
import { ROOT } from '../support/programs/processes.ts'
import { startDockerApi } from './docker-api.ts'

const docker = await startDockerApi()
if (typeof docker === 'string') process.stderr.write(`containers: skipped. ${docker}\n`)
else afterAll(async () => docker[Symbol.asyncDispose]())

describe.runIf(typeof docker !== 'string').each(NEWEST_VITEST)('beside vitest %s', (version) => {
  test('the example with a container passes', async () => {
    await installed(version)
    const project = await newProject(version)
    // Its package.json names the published package.
    for (const file of ['http.net.test.js', 'vitest.config.js'])
      cpSync(join(ROOT, 'examples/containers', file), join(project.folder, file))
    await npm(project.folder, 'install', '--no-save', '--no-audit', '--no-fund', 'testcontainers@12')
    // On CI, a run whose only spec cannot be judged fails.
    const env = { ...(typeof docker === 'string' ? {} : docker.env), CI: '', GITHUB_ACTIONS: '' }
    const ended = await project.vitest([], env)
    expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
    expect(said(ended)).not.toContain('containers: skipped.')
    // A busy machine may be unable to judge it.
    expect(said(ended)).toMatch(/ GET \/ +.* 0 of 200 failed/)
  }, 300_000)
})
