import { expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { takeMeasuringLock } from '../../src/host/measuring-lock.ts'
import { pullRequestEvent, QUICK } from '../support/action/examples.ts'
import { Job } from '../support/action/runner.ts'

test.each([
  ['the built-in suite', { ...QUICK }, 'Connected to'],
  ['a comparison', { task: 'compare', tests: 'latency', budget: '3s', 'fail-on': 'never' }, '[COMPARE] base'],
])('%s waits for another measurement on the machine, and says so', async (_what, inputs, begun) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const address = `127.0.0.1:${server.address.port}`
  const arms = 'task' in inputs ? { base: address, head: address } : { server: address }
  using job = new Job({ inputs: { ...inputs, ...arms }, env: { WYNDRVR_OVERLAP: '' } })
  const lock = await takeMeasuringLock()
  try {
    const waiting = `Another wyndrvr measurement is running on this machine (process ${process.pid}): waiting for it to end.`
    const main = await job.main(async (step) => {
      await step.printed(/waiting for it to end/)
      await lock.release()
    })
    expect(main.code).toBe(0)
    expect(Number(main.outputs['latency-p50'])).toBeGreaterThan(0)
    const [before = '', after = ''] = main.stdout.split(waiting)
    expect(before).not.toContain(begun)
    expect(after).toContain(begun)
  } finally {
    await lock.release()
  }
})

test('a wait that takes longer than the patience is invalid, not a failure', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const inputs = { ...QUICK, server: `127.0.0.1:${server.address.port}`, patience: '50ms' }
  const event = pullRequestEvent({ fork: true })
  using job = new Job({ inputs, event, env: { WYNDRVR_OVERLAP: '' } })
  const lock = await takeMeasuringLock()
  try {
    const main = await job.main()
    const reason = `Another wyndrvr measurement is running on this machine (process ${process.pid}), even after 0.05 s.`
    expect(main.code).toBe(0)
    expect(main.outputs).toMatchObject({ verdict: 'invalid', passed: 'true' })
    expect(main.stdout).toContain(`::warning::${reason}`)
    expect(JSON.parse(main.files['artifact'] ?? '')).toMatchObject({ busy: true, errors: 0 })
  } finally {
    await lock.release()
  }
})
