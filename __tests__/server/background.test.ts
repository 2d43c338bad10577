import { once } from 'node:events'

import { describe, expect, test } from 'vitest'

import { connect, startServer } from '../../src/index.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { MODES } from '../../src/server/mode.ts'
import { childrenOf, gone, isAlive, processesMarked, ROOT, start } from '../support/programs/processes.ts'

const ON_LINUX = process.platform === 'linux'

describe.each(MODES)('a background server in %s mode', (mode) => {
  test('serves, and ends with its workers when it is closed', async () => {
    const server = await startBackgroundServer({ host: '127.0.0.1', port: 0, mode })
    await using client = await connect(server.address)
    expect((await client.latency({ count: 3 })).received).toBe(3)
    const processes = [server.pid, ...childrenOf(server.pid)]
    expect(processes).toHaveLength(mode === 'process' ? 3 : 1)
    await Promise.all([server.close(), server.close()])
    for (const pid of processes) expect(isAlive(pid)).toBe(false)
  })

  test('ends when it closes on its own', async () => {
    const server = await startBackgroundServer({ host: '127.0.0.1', port: 0, mode, exitAfterIdle: '20ms' })
    expect(await server.ended).toBe('exit code 0')
    await server.close()
  })

  test('outlives its starter once released, until it gets SIGTERM', async () => {
    await using starter = start(process.execPath, [
      '--input-type=module',
      '-e',
      starterCode(mode, 'await server.release()'),
    ])
    const [, pid = ''] = await starter.printed(/pid (\d+)/)
    expect((await starter.ended).code).toBe(0)
    const processes = [Number(pid), ...childrenOf(Number(pid))]
    expect(processes.map(isAlive)).not.toContain(false)
    process.kill(Number(pid), 'SIGTERM')
    await Promise.all(processes.map(gone))
    expect(processes.map(isAlive)).not.toContain(true)
  })

  test('ends with a starter that is killed', async () => {
    await using starter = start(process.execPath, ['--input-type=module', '-e', starterCode(mode, '')])
    const [, pid = ''] = await starter.printed(/pid (\d+)/)
    const processes = [Number(pid), ...childrenOf(Number(pid))]
    starter.child.kill('SIGKILL')
    await Promise.all(processes.map(gone))
    expect(processes.map(isAlive)).not.toContain(true)
  })

  // Only in this mode are there workers, too, that could be left.
  test.runIf(ON_LINUX && mode === 'process').each([30, 60, 90, 120, 150])(
    'is not left behind by a starter killed after %i ms',
    async (delay) => {
      const mark = `WYNDRVR_TEST_MARK=${mode}-${delay}-${process.pid}`
      const [name = '', value] = mark.split('=')
      await using starter = start(process.execPath, ['--input-type=module', '-e', starterCode(mode, '')], {
        env: { ...process.env, [name]: value },
      })
      await once(starter.child, 'spawn')
      setTimeout(() => starter.child.kill('SIGKILL'), delay)
      await starter.ended
      await Promise.all(processesMarked(mark).map(gone))
      expect(processesMarked(mark)).toEqual([])
    },
  )
})

test.runIf(ON_LINUX)(
  'of two thread-mode servers that start on one port at the same time, one is refused',
  async () => {
    await using scout = await startServer({ host: '127.0.0.1', port: 0, mode: 'sequential' })
    const { port } = scout.address
    await scout.close()
    const tries = await Promise.allSettled(
      [1, 2].map(async () => startBackgroundServer({ host: '127.0.0.1', port, mode: 'thread' })),
    )
    const started = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    await Promise.all(started.map(async (server) => server.close()))
    expect(started).toHaveLength(1)
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'ERR_WYNDRVR_LISTEN', message: expect.stringContaining('the port is in use') },
    })
  },
)

test('a connection that comes while the only worker process is being replaced waits for the next', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'process', workers: 1 })
  for (let round = 0; round < 3; round += 1) {
    const [worker = 0] = server.workers
    process.kill(worker, 'SIGKILL')
    const clients = await Promise.all(Array.from({ length: 5 }, async () => connect(server.address)))
    await Promise.all(clients.map(async (client) => client.close()))
    expect(server.workers).not.toContain(worker)
  }
})

function starterCode(mode: string, then: string): string {
  return `
    import { startBackgroundServer } from ${JSON.stringify(`${ROOT}src/server/background.ts`)}
    const server = await startBackgroundServer({ host: '127.0.0.1', port: 0, mode: '${mode}' })
    console.log('pid', server.pid)
    ${then}`
}
