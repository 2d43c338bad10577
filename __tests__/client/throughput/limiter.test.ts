import { afterAll, beforeAll, expect, test } from 'vitest'

import * as matchers from '../../../harness/matchers.ts'
import { connect, startServer } from '../../../src/index.ts'
import type { Server, ThroughputMeasurement } from '../../../src/index.ts'
import { measurementLines } from '../../../src/report/session-lines.ts'
import { startTokenBucket } from '../../support/peers/token-bucket.ts'

expect.extend(matchers)

/** 8 Mbit/s, and half a second of it at once. */
const BUCKET = { rate: 1_000_000, depth: 500_000 }

let server: Server
beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
})
afterAll(async () => server.close())

test("a limiter's burst and its sustained rate are told apart", async () => {
  await using limiter = await startTokenBucket(server.address.port, BUCKET)
  const download = await throughIt(limiter.port)
  expect(download).not.toHaveThroughputAround('8Mbit/s', '5%')
  expect(download).toHaveThroughputAround('8Mbit/s', '1Mbit/s', { figure: 'sustained.mbps' })
  // The relay's buffers hold some of the burst back.
  expect(download).toMeet('download.burst.excess around 0.5MB ± 50%')
  expect(download.burst?.mbps).toBeGreaterThan(9.5)
  expect(measurementLines(download).join('\n')).toMatch(
    /Burst: 1\d\.\d\d Mbps in the first second, \d\.\d\d Mbps after it \(\d+ kB at once\)/,
  )
})

/** What a client measures through the limiter. Of a busy machine, only what the limiter let through matters here. */
async function throughIt(port: number): Promise<ThroughputMeasurement> {
  await using client = await connect({ host: '127.0.0.1', port, dialect: 'native' })
  const download = await client.download({ duration: '2.5s', tcpFacts: false })
  return { ...download, validity: { ok: true, reasons: [] } }
}
