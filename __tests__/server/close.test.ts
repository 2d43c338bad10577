import { performance } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'

import { MODES } from '../../src/server/mode.ts'
import { startServer } from '../../src/server/start-server.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'

/** More than the kernels at both ends buffer for a connection. */
const HUGE = 100_000_000
/** The 2 s in which a server closes, twice for a busy machine. */
const IN_TIME = 4000

describe.each(MODES)('closing a server, in %s mode', (mode) => {
  const options = { host: '127.0.0.1', port: 0, mode, workers: 2 } as const

  test('frees its port, ends its workers, and is idempotent', async () => {
    const server = await startServer(options)
    await Promise.all([server.close(), server.close()])
    await server.close()
    await server[Symbol.asyncDispose]()
    expect(server.workers).toEqual([])
    await expect(connectRaw(server.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await using next = await startServer({ ...options, port: server.address.port })
    expect(next.address).toEqual(server.address)
  })

  test('ends connections without a transfer at once', async () => {
    const server = await startServer(options)
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
    const server = await startServer(options)
    await using client = await connectServed(server.address)
    await client.send('BANDWIDTH_DOWN')
    const [rest] = await Promise.all([client.rest(), server.close()])
    expect(rest).toBe('')
  })

  test('lets a running upload finish', async () => {
    const server = await startServer(options)
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
    const server = await startServer(options)
    await using client = await connectServed(server.address)
    await client.send('BANDWIDTH_DOWNLOAD:20000000\n')
    expect(await client.receiveText(5)).toBe('READY')
    const [rest] = await Promise.all([client.rest(), server.close()])
    expect(rest).toHaveLength(20_000_000)
  })
})

describe.concurrent.each(MODES)('closing a server, in %s mode', (mode) => {
  const options = { host: '127.0.0.1', port: 0, mode, workers: 2 } as const

  test('cuts a download that the client does not read', async () => {
    const server = await startServer(options)
    await using client = await connectServed(server.address)
    await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
    expect(await client.receiveText(5)).toBe('READY')
    expect(await timed(async () => server.close())).toBeLessThan(IN_TIME)
    expect((await client.rest()).length).toBeLessThan(HUGE)
  })

  test('cuts a stalled upload', async () => {
    const server = await startServer(options)
    await using client = await uploading(server.address, 1000)
    await client.send('a part of it')
    const [rest, milliseconds] = await Promise.all([client.rest(), timed(async () => server.close())])
    expect(rest).toBe('')
    expect(milliseconds).toBeLessThan(IN_TIME)
  })
})

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
