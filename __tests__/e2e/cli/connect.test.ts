import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { MODES } from '../../../src/server/mode.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import { client, serve, wyndrvr } from './commands.ts'

describe.each(MODES)('the connect rate against a server in %s mode', (mode) => {
  test('is printed with its connect times, and is in the document', async () => {
    await using server = await serve('--mode', mode)
    const { port } = server
    const words = ['--test', 'latency,connect', '--count', '100', '--connections', '4']
    const ended = await client('--port', port, '--json', ...words)
    expect(ended.stderr).toMatch(
      /\n\[CLIENT\] Starting connect rate test \(100 connections, 4 at once\)\.\.\.\n\n\[CLIENT\] Connect Statistics:\n {2}Connections opened, served and closed: 100 in \d+\.\d\d seconds\n {2}Connections failed: 0\n {2}Connect rate: [\d.]+\/s\n {2}Connect time:\n {4}Minimum: \d+\.\d\d ms\n/,
    )
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { kind: 'latency', received: 100 },
      { kind: 'connect', asked: { count: 100, concurrency: 4 }, completed: 100, failed: 0 },
    ])
    expect(ended.code).toBe(0)
  })

  test('is measured by each of two concurrent clients', async () => {
    await using server = await serve('--mode', mode)
    const { port } = server
    const ended = await client('--port', port, '--test', 'connect', '--count', '50', '--concurrent', '2')
    expect(ended.stdout).toMatch(/^ {2}Client 2: Connect rate = [\d.]+\/s$/m)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })
})

test.runIf(process.platform !== 'win32')(
  'Ctrl-C during a connect test prints the results so far and exits with 130',
  async () => {
    let served = 0
    let tell: (() => void) | undefined
    const many = new Promise<void>((resolve) => (tell = resolve))
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        if (String(data) === 'PING') return socket.write('PONG')
        served += 1
        if (served === 100) tell?.()
        return socket.end('BYE')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const words = ['--port', String(port), '--dialect', 'seed', '--test', 'connect', '--duration', '1min']
    await using measuring = wyndrvr('client', '--host', '127.0.0.1', '--json', ...words)
    await many
    measuring.child.kill('SIGINT')
    const ended = await measuring.ended
    server.close()
    const [connect] = readDocument(ended.stdout, 'stdout').measurements
    expect(connect).toMatchObject({ kind: 'connect', validity: { ok: false } })
    expect(connect?.kind === 'connect' && connect.completed > 50).toBe(true)
    expect(ended.stderr).toContain('[CLIENT] Connect Statistics:')
    expect(ended.code).toBe(130)
  },
)

test.runIf(process.platform === 'linux')(
  'connections without a file descriptor are counted, and the rate is not trustworthy',
  async () => {
    await using server = await serve()
    const { port } = server
    const program = join(ROOT, 'lib/wyndrvr-client.js')
    const words = ['--port', port, '--test', 'connect', '--count', '400', '--connections', '200', '--json']
    // The shell sets the limit, and becomes the client.
    const limited = ['-c', 'ulimit -n 80; exec "$0" "$@"', process.execPath, program, ...words]
    const ended = await run('sh', limited)
    const [connect] = readDocument(ended.stdout, 'stdout').measurements
    if (connect?.kind !== 'connect') throw new Error('No connect rate.')
    expect(connect.errors.noDescriptors).toBeGreaterThan(0)
    expect(connect.completed).toBe(400 - connect.errors.noDescriptors)
    expect(connect.validity).toMatchObject({ ok: false })
    expect(ended.stderr).toContain(`of 400 connections found no file descriptor. Raise the limit`)
    expect(ended.code).toBe(0)
  },
)

test('a connect test whose server stops exits with 3 and a sentence', async () => {
  // It serves the first connection, and then stops listening.
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (String(data) !== 'PING') return socket.end('BYE')
      server.close()
      return socket.write('PONG')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const words = ['--port', String(port), '--dialect', 'seed', '--test', 'connect', '--count', '20', '--json']
  const ended = await client('--host', '127.0.0.1', ...words)
  expect(ended.stderr).toContain(
    `wyndrvr: None of 20 connections to 127.0.0.1:${port} could be opened: 20 refused.\n`,
  )
  expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
    { kind: 'connect', attempted: 20, connected: 0, errors: { refused: 20 } },
  ])
  expect(ended.code).toBe(3)
})
