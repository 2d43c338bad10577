import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { repeatComparisonLine, repeatLine, serverLine } from '../../src/report/failure/repeat.ts'
import { readDocument } from '../../src/results/document.ts'
import { startServer } from '../../src/server/start-server.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleLatency } from '../support/documents/documents.ts'
import { sourcePort } from '../support/machine/source-port.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { run } from '../support/programs/processes.ts'

test('the command in a message measures the same again', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using client = await connect({ ...server.address })
  const both = await client.bidirectional({ size: '200kB', streams: 2 })
  const flows = await client.udpBidirectional({ duration: '0.2s', rate: '2Mbit/s', payload: 300 })
  const measurements = [
    await client.latency({ count: 20, payload: 64, timeout: '1.5s' }),
    await client.latency({ duration: '0.2s', interval: '10ms' }),
    await client.latency({ transport: 'udp', count: 20, interval: '5ms' }),
    await client.download({ size: 123_456, streams: 2, timeout: '45s' }),
    await client.upload({ duration: '0.3s', warmup: '0.1s', rate: '50Mbit/s' }),
    both.upload,
    flows.download,
    await client.udpUpload({ duration: '50ms', timeout: '4s' }),
    await client.connectRate({ count: 20, concurrency: 3 }),
    await client.udpCapacity({
      direction: 'upload',
      loss: '50%',
      resolution: '12.5%',
      rate: '500kbit/s',
      trial: '100ms',
      payload: 300,
      timeout: '4s',
    }),
  ]
  for (const measurement of measurements) {
    const line = repeatLine(measurement, client.target) ?? ''
    const again = await run(process.execPath, wyndrvr(`${line.replace(/^npx wyndrvr /, '')} --json`))
    expect(again.code, `${line}\n${again.stderr}`).toBe(0)
    const document = readDocument(again.stdout, 'stdout')
    const direction = 'direction' in measurement ? measurement.direction : null
    const same = document.measurements.find(
      (found) => direction === null || Reflect.get(found, 'direction') === direction,
    )
    const { kind, asked } = measurement
    expect(same).toMatchObject({ kind, asked })
    expect(Reflect.get(same ?? {}, 'bidirectional')).toBe(Reflect.get(measurement, 'bidirectional'))
    expect(Reflect.get(same ?? {}, 'loop')).toBe(Reflect.get(measurement, 'loop'))
    expect(Reflect.get(same ?? {}, 'transport')).toBe(Reflect.get(measurement, 'transport'))
  }
})

test('the command opens its sockets as the client did', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const { address } = server
  await using tcp = await connect({ ...address, bind: '127.0.0.1', family: 4 })
  await using udp = await connect({ ...address, family: 4, sourcePort: await sourcePort(), window: '64KiB' })
  const measured = [
    [tcp, await tcp.latency({ count: 3 })],
    [udp, await udp.udpUpload({ duration: '50ms' })],
  ] as const
  // Its port is the next command's.
  await udp.close()
  for (const [{ target }, measurement] of measured) {
    const line = repeatLine(measurement, target) ?? ''
    const again = await run(process.execPath, wyndrvr(`${line.replace(/^npx wyndrvr /, '')} --json`))
    expect(again.code, `${line}\n${again.stderr}`).toBe(0)
    expect(readDocument(again.stdout, 'stdout').target.local).toEqual(target.local)
  }
})

test('the command of a comparison has its timeout', () => {
  const example = exampleComparison()
  const line = (method: object): string | null =>
    repeatComparisonLine([{ ...example, method: { ...example.method, ...method } }])
  expect(line({ timeout: 20_000 })).toContain(' --timeout 20s')
  expect(line({})).not.toContain('--timeout')
})

test('the command has the DSCP', async () => {
  const latency = exampleLatency()
  const target = { host: '::1', port: 5001, dialect: 'native', mode: 'thread', local: { dscp: 46 } } as const
  expect(repeatLine(latency, target)).toContain('--host ::1 --port 5001 --dscp 46 --test latency')
})

test('the command in a message secures the connection as it was', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, tls: true, tlsOnly: true })
  for (const tls of [server.tls, { insecure: true }]) {
    await using client = await connect({ ...server.address, tls })
    expect(serverLine(client.target)).toMatch(/ --tls$/)
    const line = repeatLine(await client.latency({ count: 3 }), client.target) ?? ''
    const again = await run(process.execPath, wyndrvr(`${line.replace(/^npx wyndrvr /, '')} --json`))
    expect(again.code, `${line}\n${again.stderr}`).toBe(0)
    expect(readDocument(again.stdout, 'stdout').target.tls).toEqual(client.target.tls)
  }
})
