import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { takeMeasuringLock } from '../../src/host/measuring-lock.ts'
import { startServer } from '../../src/index.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import { run } from '../support/programs/processes.ts'
import type { Ended } from '../support/programs/processes.ts'

describe.each(NEWEST_VITEST)('turns beside vitest %s', (version) => {
  beforeAll(async () => {
    await installed(version)
  }, 300_000)

  test('measurements of vitest processes, files, concurrent tests and the command line take turns', async () => {
    const project = await newProject(version, 'turns')
    const turns = join(project.folder, 'turns')
    const env = { WYNDRVR_OVERLAP: '0', TURNS: turns }
    const specs = ['specs/a', 'specs/b']
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const client = async (): Promise<Ended> => {
      const words = wyndrvr(`client --host 127.0.0.1 --port ${server.address.port} --test latency --json`)
      return run(process.execPath, words, { env: { ...process.env, ...env } })
    }
    const ended = await Promise.all([
      project.vitest([...specs, '--pool=vmThreads'], env),
      project.vitest([...specs, '--isolate=false', '--maxWorkers=2'], env),
      client(),
      client(),
    ])
    expect(ended.map(({ code, stdout, stderr }) => [code, code === 0 ? '' : stdout + stderr])).toEqual(
      Array.from({ length: 4 }, () => [0, '']),
    )
    // Each test writes a line when its turn begins and one when it ends.
    const noted = readFileSync(turns, 'utf8').trim().split('\n')
    expect(noted).toHaveLength(24)
    for (let line = 0; line < noted.length; line += 2) {
      expect(noted[line + 1]).toBe(noted[line]?.replace('in', 'out'))
    }
    // The wait is longer than the timeout of each test, and does not count towards it.
    expect(said(ended[0])).toMatch(/Tests\s+6 passed/)
  })

  test('a test whose wait takes longer than the patience is skipped with the reason, or fails if strict', async () => {
    const project = await newProject(version, 'turns')
    const env = { WYNDRVR_OVERLAP: '0', WYNDRVR_PATIENCE: '50ms', TURNS: join(project.folder, 'turns') }
    const lock = await takeMeasuringLock()
    try {
      const [skipped, strict] = await Promise.all([
        project.vitest(['specs/a', '--reporter=verbose'], env),
        project.vitest(['specs/a'], { ...env, WYNDRVR_STRICT: '1' }),
      ])
      const reason = `Another wyndrvr measurement is running on this machine (process ${process.pid}), even after 0.05 s.`
      expect(said(skipped)).toContain(`[${reason}`)
      expect(said(skipped)).toMatch(/Tests\s+3 skipped/)
      expect(said(strict)).toContain(reason)
      expect(said(strict)).toMatch(/Tests\s+3 failed/)
      expect([skipped.code, strict.code]).toEqual([0, 1])
    } finally {
      await lock.release()
    }
  })

  test('overlap lets tests measure at once', async () => {
    const project = await newProject(version, 'config', 'turns')
    const turns = join(project.folder, 'turns')
    const ended = await project.vitest(['specs/overlap'], { WYNDRVR_OVERLAP: '0', TURNS: turns })
    expect(said(ended)).toMatch(/Tests\s+3 passed/)
    expect(readFileSync(turns, 'utf8')).toMatch(/^in .*\nin .*\n/)
  })
})
