import { once } from 'node:events'
import { describe, expect, test } from 'vitest'

import { dropsIn, hostDrops } from '../../src/host/host-drops.ts'
import { LOOPBACKS } from '../support/machine/ipv6.ts'
import { closeUdp, connectUdp, openUdp } from '../../src/transfer/udp-socket.ts'

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  406: 0100007F:1389 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 11 2 0000000000000000 17
  407: 0100007F:1389 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 12 2 0000000000000000 0
  408: 00000000:1389 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13 2 0000000000000000 5
  409: 0200007F:1389 0200007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 14 2 0000000000000000 9
`

describe('the drops of a socket', () => {
  test('are in the last column of its line', () => {
    expect(dropsIn(TABLE, 5001, 50_000)).toBe(17)
    expect(dropsIn(TABLE, 5001, 0)).toBe(5)
  })

  test('are unknown if no line or more than one has these ports', () => {
    expect(dropsIn(TABLE, 5002, 50_000)).toBeNull()
    expect(dropsIn(TABLE, 5001, 50_001)).toBeNull()
    expect(dropsIn('', 5001, 50_000)).toBeNull()
  })

  test.runIf(process.platform === 'linux').each(LOOPBACKS)(
    'count what the kernel dropped because its buffer was full: %s',
    async (address) => {
      const [one, other] = await Promise.all([openUdp({ address, port: 0 }), openUdp({ address, port: 0 })])
      try {
        await connectUdp(one, { address, port: other.address().port })
        await connectUdp(other, { address, port: one.address().port })
        expect(await hostDrops(one)).toBe(0)
        one.setRecvBufferSize(4096)
        const came: Buffer[] = []
        one.on('message', (bytes: Buffer) => came.push(bytes))
        // All in one turn of the event loop, in which nothing is read.
        for (let index = 0; index < 500; index += 1) other.send(Buffer.alloc(1000))
        other.send('the end')
        const dropped = await hostDrops(one)
        expect(dropped).toBeGreaterThan(100)
        while (came.length + Number(dropped) < 501) await once(one, 'message')
        expect(came.length + Number(await hostDrops(one))).toBe(501)
      } finally {
        closeUdp(one)
        closeUdp(other)
      }
    },
  )

  test('are unknown for a socket without a peer', async () => {
    const socket = await openUdp({ address: '127.0.0.1', port: 0 })
    expect(await hostDrops(socket)).toBeNull()
    closeUdp(socket)
    closeUdp(socket)
  })
})
