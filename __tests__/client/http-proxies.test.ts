import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { freePort } from '../../src/host/free-port.ts'
import { startServer } from '../../src/server/start-server.ts'
import { ROOT } from '../support/programs/processes.ts'

/** A proxy that runs with an example's configuration until it is disposed of. */
async function startHaproxy(to: number): Promise<AsyncDisposable & { readonly port: number }> {
  const port = await freePort()
  const config = join(ROOT, 'examples/proxies/haproxy.cfg')
  const env = { ...process.env, PORT: String(port), TO: String(to) }
  const proxy = spawn('haproxy', ['-db', '-q', '-f', config], { stdio: 'ignore', env })
  const ended = once(proxy, 'exit')
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      proxy.kill('SIGKILL')
      await ended
    },
  }
}

/** A busy machine takes long to start a program. */
const STARTS = { timeout: 20_000 }

const hasHaproxy = spawnSync('haproxy', ['-v']).status === 0

describe.runIf(hasHaproxy)('haproxy in HTTP mode, with the configuration of the example', () => {
  test('is measured by a client over HTTP, which proves the token through it', async () => {
    const token = '0123456789abcdef'
    await using server = await startServer({ host: '127.0.0.1', port: 0, token })
    await using proxy = await startHaproxy(server.address.port)
    const url = `http://127.0.0.1:${proxy.port}/base`
    await expect
      .poll(
        async () =>
          fetch(`${url}/wyndrvr/health`).then(
            ({ status }) => status,
            () => 0,
          ),
        STARTS,
      )
      .toBe(200)
    await using client = await connect({ url, token })
    expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
    expect(await client.latency({ count: 50, interval: '2ms' })).toMatchObject({ received: 50 })
    expect(await client.download({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
    expect(await client.upload({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
    for (const direction of ['download', 'upload'] as const) {
      const { seconds, bytes } = await client[direction]({ duration: '500ms' })
      expect(seconds).toBeCloseTo(0.5, 6)
      expect(bytes).toBeGreaterThan(0)
    }
    expect(await client.connectRate({ count: 30 })).toMatchObject({ completed: 30, failed: 0 })
  })

  test('is an error with its answer if the server behind it is gone', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    await using proxy = await startHaproxy(server.address.port)
    const url = `http://127.0.0.1:${proxy.port}/base`
    await expect
      .poll(
        async () =>
          fetch(`${url}/wyndrvr/health`).then(
            ({ status }) => status,
            () => 0,
          ),
        STARTS,
      )
      .toBe(200)
    await server.close()
    await expect(connect({ url })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringMatching(/answered 503 Service Unavailable: "<html>.*"/),
    })
  })
})
