import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../src/index.ts'
import { describeFresh } from '../support/describe-modes.ts'

describeFresh('a server', (start) => {
  test('counts connections that have ended, and bytes in both directions', async () => {
    await using server = await start()
    expect(server.served).toEqual({ connections: 0, received: 0, sent: 0 })
    const client = await connect(server.address)
    await client.download({ size: 3_000_000 })
    await client.upload({ size: 2_000_000 })
    await client.close()
    const idle = connectSocket(server.address)
    await once(idle, 'connect')
    idle.destroy()
    // Workers report the end of their connections; nothing else can be waited for.
    await expect.poll(() => server.served.connections).toBe(2)
    expect(server.served.sent).toBeGreaterThanOrEqual(3_000_000)
    expect(server.served.sent).toBeLessThan(3_100_000)
    expect(server.served.received).toBeGreaterThanOrEqual(2_000_000)
    expect(server.served.received).toBeLessThan(2_100_000)
  })
})
