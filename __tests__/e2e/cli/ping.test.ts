import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'

import { startServer } from '../../../src/index.ts'
import { MODES } from '../../../src/server/mode.ts'
import { startScriptedServer, unusedPort } from '../../support/peers/scripted-server.ts'
import { silentListener } from '../../support/peers/silent-listener.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { ROOT, start } from '../../support/programs/processes.ts'
import { wyndrvr } from './commands.ts'

let commands: OneProcess
beforeAll(() => {
  commands = startOneProcess()
})
afterAll(async () => commands[Symbol.asyncDispose]())

describe.each(MODES)('a server in %s mode', (mode) => {
  test('answers every ping, in each dialect and by its URL', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode })
    const address = `127.0.0.1:${server.address.port}`
    for (const [flags, dialect] of [
      [[], `native dialect, ${mode} mode`],
      [['--dialect', 'native'], `native dialect, ${mode} mode`],
      [['--dialect', 'seed'], 'seed dialect'],
      [['--dialect', 'http1'], 'http1 dialect'],
    ] as const) {
      const ended = await commands.wyndrvr(['ping', address, ...flags])
      expect(ended).toMatchObject({ code: 0, stderr: '' })
      expect(ended.stdout).toMatch(/^127\.0\.0\.1:\d+ answered in [\d.]+ (?:µs|ms|s) \(.*\)\.\n$/)
      expect(ended.stdout).toContain(`(${dialect})`)
    }
    const named = await commands.wyndrvr(['ping', `http://${address}`])
    expect(named.stdout).toContain('(http1 dialect)')
    const elsewhere = await commands.wyndrvr(['ping', `http://${address}/elsewhere`])
    expect(elsewhere).toMatchObject({ code: 3, stdout: '' })
    expect(elsewhere.stderr).toContain('answered 404: "This wyndrvr server answers /wyndrvr/health')
  })
})

test('a server written from the seed answers', async () => {
  await using server = await startScriptedServer()
  const ended = await commands.wyndrvr(['ping', `127.0.0.1:${server.port}`])
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toContain('(seed dialect).')
  expect(server.commands).toEqual(['PING', 'QUIT'])
})

test('WYNDRVR_SERVER names the server', async () => {
  await using server = await startScriptedServer()
  const env = { ...process.env, WYNDRVR_SERVER: `127.0.0.1:${server.port}` }
  await using ping = start(process.execPath, ['lib/wyndrvr.js', 'ping'], { cwd: ROOT, env })
  expect(await ping.ended).toMatchObject({ code: 0, stderr: '' })
  await using other = start(process.execPath, ['lib/wyndrvr.js', 'ping'], {
    cwd: ROOT,
    env: { ...env, WYNDRVR_SERVER: 'nowhere' },
  })
  const ended = await other.ended
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain(
    'WYNDRVR_SERVER in the environment is invalid. Expected a server as host:port',
  )
})

test('a refused connection exits with 3, after as many tries as were asked for', async () => {
  const address = `127.0.0.1:${await unusedPort()}`
  const single = await commands.wyndrvr(['ping', address])
  const sentence = `wyndrvr: Connecting to ${address} failed: the connection was refused. Start a server there, or check the host and port.`
  expect(single).toMatchObject({ code: 3, stdout: '', stderr: `${sentence}\n` })
  const thrice = await commands.wyndrvr(['ping', address, '--tries', '3', '--interval', '1ms'])
  expect(thrice).toMatchObject({ code: 3, stdout: '', stderr: `${sentence} Tried 3 times.\n` })
})

test('a server that accepts and says nothing exits with 3 at the timeout', async () => {
  const { port } = await listening((socket) => socket.resume())
  const ended = await commands.wyndrvr(['ping', `127.0.0.1:${port}`, '--timeout', '100ms'])
  expect(ended).toMatchObject({ code: 3, stdout: '' })
  expect(ended.stderr).toBe(
    `wyndrvr: 127.0.0.1:${port} did not answer within 0.1 s. Is it a wyndrvr server, or is it busy with another client?\n`,
  )
})

test.runIf(process.platform === 'linux')('a connection that is never made exits with 3', async () => {
  const { port } = await silentListener('127.0.0.1')
  const ended = await commands.wyndrvr(['ping', `127.0.0.1:${port}`, '--timeout', '100ms'])
  expect(ended).toMatchObject({ code: 3, stdout: '' })
  expect(ended.stderr).toContain(`Connecting to 127.0.0.1:${port} timed out after 0.1 s.`)
})

test('another protocol exits with 3, and its control characters are not printed', async () => {
  const { port } = await listening((socket) => void socket.write('220 \u001b[31mmail\r\n'))
  const ended = await commands.wyndrvr(['ping', `127.0.0.1:${port}`])
  expect(ended).toMatchObject({ code: 3, stdout: '' })
  expect(ended.stderr).toContain('220 ')
  expect(ended.stderr).not.toContain('\u001b')
})

test('a server that starts later ends the wait', async () => {
  const { port, server } = await listening((socket) => void socket.destroy())
  const refused = vi.fn<() => void>()
  server.on('connection', refused)
  await using ping = wyndrvr(...`ping 127.0.0.1:${port} --tries 100000 --interval 10ms`.split(' '))
  await vi.waitUntil(() => refused.mock.calls.length > 1, { timeout: 60_000 })
  server.close()
  await once(server, 'close')
  await using _ = await startServer({ host: '127.0.0.1', port })
  const ended = await ping.ended
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/\), on try [1-9]\d* of 100000\.\n$/)
})

test.each([
  ['ping localhost', "'localhost' is invalid for argument 'server'. Expected a server as host:port, such as"],
  [
    'ping localhost:0',
    "'localhost:0' is invalid for argument 'server'. Expected a server as host:port, such as",
  ],
  ['ping a:1 b:2', 'too many arguments'],
  ['ping --tries 0', "argument '0' is invalid. It must be a whole number from 1 to 1000000."],
  ['ping --timeout 0', "argument '0' is invalid. timeout must be at least 1ms, got '0s'."],
  ['ping --interval soon', "argument 'soon' is invalid. Expected a "],
  ['ping --dialect klingon', "argument 'klingon' is invalid. Allowed choices are auto, native, seed"],
])('%s is refused', async (line, sentence) => {
  const ended = await commands.wyndrvr(line.split(' '))
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain(sentence)
})

/** A listener on a free port, which does this with each connection. It closes at the end of the test. */
async function listening(
  accept: (socket: Socket) => unknown,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((socket) => void accept(socket.on('error', () => undefined)))
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => void sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, server }
}
