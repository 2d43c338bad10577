import { expect, test } from 'vitest'

import { connect } from '../../src/client/client.ts'
import { burst } from '../../src/compare/burst.ts'
import type { Burst } from '../../src/compare/burst.ts'
import { compare } from '../../src/compare/compare.ts'
import type { Measure } from '../../src/results/types.ts'
import { startServer } from '../../src/server/start-server.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'

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
    await using client = await connect({ host: slow.host, port: slow.port })
    return await burst(client, kind, kind === 'latency' ? 5 : 65_536, timeout)
  }
  const late = { code: 'ERR_WYNDRVR_TIMEOUT' }
  await expect(measure('latency', SHORT)).rejects.toMatchObject(late)
  await expect(measure('download', SHORT)).rejects.toMatchObject(late)
  expect((await measure('latency', LONG)).figures[0]).toBeGreaterThanOrEqual(2 * DELAY - 1)
})
