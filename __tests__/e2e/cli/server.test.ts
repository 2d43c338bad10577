import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { MODES } from '../../../src/server/mode.ts'
import { childrenOf, isAlive } from '../../support/programs/processes.ts'
import type { Running } from '../../support/programs/processes.ts'
import { client, serve, temporaryFolder, warnings, wyndrvr } from './commands.ts'

const MS = String.raw`\d+\.\d\d ms`
const RULE = '='.repeat(60)

/** The seed's example session as patterns, a line each. */
const SESSION = [
  String.raw`\[CLIENT\] Connected to localhost:\d+`,
  '',
  RULE,
  'WYNDRVR NETWORK TEST SUITE',
  RULE,
  '',
  String.raw`\[CLIENT\] Starting latency test \(3 pings\)\.\.\.`,
  `  Ping 1/3: ${MS}`,
  `  Ping 2/3: ${MS}`,
  `  Ping 3/3: ${MS}`,
  '',
  String.raw`\[CLIENT\] Latency Statistics:`,
  '  Packets sent: 3',
  '  Packets received: 3',
  `  Minimum: ${MS}`,
  `  Maximum: ${MS}`,
  `  Average: ${MS}`,
  `  Std Dev: ${MS}`,
  `  p50: ${MS}`,
  '  p90 needs at least 10 samples; this test had 3.',
  String.raw`  Jitter \(RFC 3550\): ${MS}`,
  String.raw`  Jitter \(mean difference\): ${MS}`,
  '',
  String.raw`\[CLIENT\] Starting download bandwidth test \(2 MB\)\.\.\.`,
  String.raw`\[CLIENT\] Downloaded 2\.00 MB in \d+\.\d\d seconds`,
  String.raw`\[CLIENT\] Download speed: \d+\.\d\d Mbps`,
  '',
  String.raw`\[CLIENT\] Starting upload bandwidth test \(2 MB\)\.\.\.`,
  String.raw`\[CLIENT\] Uploaded 2\.00 MB in \d+\.\d\d seconds`,
  String.raw`\[CLIENT\] Upload speed: \d+\.\d\d Mbps`,
  '',
  RULE,
  'TEST SUMMARY',
  RULE,
  `Average Latency: ${MS}`,
  String.raw`Download Speed: \d+\.\d\d Mbps`,
  String.raw`Upload Speed: \d+\.\d\d Mbps`,
  RULE,
  '',
]

const folder = temporaryFolder()

test('a server on a name prints the address that it is bound to', async () => {
  await using server = wyndrvr('server', '--host', 'localhost', '--port', '0')
  const [, port = '', host = ''] = await server.printed(
    /started on \S+:(\d+)\n\[SERVER\] localhost is bound to (\S+) only\n/,
  )
  const ended = await client('--host', host, '--port', port, '--test', 'latency', '--count', '1')
  expect(ended).toMatchObject({ code: 0, stderr: '' })
})

describe.each(MODES)('a server in %s mode', (mode) => {
  let server: Running
  let port = ''
  let saidMode = ''
  beforeAll(async () => {
    server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const started = await server.printed(
      /^\[SERVER\] Wyndrvr server started on 127\.0\.0\.1:(\d+)\n\[SERVER\] Connection handling mode: (\w+)\n\[SERVER\] Waiting for connections\.\.\.\n/,
    )
    port = started[1] ?? ''
    saidMode = started[2] ?? ''
  })

  test('prints its mode', () => expect(saidMode).toBe(mode))

  test("prints the seed's session line for line", async () => {
    const ended = await client('--port', port, '--count', '3', '--size', '2')
    // Now and then a kernel retransmits, even over loopback, and the client prints it.
    const lines = ended.stdout.split('\n').filter((line) => !/^\[CLIENT\] Retransmits: [1-9]\d*$/.test(line))
    for (const [index, pattern] of SESSION.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${pattern}$`))
    }
    // Our own report follows, without colors in a file.
    expect(lines[SESSION.length]).toMatch(
      new RegExp(`^Results of localhost:\\d+ \\(native dialect, ${mode} mode\\) {2,}wyndrvr \\S+$`),
    )
    expect(ended.stdout).not.toContain('\u001B')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('serves concurrent clients, which are summed up', async () => {
    const ended = await client('--port', port, '--concurrent', '3', '--count', '3', '--size', '0.5')
    const figures = String.raw`Avg Latency = ${MS}, Download = \d+\.\d\d Mbps, Upload = \d+\.\d\d Mbps`
    for (const number of [1, 2, 3])
      expect(ended.stdout).toMatch(new RegExp(`^  Client ${number}: ${figures}$`, 'm'))
    const means = figures.replaceAll(/(Download|Upload)/g, 'Mean $1')
    expect(ended.stdout).toMatch(new RegExp(`^  Overall: 3 of 3 clients completed, ${means}$`, 'm'))
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('--json prints one document, and --output writes the same', async () => {
    const file = join(folder, `${mode}.json`)
    const ended = await client('--port', port, '--json', '--output', file, '--count', '4', '--size', '0.25')
    const document = readDocument(ended.stdout, 'stdout')
    expect(document.target).toEqual({ host: 'localhost', port: Number(port), dialect: 'native', mode })
    expect(document.measurements).toMatchObject([
      { kind: 'latency', sent: 4, received: 4, lost: 0 },
      { kind: 'throughput', direction: 'download', bytes: 262_144 },
      { kind: 'throughput', direction: 'upload', bytes: 262_144 },
    ])
    expect(readFileSync(file, 'utf8')).toBe(ended.stdout)
    expect(ended.stderr).toContain('TEST SUMMARY')
    expect(ended.code).toBe(0)
  })

  test('refuses its port to a second server', async () => {
    const second = await wyndrvr('server', '--host', '127.0.0.1', '--port', port, '--mode', mode).ended
    expect(second).toMatchObject({ code: 3, stdout: '' })
    expect(second.stderr).toBe(
      `wyndrvr: Listening on 127.0.0.1:${port} failed: the port is in use. Choose another, or 0 for a free one.\n`,
    )
  })

  test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'closes in good order on %s while a client is connected',
    async (signal) => {
      await using other = await serve('--mode', mode)
      const { port: otherPort } = other
      await using idle = wyndrvr('client', '--port', otherPort, '--test', 'latency', '--count', '1000000')
      await idle.printed(/Ping 1\//)
      const children = childrenOf(other.child.pid ?? 0)
      expect(children.length > 0).toBe(mode === 'process')
      other.child.kill(signal)
      const ended = await other.ended
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: warnings(mode) })
      expect(ended.stdout).toMatch(/\n\n\[SERVER\] Shutting down\.\.\.\n\[SERVER\] Server stopped\n$/)
      expect(children.filter(isAlive)).toEqual([])
      const cut = await idle.ended
      expect(cut.code).toBe(3)
      expect(cut.stderr).toMatch(
        /^wyndrvr: The connection to localhost:\d+ was (closed|reset) by the server or by something on the path to it\.\n$/,
      )
      expect(cut.stdout).toContain('Latency Statistics')
    },
  )

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })
})

test('--dashboard serves a page about the server on loopback, which asks for the token', async () => {
  const token = 'a-token-of-this-test-only'
  const words = ['--host', '0.0.0.0', '--dashboard', '0', '--token', token]
  await using server = wyndrvr('server', '--port', '0', ...words)
  const [, url = ''] = await server.printed(/^\[SERVER\] Dashboard: (http:\/\/127\.0\.0\.1:\d+\/)\n/m)
  expect((await fetch(url)).status).toBe(401)
  const authorization = `Basic ${Buffer.from(`any:${token}`).toString('base64')}`
  const answer = await fetch(url, { headers: { authorization } })
  expect(await answer.text()).toContain('<p>0 clients connected, thread mode.</p>')
  server.child.kill('SIGTERM')
  expect(await server.ended).toMatchObject({ code: 0 })
})
