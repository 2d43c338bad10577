import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import type { ThroughputOptions } from '../../../src/client/throughput/plan.ts'
import { saysBusy } from '../../support/machine/busy-machine.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'

const SIZE = 1_000_000

describe('an upload', () => {
  test('ends when the server confirms the last byte', async () => {
    await using server = await startScriptedServer({
      upload: async (peer, size) => {
        await peer.send('READY')
        await peer.receiveBytes(size)
        await after(400)
        await peer.sendPieces(['DO', 'NE'])
      },
    })
    await using client = await connect(server.address)
    const upload = await client.upload({ size: SIZE })
    expect(upload).toMatchObject({
      direction: 'upload',
      asked: { bytes: SIZE },
      bytes: SIZE,
    })
    expect(upload.validity.reasons.filter((reason) => !saysBusy(reason))).toEqual([])
    expect(upload.seconds).toBeGreaterThanOrEqual(0.399)
    expect(upload.mbps).toBeCloseTo((SIZE * 8) / upload.seconds / 1e6, 6)
  })

  test('sends exactly as many bytes as it announces', async () => {
    const received: number[] = []
    await using server = await startScriptedServer({
      upload: async (peer, size) => {
        await peer.sendPieces(['REA', 'DY'])
        received.push((await peer.receiveBytes(size)).length)
        await peer.send('DONE')
      },
    })
    await using client = await connect(server.address)
    await client.upload({ size: SIZE })
    expect(received).toEqual([SIZE])
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
    expect(server.commands).toEqual(['PING', `BANDWIDTH_UPLOAD:${SIZE}\n`, 'PING'])
  })

  test.each(['close', 'reset'] as const)(
    'in which the server leaves with a %s keeps what was sent',
    async (leave) => {
      const size = 50_000_000
      await using server = await startScriptedServer({
        upload: async (peer) => {
          await peer.send('READY')
          await peer.receiveBytes(20_000_000)
          await peer[leave]()
        },
      })
      await using client = await connect(server.address)
      const error: unknown = await client.upload({ size }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
        message: expect.stringContaining(`127.0.0.1:${server.port}`),
        measurement: { direction: 'upload', asked: { bytes: size }, validity: { ok: false } },
      })
      expect(error).toHaveProperty(
        'measurement.bytes',
        expect.toSatisfy((bytes) => bytes > 0 && bytes < size),
      )
    },
  )

  test('times out if the server never confirms it', async () => {
    await using server = await startScriptedServer({ upload: async (peer) => peer.send('READY') })
    await using client = await connect(server.address)
    await expect(client.upload({ size: 1000, timeout: '300ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
    })
  })

  test('is rejected if the server confirms it too early', async () => {
    await using server = await startScriptedServer({
      upload: async (peer) => peer.sendPieces(['READY', 'DONE']),
    })
    await using client = await connect(server.address)
    await expect(client.upload({ size: 100_000_000 })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_PROTOCOL' })
  })
})

/** Longer (ms) than three of the longest other gaps, and a tenth of a second. */
const PAUSE = 1500

test('a download in which the server pauses is not trustworthy', async () => {
  await using server = await startScriptedServer({
    download: async (peer, size) => {
      await peer.send('READY')
      await peer.sendPieces(Array.from({ length: 20 }, () => 'x'.repeat(1000)))
      await after(PAUSE)
      await peer.send('x'.repeat(size - 20_000))
    },
  })
  await using client = await connect(server.address)
  const { validity } = await client.download({ size: SIZE })
  expect(validity).toEqual({ ok: false, reasons: expect.arrayContaining([PAUSED]) })
})

test('an upload in which the server pauses is not trustworthy', async () => {
  const piece = 1_000_000
  await using server = await startScriptedServer({
    upload: async (peer, size) => {
      await peer.send('READY')
      for (let read = 0; read < 20; read += 1) {
        await peer.receiveBytes(piece)
        await after(10)
      }
      await after(PAUSE)
      await peer.receiveBytes(size - 20 * piece)
      await peer.send('DONE')
    },
  })
  await using client = await connect(server.address)
  // More than the kernels at both ends buffer.
  const { validity } = await client.upload({ size: 50 * piece })
  expect(validity).toEqual({ ok: false, reasons: expect.arrayContaining([PAUSED]) })
})

const PAUSED: unknown = expect.stringMatching(
  /^No data moved for .+: the server, or the path to it, stalled\.$/,
)

describe.each(['download', 'upload'] as const)('a server that never sends READY for a %s', (direction) => {
  test('and answers with an error is quoted', async () => {
    const refuse = async (peer: { send: (text: string) => Promise<void> }): Promise<void> =>
      peer.send('ERROR:Invalid command format')
    await using server = await startScriptedServer({ [direction]: refuse })
    await using client = await connect(server.address)
    await expect(client[direction]()).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: `127.0.0.1:${server.port} refused the command: "Invalid command format".`,
      measurement: null,
    })
  })

  test('and leaves is lost, with nothing measured', async () => {
    await using server = await startScriptedServer({
      [direction]: async (peer: { close: () => Promise<void> }) => peer.close(),
    })
    await using client = await connect(server.address)
    await expect(client[direction]()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_LOST', measurement: null })
  })

  test.each<[string, ThroughputOptions]>([
    ["size must be a whole number from 1 to 1099511627776, got '0'.", { size: 0 }],
    ["size must be a whole number from 1 to 1099511627776, got '1099511627777'.", { size: 2 ** 40 + 1 }],
  ])('%s The client stays usable', async (message, options) => {
    await using server = await startScriptedServer()
    await using client = await connect(server.address)
    await expect(client[direction](options)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
    expect(await client[direction]({ size: 1000 })).toMatchObject({ bytes: 1000 })
  })
})
