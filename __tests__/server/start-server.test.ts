import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server as NetServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'

import { MODES } from '../../src/server/mode.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'

describeFresh('an address that is not available', (start) => {
  test('a port on which another program listens', async () => {
    const port = await listenElsewhere()
    expect(await failure(start({ port }))).toMatchObject(
      listenError(
        `Listening on 127.0.0.1:${port} failed: the port is in use. Choose another, or 0 for a free one.`,
      ),
    )
  })

  test.each(MODES)('a port of another wyndrvr server, in %s mode', async (other) => {
    await using taken = await start({ mode: other })
    const { port } = taken.address
    const message: unknown = expect.stringContaining(`Listening on 127.0.0.1:${port} failed: `)
    expect(await failure(start({ port }))).toMatchObject(listenError(message))
    expect(await measured(taken.address)).toMatchObject(ALL_WELL)
  })

  test('an address of another machine', async () => {
    expect(await failure(start({ host: '192.0.2.1', port: 5001 }))).toMatchObject(
      listenError(
        'Listening on 192.0.2.1:5001 failed: no network interface of this machine has that address.',
      ),
    )
  })

  test('a name that does not exist', async () => {
    expect(await failure(start({ host: 'does-not-exist.invalid', port: 5001 }))).toMatchObject(
      listenError(
        expect.stringMatching(/^Listening on does-not-exist\.invalid:5001 failed: the host name .+\.$/),
      ),
    )
  })

  test.skipIf(anyPortIsAllowed())('a privileged port', async () => {
    expect(await failure(start({ port: 1 }))).toMatchObject(
      listenError(
        'Listening on 127.0.0.1:1 is not allowed: choose a port above 1023, or run with the right to bind it.',
      ),
    )
  })
})

describeFresh('a server that starts', (start) => {
  test('listens on a name, and reports the address', async () => {
    await using server = await start({ host: 'localhost', workers: 1 })
    expect(['127.0.0.1', '::1']).toContain(server.address.host)
    expect(server.address.port).toBeGreaterThan(0)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })
})

describe('a server that starts', () => {
  test('is in thread mode with at least two workers by default', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    expect(server.mode).toBe('thread')
    expect(server.workers.length).toBeGreaterThanOrEqual(2)
  })

  test.each([
    ['thread', 3, 3],
    ['process', 3, 3],
    ['sequential', 3, 1],
  ] as const)('in %s mode, asked for %d workers, has %d', async (mode, workers, expected) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode, workers })
    expect(server.workers).toHaveLength(expected)
    expect(new Set(server.workers).size).toBe(expected)
  })
})

test('a worker process that cannot be started is an error', async () => {
  const { execPath } = process
  onTestFinished(() => {
    process.execPath = execPath
  })
  process.execPath = '/does/not/exist'
  expect(await failure(startServer({ host: '127.0.0.1', port: 0, mode: 'process' }))).toMatchObject({
    code: 'ERR_WYNDRVR_WORKER',
    message: expect.stringMatching(/^A worker process could not be started: .*ENOENT\.$/),
  })
})

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["mode must be one of thread, process, sequential, got 'fibre'.", { mode: 'fibre' }],
  ["host must be a name or an address, got ''.", { host: '' }],
  ["host must be a name or an address, got '7'.", { host: 7 }],
  ["port must be a whole number from 0 to 65535, got '-1'.", { port: -1 }],
  ["port must be a whole number from 0 to 65535, got '65536'.", { port: 65_536 }],
  ["port must be a whole number from 0 to 65535, got '5001'.", { port: '5001' }],
  ["workers must be a whole number from 1 to 256, got '0'.", { workers: 0 }],
  ["workers must be a whole number from 1 to 256, got '257'.", { workers: 257 }],
  ["workers must be a whole number from 1 to 256, got '1.5'.", { workers: 1.5 }],
  ["idleTimeout must be at least 1ms, got '0'.", { idleTimeout: 0 }],
])('%s', async (message, options) => {
  const error = await failure(startServer({ host: '127.0.0.1', port: 0, ...options }))
  expect(error).toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message: `The server's ${message}` })
})

async function failure(starting: Promise<Server>): Promise<unknown> {
  const error: unknown = await starting.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(WyndrvrError)
  return error
}

function listenError(message: unknown): object {
  return { code: 'ERR_WYNDRVR_LISTEN', message, cause: expect.any(Error) }
}

async function listenElsewhere(): Promise<number> {
  const server: NetServer = createServer()
  onTestFinished(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The other program has no port.')
  return address.port
}

/** Root may use every port; on some systems and in some containers everybody may. */
function anyPortIsAllowed(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return true
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8')) <= 1
}

test('an idleTimeout of more than a day is rejected', async () => {
  const error = await failure(startServer({ host: '127.0.0.1', port: 0, idleTimeout: '1441min' }))
  expect(error).toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: "Expected a duration such as 500ms or 2s, up to 24 hours, got '1441min'.",
  })
})
