import { expect, test } from 'vitest'

import { burst } from '../../src/compare/burst.ts'
import type { Burst } from '../../src/compare/burst.ts'
import { compare } from '../../src/compare/compare.ts'
import type { Measure } from '../../src/results/types.ts'
import { startServer } from '../../src/server/start-server.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { connectArm } from './arm-client.ts'

/** The delay of the path in one direction, ms. */
const DELAY = 150

/** Timeouts (ms) around the round trip: too short for it, and long enough on a busy machine. */
const SHORT = 100
const LONG = 60_000

test('the timeout of a comparison is that of its connections', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using slow = await startDelayProxy(server.address.port, DELAY, false)
  const arm = { host: slow.host, port: slow.port }
  const { error } = await compare({ base: arm, head: arm, measure: ['download'], timeout: SHORT })
  expect(error).toMatchObject({ code: 'ERR_WYNDRVR_TIMEOUT', message: expect.stringContaining(' 0.1 s. ') })
})

test('the timeout of a comparison is that of its probes and transfers', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using slow = await startDelayProxy(server.address.port, DELAY, false)
  const measure = async (kind: Measure, timeout: number): Promise<Burst> => {
    const client = await connectArm({ host: slow.host, port: slow.port })
    const size = kind === 'latency' ? 5 : 65_536
    const shape = { measure: kind, size, streams: 1, rate: 1e6, roundTrip: 0.3, timeout, cpu: false }
    try {
      return await burst(client, shape, { roundTrip: shape.roundTrip, cpuTime: () => null })
    } finally {
      await client.close()
    }
  }
  const late = { code: 'ERR_WYNDRVR_TIMEOUT' }
  await expect(measure('latency', SHORT)).rejects.toMatchObject(late)
  await expect(measure('download', SHORT)).rejects.toMatchObject(late)
  expect((await measure('latency', LONG)).figures[0]).toBeGreaterThanOrEqual(2 * DELAY - 1)
})
