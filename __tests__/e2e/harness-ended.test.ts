import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST } from '../support/programs/installed.ts'
import { gone } from '../support/programs/processes.ts'

const OUTPUT = '--outputFile=out/result.json'

describe.each(NEWEST_VITEST)('a run beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  // Windows has no signals.
  test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'that ends by %s leaves no process behind, and a document unless it was killed',
    async (signal) => {
      const project = await newProject(version, 'config', 'ended')
      await using running = project.startVitest([
        'run',
        'specs/slow',
        'specs/watched',
        '--disable-console-intercept',
        OUTPUT,
      ])
      const [, worker, program, server] = await running.printed(/measuring now (\d+) (\d+) (\d+)/)
      running.child.kill(signal)
      const { stdout } = await running.ended
      await Promise.all([worker, program, server].map(async (pid) => gone(Number(pid))))
      if (signal === 'SIGKILL') return
      expect(stdout).toMatch(/ ✓ first +latency .*\n \? second +(?:latency .*\n +)?incomplete +The run /)
      expect(stdout).toMatch(/ \? specs\/watched\.net\.test\.ts +incomplete +The run /)
      const { specs = [], measurements } = project.result()
      expect(specs.map(({ name, state }) => [name, state])).toEqual([
        ['first', 'passed'],
        ['second', 'incomplete'],
        // Larger files run first.
        ['specs/watched.net.test.ts', 'incomplete'],
      ])
      expect(measurements).toMatchObject([{ kind: 'latency', sent: 5 }])
    },
  )

  test('whose worker crashes keeps what was measured before', async () => {
    const project = await newProject(version, 'config', 'ended')
    const ended = await project.vitest(['specs/crashing', OUTPUT])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/ ✓ first +latency .*\n \? second +incomplete +The run ended early/)
    const { specs = [], measurements } = project.result()
    expect(specs.map(({ name, state }) => [name, state])).toEqual([
      ['first', 'passed'],
      ['second', 'incomplete'],
    ])
    expect(measurements).toMatchObject([{ kind: 'latency', sent: 5 }])
  })

  test('in watch mode writes a table and a document after each change', async () => {
    const project = await newProject(version, 'config', 'ended')
    const spec = 'specs/watched.net.test.ts'
    await using running = project.startVitest(['specs/watched', '--watch', OUTPUT], { CI: '' })
    await running.printed(/ Network\n.*latency.*5 lost/)
    await running.printed(/Waiting for file changes|press/i)
    rmSync(join(project.folder, 'out'), { recursive: true })
    const text = readFileSync(join(project.folder, spec), 'utf8')
    project.write({ [spec]: text.replace('count: 5', 'count: 7') })
    await running.printed(/ Network\n.*latency.*7 lost/)
    expect(project.result().measurements).toMatchObject([{ kind: 'latency', sent: 7 }])
  })
})
