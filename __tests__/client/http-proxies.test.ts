import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { freePort } from '../../src/host/free-port.ts'
import { startServer } from '../../src/server/start-server.ts'
import { ROOT } from '../support/programs/processes.ts'

const TOKEN = '0123456789abcdef'

/** A proxy that runs with an example's configuration until it is disposed of. */
interface Proxy extends AsyncDisposable {
  readonly url: string
}

/** A program that is a proxy. */
interface ProxyProgram {
  readonly name: string
  /** Whether it is installed. */
  readonly exists: boolean
  /** Starts it, and waits until it passes requests on. */
  readonly start: (to: number) => Promise<Proxy>
}

const haproxy: ProxyProgram = {
  name: 'haproxy',
  exists: spawnSync('haproxy', ['-v']).status === 0,
  start: async (to) => {
    const port = await freePort()
    const config = join(ROOT, 'examples/proxies/haproxy.cfg')
    const env = { ...process.env, PORT: String(port), TO: String(to) }
    return ready(spawn('haproxy', ['-db', '-q', '-f', config], { stdio: 'ignore', env }), port)
  },
}

const nginx: ProxyProgram = {
  name: 'nginx',
  exists: spawnSync('nginx', ['-v']).status === 0,
  start: async (to) => {
    const port = await freePort()
    const folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-nginx-'))
    const example = readFileSync(join(ROOT, 'examples/proxies/nginx.conf'), 'utf8')
    const config = example
      .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
      .replace('127.0.0.1:5001', `127.0.0.1:${to}`)
    writeFileSync(join(folder.path, 'nginx.conf'), config)
    // Started by root, its workers run as somebody else, and keep answers there.
    chmodSync(folder.path, 0o755)
    const program = spawn('nginx', ['-p', folder.path, '-c', 'nginx.conf'], { stdio: 'ignore' })
    program.once('exit', () => folder.remove())
    return ready(program, port, 'SIGTERM')
  },
}

async function ready(
  program: ReturnType<typeof spawn>,
  port: number,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<Proxy> {
  const ended = once(program, 'exit')
  const url = `http://127.0.0.1:${port}/base`
  const status = async (): Promise<number> =>
    fetch(`${url}/wyndrvr/health`).then(
      (answer) => answer.status,
      () => 0,
    )
  await using stack = new AsyncDisposableStack()
  stack.defer(async () => {
    program.kill(signal)
    await ended
  })
  // A busy machine takes long to start a program.
  await expect.poll(status, { timeout: 20_000 }).toBe(200)
  const running = stack.move()
  return { url, [Symbol.asyncDispose]: async () => running.disposeAsync() }
}

for (const { name, exists, start } of [haproxy, nginx]) {
  if (!exists) console.warn(`${name} is not installed: the tests through it are skipped.`)
  describe.runIf(exists)(`${name}, with the configuration of the example`, () => {
    test('is measured by a client over HTTP, which proves the token through it', async () => {
      await using server = await startServer({ host: '127.0.0.1', port: 0, token: TOKEN })
      await using proxy = await start(server.address.port)
      await using client = await connect({ url: proxy.url, token: TOKEN })
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

    test('is measured by a client over WebSocket', async () => {
      await using server = await startServer({ host: '127.0.0.1', port: 0, token: TOKEN })
      await using proxy = await start(server.address.port)
      await using client = await connect({ url: proxy.url, dialect: 'ws', token: TOKEN })
      expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
      expect(await client.latency({ count: 50, interval: '2ms' })).toMatchObject({ received: 50 })
      expect(await client.download({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
      expect(await client.upload({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
      const { download, upload } = await client.bidirectional({ duration: '300ms' })
      expect(Math.min(download.bytes, upload.bytes)).toBeGreaterThan(0)
      expect(await client.connectRate({ count: 30 })).toMatchObject({ completed: 30, failed: 0 })
    })

    test('is an error with its answer if the server behind it is gone', async () => {
      await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
      await using proxy = await start(server.address.port)
      await server.close()
      await expect(connect({ url: proxy.url })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_PROTOCOL',
        message: expect.stringMatching(/answered 50[23] [\w ]+: "<html>.*"/),
      })
    })
  })
}
