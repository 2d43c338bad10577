import { afterAll, beforeAll, expect, test } from 'vitest'

import { connect, judgeThreshold, METRICS } from '../../src/index.ts'
import type { Client, Measurement } from '../../src/index.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import type { BackgroundServer } from '../../src/server/background.ts'
import { runConcurrent } from '../../src/suite/concurrent.ts'
import { exampleDocument } from '../support/documents/documents.ts'
import { HERE } from './agents.ts'

/** The server is its own program under test. */
let server: BackgroundServer
let client: Client
beforeAll(async () => {
  server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  client = await connect({ ...server.address, pid: server.pid })
})
afterAll(async () => {
  await client.close()
  await server.close()
})

/** What it measured is not the point, and a busy machine makes it untrustworthy. */
function trusted(measurement: Measurement): Measurement {
  return { ...measurement, validity: { ok: true, reasons: [] } }
}

test('the cost of each test is known of the program and of both ends, and can be bounded', async () => {
  const measured = [
    await client.download({ size: '5MB' }),
    await client.upload({ size: '5MB' }),
    await client.latency({ count: 50 }),
    await client.udpDownload({ size: 12_000, rate: '10Mbit/s' }),
    await client.udpUpload({ size: 12_000, rate: '10Mbit/s' }),
    await client.connectRate({ count: 10 }),
  ]
  const measurements = measured.map(trusted)
  for (const { name, unit } of METRICS.filter((metric) => metric.name.startsWith('cost.'))) {
    const bound = { 'ms/GB': '100000s/GB', 'ms/1000': '1000s/1000', 'ms/connection': '1s/connection' }
    const limit = unit === 'MB' ? '4GB' : unit in bound ? Reflect.get(bound, unit) : '?'
    const verdict = judgeThreshold(`${name} < ${limit}`, measurements)
    expect(verdict).toMatchObject({ metric: name, verdict: 'pass' })
    // The prefix may be left out.
    const { sentence } = judgeThreshold(`${name.slice('cost.'.length)} < ${limit}`, measurements)
    expect(sentence).toBe(verdict.sentence)
  }
  expect(judgeThreshold('cost.rss.server < 1kB', measurements)).toMatchObject({ verdict: 'fail' })
  const document = exampleDocument(measured)
  expect(readDocument(writeDocument(document), 'written')).toEqual(document)
})

test('tests of both directions and under load tell what the program used', async () => {
  const { download, upload } = await client.bidirectional({ size: '1MB' })
  const udp = await client.udpBidirectional({ size: 12_000, rate: '10Mbit/s' })
  const loaded = await client.loadedLatency({ duration: '50ms', warmup: '10ms', streams: 1 })
  for (const found of [download, upload, udp.download, udp.upload, loaded]) {
    expect(found.program).toMatchObject({ pids: [server.pid], unknown: {} })
    expect(found.ends?.client.maxRss).toBeGreaterThan(1e6)
    expect(found.ends?.server?.cpuTime).toBeGreaterThan(0)
  }
  // It did the work of both.
  expect(judgeThreshold('cost.cpu.download < 1s/GB', [trusted(download)]).sentence).toContain(
    'was not measured',
  )
})

test('an agent measures, and the program of this machine is known', async () => {
  await using away = await connect({ ...server.address, from: HERE, pid: [server.pid] })
  const found = await away.download({ size: '1MB' })
  expect(found.program).toMatchObject({ pids: [server.pid], unknown: {} })
})

test('without a pid the cost of the program is unknown, with what to do', async () => {
  await using plain = await connect({ ...server.address })
  const found = await plain.download({ size: '1MB' })
  expect(found).not.toHaveProperty('program')
  expect(judgeThreshold('cost.cpu.download < 0.5s/GB', [trusted(found)])).toMatchObject({
    verdict: 'invalid',
    sentence:
      'cost.cpu.download is unknown: No process of the program is known. Name it with --pid (limit 500 ms/GB)',
  })
})

test('several clients do not tell the cost of one, and take no pid', async () => {
  const suite = { ...server.address, tests: ['latency'] as const, latency: { count: 5 } }
  const results = await runConcurrent(2, suite)
  for (const { document } of results) {
    expect(document.measurements[0]?.ends?.client).not.toHaveProperty('cpuTime')
    const { verdict, sentence } = judgeThreshold('cost.rss.client < 1GB', document.measurements.map(trusted))
    expect({ verdict, sentence }).toMatchObject({
      verdict: 'invalid',
      sentence: expect.stringContaining('measures alone in its process'),
    })
  }
  await expect(runConcurrent(2, { ...suite, pid: server.pid })).rejects.toThrow('pid is for one client')
})

test.each([0, 1.5, -1, 2 ** 22 + 1, Number.NaN])('the pid %j is refused', async (pid) => {
  await expect(connect({ ...server.address, pid })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
})
