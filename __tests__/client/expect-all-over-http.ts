import { expect } from 'vitest'

import type { Client } from '../../src/client/client.ts'

/** Measures all that a client can measure over HTTP, and expects figures. */
export async function expectAllOverHttp(client: Client): Promise<void> {
  const latency = await client.latency({ count: 20, payload: 100 })
  expect(latency).toMatchObject({ transport: 'http', loop: 'closed', sent: 20, received: 20, lost: 0 })
  expect(latency.min).toBeGreaterThan(latency.network?.min ?? Number.NaN)
  expect(await client.latency({ count: 10, interval: '2ms' })).toMatchObject({ loop: 'open', received: 10 })
  expect(await client.download({ size: '3MB' })).toMatchObject({
    bytes: 3_000_000,
    cpu: { server: null },
    unknown: { tcp: 'TCP counters need the native dialect.' },
  })
  expect(await client.upload({ size: '3MB' })).toMatchObject({
    bytes: 3_000_000,
    cpu: { server: { user: expect.any(Number) } },
    ends: { server: { loopDelay: expect.any(Number) } },
  })
  const { completed, failed, p50, whole, firstByte } = await client.connectRate({ count: 20, concurrency: 4 })
  expect([completed, failed]).toEqual([20, 0])
  expect(firstByte).toMatchObject({ completed: 20 })
  expect(firstByte?.min).toBeGreaterThan(0)
  expect(firstByte?.p50).toBeLessThan(whole?.p50 ?? Number.NaN)
  expect(whole?.p50).toBeGreaterThan(p50 ?? Number.NaN)
  expect((await client.latency({ count: 3 })).received).toBe(3)
}
