import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { canRunLab } from '../lab/can-run.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import { ROOT } from '../support/programs/processes.ts'

describe.runIf(await canRunLab()).each(NEWEST_VITEST)('beside vitest %s', (version) => {
  test('the example with two namespaces and a tunnel between them passes', async () => {
    await installed(version)
    const project = await newProject(version)
    // Its package.json names the published package.
    for (const file of ['tunnel.net.test.js', 'vitest.config.js'])
      cpSync(join(ROOT, 'examples/namespaces', file), join(project.folder, file))
    const ended = await project.vitest()
    expect([ended.code, ended.code === 0 ? '' : said(ended)]).toEqual([0, ''])
    // A busy machine may be unable to judge one of them.
    expect(said(ended)).toMatch(/the tunnel > answers fast, and loses nothing +latency /)
    expect(said(ended)).toMatch(/Tests +(?:2 passed|\d passed \| \d skipped) \(2\)/)
  }, 300_000)
})
