import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import type { ResultDocument } from '../../src/results/types.ts'
import { installed, NEWEST_VITEST, newProject, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'
import { runOf } from './matcher-runs.ts'

describe.each(NEWEST_VITEST)('baselines with vitest %s', (version) => {
  let project: Project

  beforeAll(async () => {
    await installed(version)
    project = await newProject(version, 'matchers')
  }, 300_000)

  // In this order: each run finds the baselines that those before it wrote.

  test('the first run writes them', async () => {
    const first = await vitest(
      { near: runOf(1), slower: runOf(1), elsewhere: runOf(1), changed: runOf(1) },
      { CI: '' },
    )
    for (const name of [
      'near',
      'slower',
      'elsewhere',
      'takes the name of the test',
      'takes the name of the test 2',
    ]) {
      expect(first.stdout).toContain(
        `Wrote the baseline '${name}' to __baselines__/baseline.test.ts/${name}.linux-x64-`,
      )
      expect(baselinesOf(name)).toHaveLength(1)
    }
    // A busy machine may be unable to measure.
    expect(first.stdout).toMatch(/Wrote the baseline 'a link'|Not judged: latency\.p50/)
    expect(first.code).toBe(0)
  })

  test('a slightly slower run passes; a much slower one fails, and so does a changed test', async () => {
    const runs = { near: runOf(1.15), slower: runOf(1.5), elsewhere: runOf(1), changed: runOf(1, {}, 100) }
    const second = await vitest(runs, { CI: '' })
    expect(second.stdout).toMatch(/✓ .* > near/)
    expect(second.stdout).toMatch(/× .* > slower/)
    expect(second.stdout).toMatch(/× .* > changed/)
    expect(second.stdout).toMatch(/Tests\s+2 failed \|/)
    expect(said(second)).toContain('conditions differ (count of the latency test: 200 then, 100 now)')
    expect(said(second)).toMatch(/The test has changed since its baseline/)
    expect(said(second)).toContain(
      'latency.p50 was 1.50 ms against 1.00 ms in the earlier run: 50.0 % worse (by 0.500 ms); limit 20 % and 0.1 ms',
    )
    expect(said(second)).toMatch(/Run vitest with -u to\s+update it/)
    expect(second.code).toBe(1)
  })

  test('vitest -u writes them again', async () => {
    const runs = { near: runOf(1.15), slower: runOf(1.5), elsewhere: runOf(1), changed: runOf(1, {}, 100) }
    const third = await vitest(runs, { CI: '' }, '-u')
    expect(third.stdout).toContain("Wrote the baseline 'slower'")
    expect(baselinesOf('slower')).toHaveLength(1)
    expect(third.code).toBe(0)
  })

  test('on CI a missing baseline is not written, and its test is skipped with the reason', async () => {
    const runs = {
      near: runOf(1.15),
      slower: runOf(1.5),
      elsewhere: runOf(9, { cpuCount: 64 }),
      changed: runOf(1, {}, 100),
      idle: runOf(1),
    }
    const last = await vitest(runs, { CI: 'true' })
    expect(last.stdout).toMatch(/✓ .* > slower/)
    const absent =
      "Not judged: no baseline 'absent' exists for this environment. Run vitest with -u to write one"
    expect(last.stdout).toMatch(new RegExp(`↓ .* > absent .*\\[${absent}`))
    expect(last.stdout).toContain(
      "no baseline 'elsewhere' exists for this environment, only for another one (CPUs of the client: 2 then, 64 now).",
    )
    expect(last.stdout).toMatch(/^ ↓ absent +skipped +Not judged: no baseline 'absent' exists /m)
    const { specs = [], verdicts } = project.result()
    const spec = specs.find(({ name }) => name === 'absent')
    expect(spec).toMatchObject({ state: 'skipped', reason: absent })
    expect(spec?.judged.map((place) => verdicts[place])).toContainEqual(
      expect.objectContaining({ kind: 'baseline', metric: 'latency.p50', verdict: 'invalid' }),
    )
    expect(baselinesOf('absent')).toEqual([])
    expect(last.code).toBe(0)
  })

  async function vitest(
    runs: Readonly<Record<string, ResultDocument>>,
    env: NodeJS.ProcessEnv,
    ...words: readonly string[]
  ): Promise<Ended> {
    project.write({ 'specs/measured.json': JSON.stringify(runs) })
    const reporters = ['--reporter=verbose', '--reporter=wyndrvr/vitest/reporter']
    const file = '--outputFile.wyndrvr=out/result.json'
    return project.vitest(['specs/baseline', ...reporters, file, ...words], env)
  }

  function baselinesOf(name: string): readonly string[] {
    const files = readdirSync(join(project.folder, 'specs/__baselines__/baseline.test.ts'))
    return files.filter((file) => file.startsWith(`${name}.`))
  }
})
