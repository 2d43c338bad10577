import { afterAll, beforeAll, expect, test } from 'vitest'

import { burst } from '../../src/compare/burst.ts'
import type { ArmClient } from '../../src/compare/burst.ts'
import { burstSize } from '../../src/compare/burst-size.ts'
import { MEASURES, metricNames } from '../../src/compare/measures.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { connectArm } from './arm-client.ts'

let server: Server
let client: ArmClient

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  client = await connectArm(server.address)
})

afterAll(async () => {
  await client.close()
  await server.close()
})

test.each(MEASURES)('a burst of %s has a figure for each of its metrics', async (measure) => {
  const shape = { measure, streams: 2, rate: 20e6, roundTrip: 1e-4, timeout: undefined }
  const size = await burstSize(shape, [client])
  const { figures, seconds } = await burst(client, { ...shape, size })
  expect(figures).toHaveLength(metricNames(measure).length)
  for (const [index, figure] of figures.entries()) {
    if (metricNames(measure)[index]?.endsWith('.loss') === true) expect(figure).toBeGreaterThanOrEqual(0)
    else expect(figure).toBeGreaterThan(0)
  }
  expect(seconds).toBeGreaterThan(0)
})

test('a burst of datagrams has as many as are sent in a tenth of a second, within bounds', async () => {
  const shape = { measure: 'udp.upload', streams: 1, roundTrip: 1e-4, timeout: undefined } as const
  expect(await burstSize({ ...shape, rate: 9.6e6 }, [])).toBe(100)
  expect(await burstSize({ ...shape, rate: 1e5 }, [])).toBe(20)
  expect(await burstSize({ ...shape, rate: 1e9 }, [])).toBe(1000)
})
