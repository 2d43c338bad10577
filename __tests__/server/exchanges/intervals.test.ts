import { expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { connectControl, SEGMENT, transfer } from '../../support/peers/native-peer.ts'
import type { NativePeer, Said } from '../../support/peers/native-peer.ts'

const LAST_SEGMENT = Buffer.alloc(SEGMENT, 1)

/** Longer than any test may take. */
const ENDLESS = { bytes: null, seconds: 3600, progress: true, interval: 0.05 }

describeModes('the intervals of an upload', (server) => {
  async function uploading(fields: object): Promise<NativePeer> {
    const client = await connectControl(server.address)
    await client.say(transfer('upload', fields))
    expect(await client.line()).toBe('{}\n')
    return client
  }

  test('are reported while it runs, empty ones too', async () => {
    await using client = await uploading(ENDLESS)
    await client.raw.send(Buffer.alloc(SEGMENT))
    expect(await client.line()).toBe(`{"interval":{"index":0,"bytes":${SEGMENT}}}\n`)
    expect(await client.line()).toBe('{"interval":{"index":1,"bytes":0}}\n')
    expect(await client.line()).toBe('{"interval":{"index":2,"bytes":0}}\n')
    await client.raw.send(Buffer.concat([Buffer.alloc(SEGMENT), LAST_SEGMENT]))
    const { told, tally } = await tallied(client)
    expect([SEGMENT, 0, 0, ...told]).toEqual(tally?.intervals.slice(0, 3 + told.length))
    expect(tally?.bytes).toBe(3 * SEGMENT)
    await client.probed()
  })

  test('match the tally, which also has the last one', async () => {
    await using client = await uploading({ bytes: null, seconds: 0.25, progress: true, interval: 0.1 })
    const state = { over: false }
    const heard = tallied(client).finally(() => {
      state.over = true
    })
    while (!state.over) await client.raw.send(Buffer.alloc(SEGMENT))
    const { told, tally } = await heard
    // A late server leaves the second one to the tally.
    expect([1, 2]).toContain(told.length)
    expect(told).toEqual(tally?.intervals.slice(0, told.length))
    expect(tally?.elapsed).toBe(2.5e8)
    await client.raw.send(LAST_SEGMENT)
    await client.probed()
  })

  test('of an amount are reported up to its last byte', async () => {
    await using client = await uploading({ bytes: 50_000, progress: true, interval: 0.05 })
    await client.raw.send(Buffer.alloc(20_000))
    expect((await client.heard()).interval).toEqual({ index: 0, bytes: 20_000 })
    expect((await client.heard()).interval).toEqual({ index: 1, bytes: 0 })
    await client.raw.send(Buffer.alloc(30_000))
    const { told, tally } = await tallied(client)
    expect(tally?.intervals.slice(0, 2 + told.length)).toEqual([20_000, 0, ...told])
    expect(sum(tally?.intervals)).toBe(50_000)
    await client.probed()
  })

  test('begin after the warm-up', async () => {
    await using client = await uploading({ ...ENDLESS, warmup: 0.1 })
    await client.raw.send(Buffer.alloc(SEGMENT))
    expect(await client.line()).toBe('{"interval":{"index":0,"bytes":0}}\n')
  })

  test('are reported only on request, and not for a download', async () => {
    await using client = await connectControl(server.address)
    for (const progress of [undefined, false]) {
      await client.say(transfer('upload', { bytes: null, seconds: 0.15, interval: 0.05, progress }))
      expect(await client.line()).toBe('{}\n')
      await client.raw.send(Buffer.alloc(SEGMENT))
      expect((await client.heard()).tally).toMatchObject({ bytes: SEGMENT })
      await client.raw.send(LAST_SEGMENT)
    }
    await client.say(
      transfer('download', { bytes: 100_000, progress: true, rate: 8_000_000, interval: 0.01 }),
    )
    expect(await client.line()).toBe('{}\n')
    await client.raw.receiveBytes(100_000)
    expect(await client.heard()).toHaveProperty('cpu')
    await client.probed()
  })

  test('are refused if the request for them is not a boolean', async () => {
    await using client = await connectControl(server.address)
    await client.say(transfer('upload', { progress: 'yes' }))
    expect((await client.heard()).error).toMatchObject({
      code: 'request',
      message: expect.stringContaining('progress'),
    })
    expect(await client.raw.rest()).toBe('')
  })

  test('do not keep a connection alive on which no payload arrives', async () => {
    await using strict = await server.startFresh({ idleTimeout: '500ms' })
    await using client = await connectControl(strict.address)
    await client.say(transfer('upload', ENDLESS))
    expect(await client.line()).toBe('{}\n')
    await client.raw.send(Buffer.alloc(SEGMENT))
    expect(await client.raw.rest()).toMatch(/^(\{"interval":\{"index":\d+,"bytes":\d+\}\}\n)+$/)
  })
})

/** Everything that the server reports about an upload, up to its tally. */
async function tallied(
  client: NativePeer,
): Promise<{ readonly told: number[]; readonly tally: Said['tally'] }> {
  const told: number[] = []
  for (;;) {
    const { interval, tally } = await client.heard()
    if (interval === undefined) return { told, tally }
    told.push(interval.bytes)
  }
}

function sum(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((total, value) => total + value, 0)
}
