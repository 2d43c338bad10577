import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'

import { describeFresh } from '../support/describe-modes.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'

/** More than the kernels at both ends buffer for a connection. */
const HUGE = 100_000_000
/** The 2 s in which a server closes, twice for a busy machine. */
const IN_TIME = 4000

describeFresh('closing a server', (start) => {
  test('frees its port, ends its workers, and is idempotent', async () => {
    await using server = await start()
    await Promise.all([server.close(), server.close()])
    await server.close()
    await server[Symbol.asyncDispose]()
    expect(server.workers).toEqual([])
    await expect(connectRaw(server.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await using next = await start({ port: server.address.port })
    expect(next.address).toEqual(server.address)
  })

  test('ends connections without a transfer at once', async () => {
    await using server = await start()
    await using served = await connectServed(server.address)
    await using waiting = await connectRaw(server.address)
    const [rests, milliseconds] = await Promise.all([
      Promise.all([served.rest(), waiting.rest()]),
      timed(async () => server.close()),
    ])
    expect(rests).toEqual(['', ''])
    // Less than the time that a running transfer gets.
    expect(milliseconds).toBeLessThan(1400)
  })

  test('ends a connection in the middle of a command', async () => {
    await using server = await start()
    await using client = await connectServed(server.address)
    await client.send('BANDWIDTH_DOWN')
    const [rest] = await Promise.all([client.rest(), server.close()])
    expect(rest).toBe('')
  })

  test('lets a running upload finish', async () => {
    await using server = await start()
    await using client = await uploading(server.address, 200_000)
    await using idle = await connectRaw(server.address)
    await client.send(Buffer.alloc(100_000))
    const closing = server.close()
    // It ends at once, served or waiting, because the server is closing.
    expect(await idle.rest()).toBe('')
    await client.send(Buffer.alloc(100_000))
    expect(await client.rest()).toBe('DONE')
    await closing
  })

  test('lets a running download finish', async () => {
    await using server = await start()
    await using client = await connectServed(server.address)
    await client.send('BANDWIDTH_DOWNLOAD:20000000\n')
    expect(await client.receiveText(5)).toBe('READY')
    const [rest] = await Promise.all([client.rest(), server.close()])
    expect(rest).toHaveLength(20_000_000)
  })
})

describeFresh(
  'closing a server during a stalled transfer',
  (start) => {
    test('cuts a download that the client does not read', async () => {
      await using server = await start()
      await using client = await connectServed(server.address)
      await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
      expect(await client.receiveText(5)).toBe('READY')
      expect(await timed(async () => server.close())).toBeLessThan(IN_TIME)
      expect((await client.rest()).length).toBeLessThan(HUGE)
    })

    test('cuts a stalled upload', async () => {
      await using server = await start()
      await using client = await uploading(server.address, 1000)
      await client.send('a part of it')
      const [rest, milliseconds] = await Promise.all([client.rest(), timed(async () => server.close())])
      expect(rest).toBe('')
      expect(milliseconds).toBeLessThan(IN_TIME)
    })
  },
  { concurrent: true },
)

async function uploading(address: { host: string; port: number }, size: number): Promise<RawPeer> {
  const client = await connectServed(address)
  await client.send(`BANDWIDTH_UPLOAD:${size}\n`)
  expect(await client.receiveText(5)).toBe('READY')
  return client
}

async function timed(run: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}
