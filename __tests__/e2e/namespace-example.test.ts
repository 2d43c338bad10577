import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { canRunLab } from '../lab/can-run.ts'
import { labNetwork } from '../lab/namespaces.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import { ROOT } from '../support/programs/processes.ts'
import { blocksOf } from './blocks.ts'

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

  test('the spec of the guide gates a path between two namespaces', async () => {
    await installed(version)
    await using network = await labNetwork({ rate: 100 })
    const { client, server } = network
    const project = await newProject(version)
    const [spec = ''] = blocksOf('guides/gate-a-tunnel.md').flatMap(({ language, text }) =>
      language === 'ts' ? [text] : [],
    )
    const text = spec
      .replace('sudo ip netns exec near', `ip netns exec ${client.namespace}`)
      .replace('sudo ip netns exec far', `ip netns exec ${server.namespace}`)
      .replace('10.9.0.2', server.address)
      .replaceAll("'5s'", "'1s'")
    const [, file = ''] = /^\/\/ ([^\s,]+),/.exec(spec) ?? []
    cpSync(join(ROOT, 'examples/namespaces/vitest.config.js'), join(project.folder, 'vitest.config.js'))
    project.write({ [file]: text })
    const fast = await project.vitest()
    expect([fast.code, fast.code === 0 ? '' : said(fast)]).toEqual([0, ''])
    project.write({ [file]: text.replace('80Mbit/s', '800Mbit/s') })
    const slow = await project.vitest()
    // A busy machine may be unable to judge it.
    expect(said(slow)).toMatch(/download\.mbps was .* limit 800 Mbps|Tests +1 skipped/)
  }, 300_000)
})
