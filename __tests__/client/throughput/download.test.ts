import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'

const SIZE = 1_000_000

describe('a download', () => {
  test('measures the bytes that arrived over the time in which they arrived', async () => {
    const halves = ['READY', 'x'.repeat(SIZE / 2), 'x'.repeat(SIZE / 2)]
    await using server = await startScriptedServer({ download: async (peer) => peer.sendPieces(halves) })
    await using client = await connect(server.address)
    const download = await client.download({ size: SIZE })
    expect(download).toMatchObject({
      kind: 'throughput',
      client: 1,
      direction: 'download',
      asked: { bytes: SIZE },
      bytes: SIZE,
      validity: { ok: true, reasons: [] },
    })
    expect(download.seconds).toBeGreaterThan(0)
    expect(download.mbps).toBeCloseTo((SIZE * 8) / download.seconds / 1e6, 6)
    expect(server.commands.at(-1)).toBe(`BANDWIDTH_DOWNLOAD:${SIZE}\n`)
  })

  test('does not count the time before its first byte', async () => {
    await using server = await startScriptedServer({
      download: async (peer, size) => {
        await peer.send('READY')
        await after(500)
        await peer.sendPieces(['x'.repeat(size / 2), 'x'.repeat(size / 2)])
      },
    })
    await using client = await connect(server.address)
    expect((await client.download({ size: SIZE })).seconds).toBeLessThan(0.5)
  })

  test.each([2, 59, 60, 64, 1000, 65_536, SIZE])('of %d bytes may get READY in pieces', async (size) => {
    await using server = await startScriptedServer({
      download: async (peer) => peer.sendPieces(['RE', 'A', 'DY', 'x'.repeat(size)]),
    })
    await using client = await connect(server.address)
    expect(await client.download({ size })).toMatchObject({ bytes: size })
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  })

  test.each([2, 58, 59, 60, 64, 1000, 65_536, SIZE])(
    'of %d bytes may arrive together with READY',
    async (size) => {
      await using server = await startScriptedServer({
        download: async (peer) => peer.send(`READY${'x'.repeat(size)}`),
      })
      await using client = await connect(server.address)
      expect(await client.download({ size })).toMatchObject({ bytes: size })
      expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
    },
  )

  test('that arrives in one read with READY has no measurable duration', async () => {
    await using server = await startScriptedServer({ download: async (peer) => peer.send('READYx') })
    await using client = await connect(server.address)
    expect(await client.download({ size: 1 })).toMatchObject({ bytes: 1, seconds: 0, mbps: null })
  })

  test('with more bytes than requested is rejected', async () => {
    await using server = await startScriptedServer({
      download: async (peer, size) => peer.send(`READY${'x'.repeat(size + 1)}`),
    })
    await using client = await connect(server.address)
    await expect(client.download({ size: 10 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${server.port} sent 11 bytes, but 10 were requested.`,
    })
  })

  test('keeps what arrived if the server closes', async () => {
    await using server = await startScriptedServer({
      download: async (peer) => {
        await peer.sendPieces(['READY', 'x'.repeat(300_000)])
        await peer.close()
      },
    })
    await using client = await connect(server.address)
    await expect(client.download({ size: SIZE })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: `The connection to 127.0.0.1:${server.port} was closed by the server or by something on the path to it.`,
      measurement: {
        direction: 'download',
        asked: { bytes: SIZE },
        bytes: 300_000,
        validity: {
          ok: false,
          reasons: [expect.stringContaining(`300000 of ${SIZE} bytes had been transferred`)],
        },
      },
    })
  })

  test('times out if the server stops sending, and keeps what arrived', async () => {
    await using server = await startScriptedServer({
      download: async (peer) => peer.sendPieces(['READY', 'x'.repeat(300_000)]),
    })
    await using client = await connect(server.address)
    await expect(client.download({ size: SIZE, timeout: '300ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: `No data moved to or from 127.0.0.1:${server.port} for 0.3 s. Check the server and the path, or raise the timeout.`,
      measurement: { bytes: 300_000 },
    })
  })

  test('that is stopped by an abort signal keeps what arrived', async () => {
    const stop = new AbortController()
    await using server = await startScriptedServer({
      download: async (peer) => {
        await peer.sendPieces(['READY', 'x'.repeat(1000)])
        stop.abort()
      },
    })
    await using client = await connect({ ...server.address, signal: stop.signal })
    await expect(client.download({ size: SIZE })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: { bytes: 1000 },
    })
  })
})
