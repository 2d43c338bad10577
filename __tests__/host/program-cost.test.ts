import { expect, test } from 'vitest'

import { ownMaxRss, watchPrograms } from '../../src/host/program-cost.ts'
import { readPs } from '../../src/host/ps.ts'
import { start } from '../support/programs/processes.ts'

/** Says when it waits; when it is told to, starts a process that uses 1.2 s of CPU time, and says when both wait. */
const PROGRAM = `
  process.stdin.once('data', () => {
    const spin = 'const { user } = process.cpuUsage(); while (process.cpuUsage().user - user < 1.2e6); console.log(1); process.stdin.resume()'
    const child = require('node:child_process').spawn(process.execPath, ['-e', spin], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdout.once('data', () => console.log('done'))
    process.stdin.once('end', () => { child.kill(); process.exit() })
  })
  console.log('waiting')`

/** A process id that no system has. */
const NOBODY = 2 ** 22 + 1

// ps counts whole seconds on some systems: hence so much CPU time, and both ways at once.
test.skipIf(process.platform === 'win32')(
  'the CPU time and the memory of a program and of what it has started are known, from ps too',
  async () => {
    await using running = start(process.execPath, ['-e', PROGRAM], { stdio: 'pipe' })
    const { pid = 0, stdin } = running.child
    await running.printed(/waiting/)
    const usual = watchPrograms([pid])
    const byPs = watchPrograms([pid], readPs)
    stdin?.write('work\n')
    await running.printed(/done/)
    for (const used of [usual(), byPs()]) {
      expect(used).toMatchObject({ pids: [pid], unknown: {} })
      expect(used.cpuTime).toBeGreaterThanOrEqual(0.95)
      expect(used.cpuTime).toBeLessThan(30)
      // Two processes of Node.
      expect(used.maxRss).toBeGreaterThan(40e6)
      expect(used.maxRss).toBeLessThan(1e9)
    }
    stdin?.end()
  },
)

test('what a program used that does not run is unknown, with the reason', () => {
  const why = 'Process 4194305 was not running when the test began.'
  for (const used of [watchPrograms([NOBODY])(), watchPrograms([NOBODY], readPs)()])
    expect(used).toEqual({
      pids: [NOBODY],
      cpuTime: null,
      maxRss: null,
      unknown: { cpuTime: why, maxRss: why },
    })
})

test('a program that ends during a test is named in the reason', () => {
  const readings = [{ cpu: { alive: 1, all: 1 }, maxRss: 5 }, null]
  const used = watchPrograms([7, 8], () => readings.shift() ?? null)()
  expect(used.cpuTime).toBeNull()
  expect(used.unknown['cpuTime']).toBe('Processes 7 and 8 were not running when the test ended.')
})

test('a system that cannot tell says so', () => {
  expect(watchPrograms([1], null)()).toMatchObject({
    cpuTime: null,
    unknown: { maxRss: expect.stringContaining('on Windows') },
  })
})

test("this process's largest memory is at least what it has now", () => {
  expect(ownMaxRss()).toBeGreaterThan(process.memoryUsage().rss * 0.9)
})
