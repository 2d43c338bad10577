import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { unusedPort } from '../../support/peers/scripted-server.ts'
import { gone, isAlive, ROOT, start } from '../../support/programs/processes.ts'
import type { Running } from '../../support/programs/processes.ts'
import { hasTmux, tmuxTerminal } from '../tmux.ts'
import { announced, client, serve, wyndrvr } from './commands.ts'

const BIN = join(ROOT, 'lib/wyndrvr.js')
const POSIX = process.platform !== 'win32'

test('--announce json prints the address as one line of JSON, and the rest on standard error', async () => {
  await using server = await announced('--one-off')
  const said: { readonly port: number } = JSON.parse(server.line)
  expect(said).toEqual({
    event: 'listening',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    host: '127.0.0.1',
    port: expect.any(Number),
    addresses: ['127.0.0.1'],
    mode: 'thread',
    pid: server.child.pid,
    warnings: [],
  })
  await measured(said.port)
  const { code, stdout, stderr } = await server.ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: server.line })
  expect(stderr).toMatch(/started on 127\.0\.0\.1:\d+\n/)
})

test('--one-off ends the server after one session', async () => {
  await using server = await serve('--one-off')
  await measured(server.port)
  const { code, stdout, stderr } = await server.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(
    '\n\n[SERVER] The first session has ended (--one-off)\n[SERVER] Shutting down...\n[SERVER] Server stopped\n',
  )
})

test('--exit-after-idle ends the server when nobody uses it', async () => {
  await using server = await serve('--exit-after-idle', '0.1')
  const { code, stdout } = await server.ended
  expect(code).toBe(0)
  expect(stdout).toContain('[SERVER] No session for the time of --exit-after-idle\n')
})

test('--exit-with-stdin ends the server when standard input ends', async () => {
  const words = [BIN, 'server', '--host', '127.0.0.1', '--port', '0', '--exit-with-stdin']
  await using server = start(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const [, port = ''] = await server.printed(/:(\d+)\n[\s\S]*Waiting/)
  await measured(port)
  server.child.stdin?.end()
  const { code, stdout } = await server.ended
  expect(code).toBe(0)
  expect(stdout).toContain('[SERVER] Standard input has ended (--exit-with-stdin)\n')
})

test('--log-time begins every line with the date and time', async () => {
  await using server = await serve('--log-time', '--exit-after-idle', '0.1')
  const { stdout } = await server.ended
  const lines = stdout.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(4)
  expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[SERVER\] \S/.test(line))).toEqual(
    [],
  )
})

describe.runIf(POSIX)('a server', () => {
  test.each(['thread', 'process'])('serves on after SIGHUP, in %s mode', async (mode) => {
    await using server = await serve('--mode', mode)
    server.child.kill('SIGHUP')
    await server.printed(/Ignored SIGHUP/)
    await measured(server.port)
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, signal: null })
  })

  test('serves after a SIGHUP that came while it was loading', async () => {
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({
        load: (url, context, next) => {
          if (url.endsWith('/main.js')) process.kill(process.pid, 'SIGHUP')
          return next(url, context)
        },
      })`
    const data = `data:text/javascript,${encodeURIComponent(hook)}`
    const words = ['--import', data, BIN, 'server', '--host', '127.0.0.1', '--port', '0']
    await using server = start(process.execPath, words)
    const [, port = ''] = await server.printed(/:(\d+)\n[\s\S]*Waiting/)
    await measured(port)
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, signal: null })
  })

  test('ends well after a SIGTERM that came while it was loading', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
    await once(server.child, 'spawn')
    server.child.kill('SIGTERM')
    const { code, signal } = await server.ended
    // Before its first line runs, a program cannot catch signals.
    expect([0, null]).toContain(code)
    expect([null, 'SIGTERM']).toContain(signal)
  })

  test.each([
    ['is closed', 'exec "$@" >&-'],
    ['has lost its reader', '{ exec "$@"; } > >(exec true)'],
    ['is a full disk', 'exec "$@" > /dev/full'],
    [
      'is a pipe that nobody empties',
      '{ timeout 10 head -c 65536 /dev/zero; exec "$@"; } > >(exec cat > /dev/null 2>&1 4<&0 <&3) 3<&-',
    ],
  ])('serves, and ends well, if its standard output %s', async (_, line) => {
    const port = String(await unusedPort())
    const words = [process.execPath, BIN, 'server', '--host', '127.0.0.1', '--port', port]
    // The last reader reads this input instead of the server's output, until its end.
    await using server = start('bash', ['-c', `exec 3<&0; ${line}`, 'bash', ...words], { stdio: 'pipe' })
    const exited = once(server.child, 'exit')
    await answering(server, port)
    for (let time = 0; time < 10; time += 1) server.child.kill('SIGHUP')
    await measured(port)
    server.child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    server.child.stdin?.end()
  })
})

test.runIf(hasTmux())('a server outlives its terminal', async () => {
  const words = [process.execPath, BIN, 'server', '--host', '127.0.0.1', '--port', '0', '--announce', 'json']
  const terminal = await tmuxTerminal(300, words)
  const lines = await terminal.shows(/Waiting/)
  const { pid, port }: { readonly pid: number; readonly port: number } = JSON.parse(
    lines.find((line) => line.startsWith('{')) ?? '',
  )
  await terminal[Symbol.asyncDispose]()
  await measured(port)
  expect(isAlive(pid)).toBe(true)
  process.kill(pid, 'SIGTERM')
  await gone(pid)
})

/** Measures a server, which has to succeed. */
async function measured(port: string | number): Promise<void> {
  const ended = await client(
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--test',
    'latency',
    '--count',
    '2',
  )
  expect(ended).toMatchObject({ code: 0, stderr: '' })
}

/** Resolves when a server answers whose output cannot be read. */
async function answering({ child }: Running, port: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('The server has ended.')
    const socket = connect({ host: '127.0.0.1', port: Number(port) })
    try {
      await once(socket, 'connect')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      socket.destroy()
    }
  }
}
