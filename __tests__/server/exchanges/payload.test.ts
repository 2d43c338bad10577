import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { connectControl, SEGMENT, transfer } from '../../support/peers/native-peer.ts'
import type { Said } from '../../support/peers/native-peer.ts'
import { CPU } from '../server-facts.ts'

const TIMED = { bytes: null, seconds: 0.3 }

describeModes('payload in the native dialect', (server) => {
  describe('download', () => {
    test.each([1, SEGMENT, 1_000_001])('of %d bytes: exactly that many, then a line', async (bytes) => {
      await using client = await connectControl(server.address)
      for (let round = 0; round < 3; round += 1) {
        await client.say(transfer('download', { bytes, block: 1024 }))
        expect(await client.line()).toBe('{}\n')
        expect(await client.raw.receiveBytes(bytes)).toHaveLength(bytes)
        expect(await client.heard()).toMatchObject({ cpu: CPU })
      }
      await client.probed()
    })

    test('for a time: segments, until the client stops it, even in pieces', async () => {
      await using client = await connectControl(server.address)
      await client.say(transfer('download', TIMED))
      expect(await client.line()).toBe('{}\n')
      await client.raw.send('{"st')
      // More than the kernels can hold of what was written before the stop.
      for (let segment = 0; segment < 2000; segment += 1) {
        expect((await client.raw.receiveBytes(SEGMENT))[0]).toBe(0)
      }
      await client.raw.send('op":true}\n')
      const rest = await client.segments()
      expect(rest.slice(0, -1).every((segment) => segment[0] === 0)).toBe(true)
      expect(await client.heard()).toMatchObject({ cpu: CPU })
      await client.probed()
    })

    test('may end in the middle of a stop', async () => {
      await using client = await connectControl(server.address)
      await client.raw.send(`${JSON.stringify(transfer('download'))}\n{"st`)
      await client.line()
      await client.raw.receiveBytes(100_000)
      expect(await client.heard()).toMatchObject({ cpu: CPU })
      await client.raw.send('op":true}\n')
      await client.probed()
    })

    test('is not faster than the requested rate', async () => {
      await using client = await connectControl(server.address)
      const startedAt = performance.now()
      await client.say(transfer('download', { bytes: 200_000, rate: 8_000_000 }))
      await client.line()
      await client.raw.receiveBytes(200_000)
      expect(performance.now() - startedAt).toBeGreaterThan(150)
    })

    test.each([
      ['of a size', { bytes: 1_000_000 }],
      ['for a time', TIMED],
    ])('%s cannot be compressed', async (_, fields) => {
      await using client = await connectControl(server.address)
      await client.say(transfer('download', fields))
      await client.line()
      const payload = await client.raw.receiveBytes(262_144)
      expect(deflateSync(payload, { level: 9 }).length).toBeGreaterThan(payload.length * 0.95)
    })
  })

  describe('upload', () => {
    test.each([1, SEGMENT, 1_000_001])('of %d bytes: every one is counted', async (bytes) => {
      await using client = await connectControl(server.address)
      for (let round = 0; round < 3; round += 1) {
        await client.say(transfer('upload', { bytes, interval: 0.01 }))
        expect(await client.line()).toBe('{}\n')
        await client.raw.send(Buffer.alloc(bytes, 1))
        const { tally, cpu } = await client.heard()
        expect({ bytes: tally?.bytes, sum: sum(tally), cpu }).toEqual({ bytes, sum: bytes, cpu: CPU })
        expect(tally?.elapsed).toBeLessThan(60e9)
      }
      await client.probed()
    })

    test('for a time: the server ends the count and reports it', async () => {
      await using client = await connectControl(server.address)
      await client.say(transfer('upload', TIMED))
      expect(await client.line()).toBe('{}\n')
      let sent = 0
      const state = { over: false }
      const heard = client.heard().finally(() => {
        state.over = true
      })
      for (; !state.over; sent += SEGMENT) await client.raw.send(Buffer.alloc(SEGMENT))
      const { tally, cpu } = await heard
      expect(tally?.bytes).toBeGreaterThan(0)
      expect(tally?.bytes).toBeLessThanOrEqual(sent)
      expect({ elapsed: tally?.elapsed, sum: sum(tally), cpu }).toEqual({
        elapsed: 3e8,
        sum: tally?.bytes,
        cpu: CPU,
      })
      expect(tally?.intervals.length).toBeLessThanOrEqual(3)
      await client.raw.send(Buffer.alloc(SEGMENT, 1))
      await client.probed()
    })

    test.each([
      ['stops sending', [Buffer.alloc(SEGMENT)], Buffer.alloc(SEGMENT, 1), SEGMENT],
      ['stops within a segment', [Buffer.alloc(100)], Buffer.alloc(SEGMENT - 100, 1), 100],
      ['ends before', [Buffer.alloc(SEGMENT), Buffer.alloc(SEGMENT, 1)], Buffer.alloc(0), 2 * SEGMENT],
    ])('for a time, from a client that %s', async (name, payload, rest, bytes) => {
      await using client = await connectControl(server.address)
      await client.say(transfer('upload', TIMED))
      await client.line()
      await client.raw.send(Buffer.concat(payload))
      const { tally } = await client.heard()
      expect({ bytes: tally?.bytes, sum: sum(tally), elapsed: tally?.elapsed }).toEqual({
        bytes,
        sum: bytes,
        elapsed: 3e8,
      })
      await client.raw.send(rest)
      if (name === 'stops within a segment') await client.raw.send(Buffer.alloc(SEGMENT, 1))
      await client.probed()
    })

    test('does not count its warm-up', async () => {
      await using client = await connectControl(server.address)
      await client.say(transfer('upload', { warmup: 3600 }))
      await client.line()
      await client.raw.send(Buffer.alloc(100_000))
      expect((await client.heard()).tally).toEqual({ bytes: 0, elapsed: 0, intervals: [] })
    })
  })
})

function sum(tally: Said['tally']): number | undefined {
  return tally?.intervals.reduce((total, part) => total + part, 0)
}
