import { describe, expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { connect, startServer } from '../../src/index.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { startUdpRelay } from '../support/peers/udp-relay.ts'

/** Time (ms) after which the proxy closes what is idle, and a test that is longer. */
const IDLE = 1000
const LONG = { duration: 1.8 * IDLE, rate: '10Mbit/s' } as const

describeFresh(
  'behind a proxy that closes idle connections',
  (start) => {
    test('a control connection outlives the work of streams', async () => {
      await using server = await start()
      await using proxy = await startUdpRelay(server.address, null, { idle: IDLE })
      await using client = await connect({ host: proxy.host, port: proxy.port, keepAlive: '50ms' })
      const { seconds } = await client.download({ ...LONG, streams: 2 })
      expect(seconds).toBe(LONG.duration / 1000)
      expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
      expect(await client.upload({ size: 1000, streams: 2 })).toMatchObject({ bytes: 1000 })
    })
  },
  { concurrent: true },
)

describe('behind a proxy that closes idle connections', { concurrent: true }, () => {
  test('a UDP flow keeps its connection', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using proxy = await startUdpRelay(server.address, ({ bytes }) => [bytes], { idle: IDLE })
    await using client = await connect({ host: proxy.host, port: proxy.port, keepAlive: '50ms' })
    const flow = { duration: LONG.duration, rate: '100kbit/s' } as const
    expect((await client.udpUpload(flow)).received).toBeGreaterThan(0)
  })

  test('an arm of a comparison outlives the bursts of a slow one', async () => {
    // Keepalives are 2 s apart.
    const idle = 3000
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using slow = await startDelayProxy(server.address.port, idle / 4, false)
    await using proxy = await startUdpRelay(server.address, null, { idle })
    const { error } = await compare({
      base: { host: slow.host, port: slow.port },
      head: { host: proxy.host, port: proxy.port },
      measure: ['latency'],
      budget: '6s',
    })
    // A burst of the slow arm takes longer than the budget.
    expect(error).toMatchObject({ code: 'ERR_WYNDRVR_TIMEOUT' })
    expect(proxy.closedIdle()).toBe(0)
  })
})

describeFresh('a connection that was cut between two tests', (start) => {
  test('is opened again, as are its streams', async () => {
    await using server = await start()
    await using proxy = await startUdpRelay(server.address, null)
    await using client = await connect({ host: proxy.host, port: proxy.port })
    for (let round = 0; round < 2; round += 1) {
      expect(await client.download({ size: 10_000, streams: 2 })).toMatchObject({ bytes: 10_000 })
      await proxy.cut()
      // The end of a connection has arrived when a new one was served.
      await (await connect(server.address)).close()
    }
    expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
  })

  test('is an error if the server has gone', async () => {
    await using server = await start()
    await using client = await connect(server.address)
    await server.close()
    await expect(client.latency({ count: 1 })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_WYNDRVR_(CONNECT|LOST)$/),
    })
  })
})

test('a connection that is cut during a test says that it may not have been the server', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startUdpRelay(server.address, null)
  await using client = await connect({ host: proxy.host, port: proxy.port })
  const onInterval = (): void => void proxy.cut()
  const running = client.download({ duration: '60s', reportInterval: '50ms', onInterval })
  await expect(running).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_LOST',
    message: expect.stringMatching(/was (closed|reset) by the server or by something on the path to it\.$/),
  })
})

test('keepAlive has a minimum', async () => {
  await expect(connect({ port: 1, keepAlive: '49ms' })).rejects.toMatchObject({
    message: "keepAlive must be at least 50ms, got '49ms'.",
  })
})
