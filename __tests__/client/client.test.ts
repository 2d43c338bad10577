import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import type { ConnectOptions } from '../../src/agent/open-client.ts'
import { startScriptedServer, unusedPort } from '../support/peers/scripted-server.ts'

describe('connecting', () => {
  test('checks that a server answers, and names it', async () => {
    await using server = await startScriptedServer()
    await using client = await connect(server.address)
    expect(client.target).toEqual({ host: '127.0.0.1', port: server.port, dialect: 'seed', mode: null })
    expect(server.commands).toEqual(['PING'])
  })

  test('accepts an answer in pieces', async () => {
    await using server = await startScriptedServer({ ping: async (peer) => peer.sendPieces('PONG') })
    await using client = await connect(server.address)
    expect(client.target.port).toBe(server.port)
  })

  test('to a port without a listener is refused', async () => {
    const port = await unusedPort()
    await expect(connect({ host: '127.0.0.1', port })).rejects.toMatchObject({
      name: 'WyndrvrError',
      code: 'ERR_WYNDRVR_CONNECT',
      message: `Connecting to 127.0.0.1:${port} failed: the connection was refused. Start a server there, or check the host and port.`,
      measurement: null,
    })
  })

  test('to localhost names localhost if it is refused', async () => {
    const port = await unusedPort()
    await expect(connect({ host: 'localhost', port })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: `Connecting to localhost:${port} failed: the connection was refused. Start a server there, or check the host and port.`,
    })
  })

  test('to a nonexistent host fails and names it', async () => {
    await expect(connect({ host: 'does-not-exist.invalid', port: 5001 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: expect.stringMatching(
        /^Connecting to does-not-exist\.invalid:5001 failed: the host name .+\.$/,
      ),
    })
  })

  test.each<[string, ConnectOptions]>([
    ["port must be a whole number from 1 to 65535, got '0'.", { port: 0 }],
    ["port must be a whole number from 1 to 65535, got '65536'.", { port: 65_536 }],
    ["port must be a whole number from 1 to 65535, got '80.5'.", { port: 80.5 }],
    ["host must be a name or an address, got ''.", { host: '' }],
    ["timeout must be at least 1ms, got '0'.", { timeout: 0 }],
    ["Expected a duration such as 500ms or 2s, up to 24 hours, got '-1'.", { timeout: -1 }],
  ])('%s', async (message, options) => {
    await expect(connect(options)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
  })
})

describe('a server that is not wyndrvr', () => {
  test.each([
    [
      'greets as another protocol does',
      { greeting: 'SSH-2.0-OpenSSH_9.6\r\n' },
      '"SSH-2.0-OpenSSH_9.6\\r\\n"',
    ],
    ['greets with one byte', { greeting: '\u{5}' }, '"\\u0005"'],
  ])('and %s is named with what it said', async (_, script, said) => {
    await using server = await startScriptedServer(script)
    await expect(connect(server.address)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringContaining(`127.0.0.1:${server.port} sent ${said}, but `),
    })
  })

  test('and answers in another protocol is named with the beginning of its answer', async () => {
    const ping = startScriptedServer({
      ping: async (peer) => peer.send(`HTTP/1.1 400 Bad Request\r\n${'x'.repeat(9000)}`),
    })
    await using server = await ping
    await expect(connect(server.address)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ sent "HTTP\/1\.1 400 Bad Request.{0,40}", but PONG was expected/,
      ),
    })
  })

  test('and refuses PING is quoted', async () => {
    await using server = await startScriptedServer({
      ping: async (peer) => peer.send('ERROR:Unknown command'),
    })
    await expect(connect(server.address)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: `127.0.0.1:${server.port} refused the command: "Unknown command".`,
    })
  })

  test('and says nothing times out', async () => {
    await using server = await startScriptedServer({ ping: async () => undefined })
    await expect(connect({ ...server.address, timeout: '200ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringContaining(
        `127.0.0.1:${server.port} accepted the connection and sent no answer for 0.2 s`,
      ),
    })
  })

  test('and sends part of an answer times out', async () => {
    await using server = await startScriptedServer({ ping: async (peer) => peer.send('PON') })
    await expect(connect({ ...server.address, timeout: '200ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
    })
  })

  test.each(['close', 'reset'] as const)('and leaves with a %s is lost', async (leave) => {
    await using server = await startScriptedServer({ ping: async (peer) => peer[leave]() })
    await expect(connect(server.address)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: `The connection to 127.0.0.1:${server.port} was ${leave === 'reset' ? 'reset' : 'closed'} by the server or by something on the path to it.`,
    })
  })
})

describe('an abort signal', () => {
  test('that is already aborted stops it at once', async () => {
    await using server = await startScriptedServer()
    await expect(connect({ ...server.address, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      message: `The measurement of 127.0.0.1:${server.port} was stopped.`,
    })
    expect(server.commands).toEqual([])
  })

  test('stops it while it waits for the first answer', async () => {
    const stop = new AbortController()
    await using server = await startScriptedServer({ ping: async () => stop.abort() })
    await expect(connect({ ...server.address, signal: stop.signal })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
    })
  })

  test('ends an idle client, and every later measurement says so', async () => {
    const stop = new AbortController()
    await using server = await startScriptedServer()
    await using client = await connect({ ...server.address, signal: stop.signal })
    stop.abort()
    await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
    await expect(client.download()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
  })
})

describe('closing', () => {
  test('says goodbye once, however often it is called', async () => {
    await using server = await startScriptedServer()
    const client = await connect(server.address)
    await Promise.all([client.close(), client.close()])
    await client.close()
    expect(server.commands).toEqual(['PING', 'QUIT'])
  })

  test('does not wait for a server that does not answer the goodbye or has gone', async () => {
    await using silent = await startScriptedServer({ quit: async () => undefined })
    await (await connect(silent.address)).close()
    expect(silent.commands).toEqual(['PING', 'QUIT'])

    const gone = await startScriptedServer()
    const client = await connect(gone.address)
    await gone.close()
    await expect(client.close()).resolves.toBeUndefined()
  })

  test('ends the running measurement, and rejects later ones', async () => {
    await using server = await startScriptedServer({ download: async (peer) => peer.send('READY') })
    const client = await connect(server.address)
    const message = `The connection to 127.0.0.1:${server.port} was closed by this client.`
    const [download] = await Promise.allSettled([client.download(), client.close()])
    expect(download).toMatchObject({ status: 'rejected', reason: { code: 'ERR_WYNDRVR_ABORTED', message } })
    await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED', message })
  })
})

describe('two measurements at once on one client', () => {
  test('the second is rejected, and the first is not disturbed', async () => {
    await using server = await startScriptedServer()
    await using client = await connect(server.address)
    const first = client.latency({ count: 20 })
    await expect(client.download({ size: 1000 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: `A measurement is running on the connection to 127.0.0.1:${server.port}. Await it before the next.`,
    })
    expect(await first).toMatchObject({ sent: 20, received: 20, lost: 0 })
    expect(await client.download({ size: 1000 })).toMatchObject({ bytes: 1000 })
    expect(server.commands.filter((command) => command !== 'PING')).toEqual(['BANDWIDTH_DOWNLOAD:1000\n'])
  })
})
