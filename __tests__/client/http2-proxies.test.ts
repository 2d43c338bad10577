import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { freePort } from '../../src/host/free-port.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { selfSigned } from '../../src/server/tls/self-signed.ts'
import { ROOT } from '../support/programs/processes.ts'

const TOKEN = '0123456789abcdef'

/** How a client reaches a proxy. */
interface Way {
  readonly url: string
  readonly tls?: { readonly ca: string }
}

/** A proxy that runs with an example's configuration until it is disposed of. */
interface Proxy extends AsyncDisposable {
  readonly ways: readonly Way[]
  /** Kills it, with its connections. */
  readonly kill: () => void
}

async function haproxy(to: number): Promise<Proxy> {
  const [port, plain] = [await freePort(), await freePort()]
  const { cert, key } = await selfSigned('127.0.0.1')
  const folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-haproxy-'))
  const pair = join(folder.path, 'pair.pem')
  writeFileSync(pair, `${cert}\n${key}`)
  const numbers = { PORT: String(port), PLAIN: String(plain), TO: String(to), CERT: pair }
  const config = join(ROOT, 'examples/proxies/haproxy-http2.cfg')
  const env = { ...process.env, ...numbers }
  const program = spawn('haproxy', ['-db', '-q', '-f', config], { stdio: 'ignore', env })
  program.once('exit', () => folder.remove())
  const secure = { url: `https://127.0.0.1:${port}/base`, tls: { ca: cert } }
  return ready(program, [secure, { url: `http://127.0.0.1:${plain}/base` }], 'SIGKILL')
}

async function nginx(to: number): Promise<Proxy> {
  const port = await freePort()
  const { cert, key } = await selfSigned('127.0.0.1')
  const folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-nginx-'))
  const example = readFileSync(join(ROOT, 'examples/proxies/nginx-http2.conf'), 'utf8')
  const config = example
    .replace('127.0.0.1:8443', `127.0.0.1:${port}`)
    .replace('127.0.0.1:5001', `127.0.0.1:${to}`)
  for (const [name, text] of [
    ['nginx.conf', config],
    ['cert.pem', cert],
    ['key.pem', key],
  ] as const)
    writeFileSync(join(folder.path, name), text)
  // Started by root, its workers run as somebody else, and keep answers there.
  chmodSync(folder.path, 0o755)
  const program = spawn('nginx', ['-p', folder.path, '-c', 'nginx.conf'], { stdio: 'ignore' })
  program.once('exit', () => folder.remove())
  return ready(program, [{ url: `https://127.0.0.1:${port}/base`, tls: { ca: cert } }], 'SIGTERM')
}

async function ready(
  program: ReturnType<typeof spawn>,
  ways: readonly Way[],
  signal: NodeJS.Signals,
): Promise<Proxy> {
  const ended = once(program, 'exit')
  await using stack = new AsyncDisposableStack()
  stack.defer(async () => {
    program.kill(signal)
    await ended
  })
  for (const way of ways) {
    const answers = async (): Promise<boolean> =>
      connect({ ...way, httpVersion: '2', token: TOKEN }).then(
        async (client) => client.close().then(() => true),
        () => false,
      )
    // A busy machine takes long to start a program.
    await expect.poll(answers, { timeout: 20_000 }).toBe(true)
  }
  const running = stack.move()
  return { ways, kill: () => program.kill(signal), [Symbol.asyncDispose]: async () => running.disposeAsync() }
}

const PROXIES = [
  ['haproxy', haproxy],
  ['nginx', nginx],
] as const

for (const [name, start] of PROXIES) {
  const isMissing = spawnSync(name, ['-v']).status !== 0
  describe(`${name}, with the configuration of the example for HTTP/2`, () => {
    let server: Server
    beforeAll(async () => {
      server = await startServer({ host: '127.0.0.1', port: 0, token: TOKEN })
    })
    afterAll(async () => server.close())

    test('is measured by a client, which proves the token through it', async ({ skip }) => {
      skip(isMissing, `${name} is not installed.`)
      await using proxy = await start(server.address.port)
      for (const way of proxy.ways) {
        await using client = await connect({ ...way, httpVersion: '2', token: TOKEN })
        expect(client.target.dialect).toBe('http2')
        expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
        expect(await client.latency({ count: 50, interval: '2ms' })).toMatchObject({ received: 50 })
        expect(await client.download({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
        expect(await client.upload({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
        for (const direction of ['download', 'upload'] as const) {
          const { seconds, bytes } = await client[direction]({ duration: '300ms' })
          expect(seconds).toBeCloseTo(0.3, 6)
          expect(bytes).toBeGreaterThan(0)
        }
        expect(await client.connectRate({ count: 20 })).toMatchObject({ completed: 20, failed: 0 })
        // nginx ends each connection after 1000 requests.
        const requests = await client.connectRate({ reuse: true, count: 2400, concurrency: 2 })
        expect(requests).toMatchObject({ completed: 2400, failed: 0 })
      }
    })

    test('keeps what was measured if the proxy is killed half-way', async ({ skip }) => {
      skip(isMissing, `${name} is not installed.`)
      await using proxy = await start(server.address.port)
      await using client = await connect({ ...proxy.ways[0], httpVersion: '2', token: TOKEN })
      let isKilled = false
      const onInterval = (): void => {
        if (!isKilled) proxy.kill()
        isKilled = true
      }
      await expect(
        client.download({ duration: '60s', reportInterval: '50ms', onInterval }),
      ).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
        measurements: [{ direction: 'download', bytes: expect.any(Number), validity: { ok: false } }],
      })
    })

    test('is an error with its answer if the server behind it is gone', async ({ skip }) => {
      skip(isMissing, `${name} is not installed.`)
      await using gone = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
      await using proxy = await start(gone.address.port)
      await gone.close()
      await expect(connect({ ...proxy.ways[0], httpVersion: '2', token: TOKEN })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_PROTOCOL',
        message: expect.stringMatching(/answered 50[23]: "<html>.*"/),
      })
    })
  })
}
