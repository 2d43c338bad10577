import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { formatHostPort } from '../../src/address.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { readServerLog } from '../../src/server/server-log.ts'
import { connectServed } from '../support/peers/raw-client.ts'

test.each([
  [1, 'served 1 connection: 8 bytes received, 7 bytes sent over TCP'],
  [2, 'served 2 connections: 16 bytes received, 14 bytes sent over TCP'],
])('the log of a server that served %i connections is read as it was written', async (count, served) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-log-'))
  const log = join(folder.path, 'server.log')
  const server = await startBackgroundServer({ host: '127.0.0.1', port: 0, log })
  for (let connection = 0; connection < count; connection += 1) {
    const client = await connectServed(server.address)
    await client.send('QUIT')
    expect(await client.rest()).toBe('BYE')
    await client.close()
  }
  await server.close()
  const { lines, served: last } = readServerLog(log)
  expect(last).toBe(served)
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\S+Z listening on /)
  expect(lines[0]?.endsWith(`${formatHostPort(server.address)} in thread mode`)).toBe(true)
  expect(lines.at(-1)).toMatch(/^\S+Z stopped$/)
})

test('the last of several totals is read, and foreign lines are kept', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-log-'))
  const log = join(folder.path, 'server.log')
  const lines = [
    '2026-01-01T00:00:00.000Z served 1 connection: 4 bytes received, 3 bytes sent over TCP',
    '2026-01-01T00:00:00.200Z served 2 connections: 8 bytes received, 6 bytes sent over TCP',
    '(node:1) Warning: a worker complains',
  ]
  writeFileSync(log, `${lines.join('\n')}\n`)
  expect(readServerLog(log)).toEqual({
    lines,
    served: 'served 2 connections: 8 bytes received, 6 bytes sent over TCP',
  })
})

test('a log that does not exist is empty', () => {
  expect(readServerLog(join(tmpdir(), 'wyndrvr-no-such.log'))).toEqual({ lines: [], served: null })
})
