import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import type { AddressInfo, NetConnectOpts, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'

import { afterTest, programs } from '../../../harness/programs/programs.ts'
import type { Program, SpawnOptions } from '../../../harness/programs/spawn-program.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'

const FOREVER = 'setInterval(() => {}, 1000)'

/** Listens where its arguments say. */
const LISTEN = "require('node:net').createServer().listen(...JSON.parse(process.argv[1]))"

/** Answers HTTP requests with 503 first, then with 200. */
const WARMING = `
  let requests = 0
  require('node:http').createServer((_, response) => response.writeHead((requests += 1) < 3 ? 503 : 200).end())
    .listen(Number(process.argv[1]), '127.0.0.1')`

/** Answers HTTPS requests, with the key and the certificate in files. */
const SECURE = `
  const [port, key, cert] = process.argv.slice(1)
  const { readFileSync } = require('node:fs')
  require('node:https').createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => response.end())
    .listen(Number(port), '127.0.0.1')`

describe('a program is ready when', () => {
  test('it prints a text', async () => {
    const { ready, output } = await node(`console.log('on port 1 (test)'); ${FOREVER}`, [], {
      ready: 'port 1 (test)',
    })
    expect([ready?.[0], output]).toEqual(['port 1 (test)', 'on port 1 (test)\n'])
  })

  test('it accepts connections on {port}, a free one', async () => {
    const { port } = await node(LISTEN, ['[{port}, "127.0.0.1"]'])
    expect(await accepts({ port: port ?? 0, host: '127.0.0.1' })).toBe(true)
  })

  test.runIf(LOOPBACKS.includes('::1'))(
    'it accepts connections on the IPv6 loopback address only',
    async () => {
      const port = await portThatWasFree()
      await node(LISTEN, [`[${port}, "::1"]`], { ready: port })
      expect(await accepts({ port, host: '::1' })).toBe(true)
    },
  )

  test('it accepts connections at a host and port', async () => {
    const port = await portThatWasFree()
    await node(LISTEN, [`[${port}, "127.0.0.2"]`], { ready: { host: '127.0.0.2', port } })
    expect(await accepts({ port, host: '127.0.0.2' })).toBe(true)
  })

  test.runIf(process.platform !== 'win32')('it accepts connections on a Unix socket', async () => {
    const path = join(tmpdir(), `wyndrvr-${process.pid}.sock`)
    await node(LISTEN, [JSON.stringify([path])], { ready: { socket: path } })
    expect(await accepts({ path })).toBe(true)
  })

  test('it answers an HTTP request with success', async () => {
    const { port } = await node(WARMING, ['{port}'], { ready: { http: 'http://127.0.0.1:{port}/' } })
    const { status } = await fetch(`http://127.0.0.1:${port}/`)
    expect(status).toBe(200)
  })

  test('it answers an HTTP request with a given status', async () => {
    const { port } = await node(WARMING, ['{port}'], {
      ready: { http: 'http://127.0.0.1:{port}/', status: 503 },
    })
    const { status } = await fetch(`http://127.0.0.1:${port}/`)
    expect(status).toBe(503)
  })
})

describe('a program is not started', () => {
  test('if something listens on its port already', async () => {
    const { port } = await listening(createServer())
    const refused = `was not started: something already answers at localhost:${port}. End that program, or`
    await expect(node(FOREVER, [], { ready: port })).rejects.toThrow(refused)
  })

  test('if something answers at its URL already', async () => {
    const { port } = await listening(createHttpServer((_, response) => response.end()))
    const options = { ready: { http: `http://127.0.0.1:${port}/health` } }
    await expect(node(FOREVER, [], options)).rejects.toThrow(
      `something already answers at 127.0.0.1:${port}.`,
    )
  })

  test('in a folder that does not exist', async () => {
    await expect(node(FOREVER, [], { cwd: '/no/such/folder' })).rejects.toThrow(
      'was not started: its working directory /no/such/folder does not exist.',
    )
  })

  test.each([
    [{ http: 'localhost:80' }, "ready needs a URL such as http://127.0.0.1:8080/health, got 'localhost:80'."],
    [70_000, 'ready needs a port from 1 to 65535, got 70000.'],
  ])('with ready: %j', async (ready, sentence) => {
    await expect(node(FOREVER, [], { ready })).rejects.toThrow(sentence)
  })
})

// Programs under test have certificates of their own, which nobody signed.
test.skipIf(spawnSync('openssl', ['version']).status !== 0)(
  'a program is ready when it answers over HTTPS',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-https-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const kind = [
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
    ]
    execFileSync('openssl', ['req', ...kind, '-subj', '/CN=test', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
    const { port } = await node(SECURE, ['{port}', key, cert], {
      ready: { http: 'https://127.0.0.1:{port}/' },
    })
    expect(await accepts({ port: port ?? 0, host: '127.0.0.1' })).toBe(true)
  },
)

describe('a program that ends on its own', () => {
  beforeEach(async () => afterTest(false))

  test.each([
    ['process.exitCode = 7', 'ended with exit code 7 before it was stopped. It printed:\nlast words'],
    [
      '',
      'ended with exit code 0 before it was stopped. Run it in the foreground, or allow its end with mayEnd: true.',
    ],
  ])('fails the test: %s', async (end, sentence) => {
    await endedProgram(`console.log('last words'); ${end}`)
    await expect(afterTest(true)).rejects.toThrow(sentence)
    // The tests that follow have their own failures.
    await expect(afterTest(false)).resolves.toBeUndefined()
  })

  test.runIf(process.platform !== 'win32')('fails the test with its signal', async () => {
    await endedProgram("process.kill(process.pid, 'SIGSEGV')")
    await expect(afterTest(true)).rejects.toThrow('was ended by SIGSEGV before it was stopped.')
  })

  test('does not fail the test if it may end, or if the test stopped it', async () => {
    await endedProgram('', { mayEnd: true })
    const stopped = await node(FOREVER)
    await stopped.stop()
    await expect(afterTest(false)).resolves.toBeUndefined()
  })
})

/** Runs a script until the test ends. */
async function node(
  script: string,
  words: readonly string[] = [],
  options: SpawnOptions = {},
): Promise<Program> {
  const group = programs()
  onTestFinished(group.end)
  return group.spawn(process.execPath, ['-e', script, ...words], options)
}

/** Runs a script that has ended when this resolves. */
async function endedProgram(script: string, options: SpawnOptions = {}): Promise<void> {
  const { pid } = await node(script, [], options)
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function portThatWasFree(): Promise<number> {
  const server = createServer()
  const { port } = await listening(server)
  server.close()
  await once(server, 'close')
  return port
}

async function listening(
  server: Pick<Server, 'listen' | 'address' | 'close' | 'once'>,
): Promise<AddressInfo> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  return server.address() as AddressInfo
}

async function accepts(place: NetConnectOpts): Promise<boolean> {
  const socket = connect(place)
  await once(socket, 'connect')
  return socket.destroy().destroyed
}
