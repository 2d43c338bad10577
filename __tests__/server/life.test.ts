import { test } from 'vitest'
import type { ExpectStatic } from 'vitest'

import { connect } from '../../src/index.ts'
import type { Server } from '../../src/server/start-server.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { connectRaw } from '../support/peers/raw-client.ts'
import { askHttp } from './http/ask-http.ts'

const TOKEN = 'a-token-of-enough-characters'

describeFresh(
  'a server with oneOff',
  (start, mode) => {
    test('closes when its first session has ended, but not after a handshake or a health check alone', async ({
      expect,
    }) => {
      const server = await start({ oneOff: true })
      await shakeHands(server, expect)
      expect((await askHttp(server.address, '/wyndrvr/health')).status).toBe(200)
      await expect.poll(() => server.served.connections).toBe(2)
      const client = await connect(server.address)
      expect(await client.latency({ count: 2 })).toMatchObject({ received: 2 })
      await client.close()
      expect(await server.ended).toBe('one-off')
      await expect(connect({ ...server.address, dialect: 'native' })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_CONNECT',
      })
    })

    test.skipIf(mode === 'sequential')(
      'serves sessions that overlap the first one to their end',
      async ({ expect }) => {
        const server = await start({ oneOff: true })
        const [first, second] = [await connect(server.address), await connect(server.address)]
        await first.latency({ count: 1 })
        await first.close()
        await expect.poll(() => server.served.connections).toBe(1)
        expect(await second.download({ size: '100kB' })).toMatchObject({ bytes: 100_000 })
        await second.close()
        expect(await server.ended).toBe('one-off')
      },
    )

    test('counts a session as one over all its connections', async ({ expect }) => {
      const server = await start({ oneOff: true })
      const client = await connect(server.address)
      await client.upload({ size: '100kB', streams: 2 })
      await client.connectRate({ count: 20, concurrency: 1 })
      expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
      await client.close()
      expect(await server.ended).toBe('one-off')
    })

    test('is not ended by a client that has not proved the token', async ({ expect }) => {
      const server = await start({ token: TOKEN, oneOff: true, exitAfterIdle: '3s' })
      await using stranger = await connectRaw(server.address)
      await stranger.send('PING')
      expect(await stranger.receiveText(4)).toBe('PONG')
      await stranger.send('QUIT')
      expect(await stranger.rest()).toBe('BYE')
      expect((await askHttp(server.address, '/wyndrvr/echo')).status).toBe(401)
      // Its session would have ended the server after 1 s.
      expect(await server.ended).toBe('idle')
    })

    test('goes on during a connect test, whose connections prove no token', async ({ expect }) => {
      const server = await start({ token: TOKEN, oneOff: true })
      const client = await connect({ ...server.address, token: TOKEN })
      await client.latency({ count: 1 })
      await client.connectRate({ duration: '1.5s', concurrency: 1 })
      expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
      await client.close()
      expect(await server.ended).toBe('one-off')
    })

    test('closes after a client of the seed dialect', async ({ expect }) => {
      const server = await start({ oneOff: true })
      const client = await connect({ ...server.address, dialect: 'seed' })
      await client.latency({ count: 1 })
      await client.close()
      expect(await server.ended).toBe('one-off')
    })
  },
  { concurrent: true },
)

describeFresh(
  'a server with exitAfterIdle',
  (start) => {
    test('closes if nobody uses it', async ({ expect }) => {
      const server = await start({ exitAfterIdle: '20ms' })
      expect(await server.ended).toBe('idle')
    })

    test('does not close during a session, however long', async ({ expect }) => {
      const server = await start({ exitAfterIdle: '500ms' })
      const client = await connect(server.address)
      expect(await client.latency({ duration: '1.5s', interval: '100ms', busyPoll: false })).toMatchObject({
        lost: 0,
      })
      await client.close()
      expect(await server.ended).toBe('idle')
    })
  },
  { concurrent: true },
)

describeFresh('a server', (start) => {
  test('says that it was closed', async ({ expect }) => {
    const server = await start({ oneOff: true, exitAfterIdle: '1h' })
    await server.close()
    expect(await server.ended).toBe('closed')
  })

  test('refuses an idle time of nothing', async ({ expect }) => {
    await expect(start({ exitAfterIdle: 0 })).rejects.toThrow(
      "The server's exitAfterIdle must be at least 1ms, got '0'.",
    )
  })
})

/** What a health check does. Resolves when the server has counted it. */
async function shakeHands(server: Server, expect: ExpectStatic): Promise<void> {
  const before = server.served.connections
  const client = await connect(server.address)
  await client.close()
  await expect.poll(() => server.served.connections).toBe(before + 1)
}
