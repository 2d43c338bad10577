import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { startServer } from '../../src/server/start-server.ts'

test('a sequential server has no connection beside the first, and serves that one afterwards', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'sequential' })
  await using client = await connect({ ...server.address, dialect: 'http1', timeout: '100ms' })
  const refused = {
    code: 'ERR_WYNDRVR_TIMEOUT',
    message: expect.stringContaining(
      'did not answer on 1 connection beside the first. A server in sequential mode',
    ),
  }
  await expect(client.bidirectional({ duration: '200ms' })).rejects.toMatchObject(refused)
  await expect(client.loadedLatency({ interval: '1s' })).rejects.toMatchObject(refused)
  expect((await client.latency({ count: 3 })).received).toBe(3)
})
