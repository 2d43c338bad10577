import { expect, test } from 'vitest'

import { describeFresh } from '../../support/describe-modes.ts'
import { connectControl } from '../../support/peers/native-peer.ts'
import { begun, echoFlow, flow } from '../../support/peers/udp-peer.ts'

const SILENCE = 400

describeFresh(
  'a UDP flow whose client falls silent',
  (start) => {
    test.each([
      ['download', flow('download', { bytes: null, seconds: 3600, rate: 1e6, progress: true })],
      ['echo', echoFlow(18)],
    ])('(%s) ends with its connection, long before the idle limit', async (_, request) => {
      await using server = await start({ workers: 1 }, { flowSilence: SILENCE })
      await using client = await connectControl(server.address)
      const { peer } = await begun(client, '127.0.0.1', request)
      expect(await client.raw.rest()).toBe('')
      await peer[Symbol.asyncDispose]()
    })

    test('goes on while the client shows that it is there, and the server answers its pings', async () => {
      await using server = await start({ workers: 1 }, { flowSilence: SILENCE })
      await using client = await connectControl(server.address)
      const { peer } = await begun(
        client,
        '127.0.0.1',
        flow('download', { bytes: null, seconds: 3600, rate: 1e6 }),
      )
      await using receiver = peer
      const startedAt = performance.now()
      while (performance.now() - startedAt < 3 * SILENCE) {
        await client.say({ alive: true, ping: true })
        expect(await client.heard()).toEqual({ pong: true })
        await receiver.next()
      }
      await client.say({ stop: true })
      expect(await client.heard()).toHaveProperty('sent')
    })
  },
  { concurrent: true },
)
