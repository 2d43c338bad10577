import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import { expect, onTestFinished, test } from 'vitest'

import { watchIdle } from '../../src/transfer/idle-watch.ts'

/** More than the kernels at both ends take for a connection. */
const HUGE = 100_000_000
const LIMIT = 800

/** Both ends of a connection; the far end does not read. */
async function connected(): Promise<readonly [near: Socket, far: Socket]> {
  const server = createServer({ pauseOnConnect: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const near = connect({ host: '127.0.0.1', port })
  const [far] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    for (const socket of [near, far]) socket.on('error', () => undefined).destroy()
    server.close()
  })
  return [near, far]
}

/** Time (ms) from now to the call back. */
async function idleAfter(socket: Socket): Promise<number> {
  const startedAt = performance.now()
  await new Promise<void>((resolve) => void watchIdle(socket, LIMIT, resolve))
  return performance.now() - startedAt
}

test('a reader that stops in the middle of a large write is idle after the limit, not after twice as long', async () => {
  const [near] = await connected()
  let timedOutAfter = 0
  const startedAt = performance.now()
  near.setTimeout(LIMIT, () => {
    timedOutAfter = performance.now() - startedAt
  })
  near.write(Buffer.alloc(HUGE))
  const passed = await idleAfter(near)
  expect(passed).toBeGreaterThanOrEqual(LIMIT)
  // Node's own timeout has begun anew by then.
  expect(timedOutAfter).toBe(0)
})

test('a slow reader, a slow writer, and a silent one count as what they are', async () => {
  const [near, far] = await connected()
  near.write(Buffer.alloc(HUGE))
  let moves = 0
  const timer = setInterval(() => {
    moves += 1
    // Reads for the first half of the time, and writes for the other.
    if (moves < 12) far.read(1_000_000)
    else if (moves < 24) far.write('x')
    else clearInterval(timer)
  }, LIMIT / 8)
  near.resume()
  const passed = await idleAfter(near)
  expect(moves).toBeGreaterThanOrEqual(24)
  expect(passed).toBeGreaterThanOrEqual(LIMIT * 3)
})
