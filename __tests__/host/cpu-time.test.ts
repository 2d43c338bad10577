import { expect, test } from 'vitest'

import { cpuTime, cpuTimeBetween } from '../../src/host/cpu-time.ts'
import { start } from '../support/programs/processes.ts'

/** How long (ms) the programs spin. */
const SPIN = 300

/** Spins for some CPU time, whatever else runs on the machine. */
const SPINNING = `const { user } = process.cpuUsage(); while (process.cpuUsage().user - user < ${SPIN * 1000});`

/** Says when it waits, spins when it is told to, and says when it is done. */
const programs = {
  'of a program': SPINNING,
  'of its threads that have ended': `
    const worker = new (require('node:worker_threads').Worker)(${JSON.stringify(SPINNING)}, { eval: true })
    await require('node:events').once(worker, 'exit')`,
  'of what it has started': `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(SPINNING)}])`,
}

test.runIf(process.platform === 'linux').each(Object.entries(programs))(
  'the CPU time %s is known',
  async (_, work) => {
    const program = `(async () => {
    process.stdin.once('data', async () => { ${work}; console.log('done'); process.stdin.once('data', () => process.exit()) })
    console.log('waiting')
  })()`
    await using running = start(process.execPath, ['-e', program], { stdio: 'pipe' })
    const { pid = 0, stdin } = running.child
    await running.printed(/waiting/)
    const before = cpuTime([pid])
    stdin?.write('work\n')
    await running.printed(/done/)
    const used = cpuTimeBetween(before, cpuTime([pid]))
    expect(used).toBeGreaterThanOrEqual(SPIN / 1000 - 0.03)
    // Starting a thread or a process takes some time too.
    expect(used).toBeLessThan(10)
    stdin?.end('end\n')
  },
)

test('the CPU time of a process that does not exist is unknown', () => {
  expect(cpuTime([2 ** 22 + 1])).toBeNull()
  expect(cpuTimeBetween(null, { alive: 1, all: 1 })).toBeNull()
})
