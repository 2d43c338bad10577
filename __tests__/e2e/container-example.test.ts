import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST, npm, said } from '../support/programs/installed.ts'
import { ROOT, run } from '../support/programs/processes.ts'

const obstacle = await whyNoContainers()
if (obstacle !== null) process.stderr.write(`containers: skipped. ${obstacle}\n`)

describe.runIf(obstacle === null).each(NEWEST_VITEST)('beside vitest %s', (version) => {
  test('the example with a container passes', async () => {
    await installed(version)
    const project = await newProject(version)
    // Its package.json names the published package.
    for (const file of ['http.net.test.js', 'vitest.config.js'])
      cpSync(join(ROOT, 'examples/containers', file), join(project.folder, file))
    await npm(project.folder, 'install', '--no-save', '--no-audit', '--no-fund', 'testcontainers@12')
    const ended = await project.vitest()
    expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
    expect(said(ended)).toMatch(/GET \/ +.*of 200 failed|1 skipped/)
  }, 300_000)
})

/** Why containers cannot run here; `null` if they can. */
async function whyNoContainers(): Promise<string | null> {
  try {
    const { code, stderr } = await run('docker', ['info'])
    return code === 0 ? null : (stderr.trim().split('\n').at(-1) ?? `docker info ended with ${code}`)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
