import { expect, test, vi } from 'vitest'

import { runBuiltInSuite } from '../../../src/action/run/built-in-suite.ts'
import { Placer } from '../../../src/host/placer.ts'
import { startServer } from '../../../src/server/start-server.ts'

test('the built-in suite measures the cost of the program that the input pid names', async () => {
  vi.stubEnv('WYNDRVR_OVERLAP', '1')
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  using placer = new Placer('none')
  const inputs = { duration: 100, patience: 1000, from: null, placement: 'none' } as const
  const run = async (pid: readonly number[]): Promise<readonly unknown[]> => {
    const { document } = await runBuiltInSuite(
      { ...inputs, tests: ['download'], pid },
      server.address,
      placer,
    )
    return document?.measurements ?? []
  }
  expect(await run([process.pid])).toMatchObject([
    { kind: 'throughput', program: { pids: [process.pid], cpuTime: expect.any(Number) } },
  ])
  const [without] = await run([])
  expect(without).not.toHaveProperty('program')
})
