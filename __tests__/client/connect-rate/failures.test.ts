import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { noFailures } from '../../../src/results/connect-failures.ts'
import type { ConnectMeasurement } from '../../../src/results/types.ts'
import type { RawPeer } from '../../support/peers/raw-client.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'
import { identity, samples } from './connect-samples.ts'

describe('failed connections are counted by cause', () => {
  test.each<[keyof ConnectMeasurement['errors'], string, (peer: RawPeer) => Promise<void>]>([
    ['closed', 'hangs up', async (peer) => peer.close()],
    ['reset', 'resets', async (peer) => peer.reset()],
    ['protocol', 'answers in another protocol', async (peer) => peer.send('HTTP/1.1 400 Bad Request\r\n')],
    ['protocol', 'says goodbye before it was asked', async (peer) => peer.send('PONGBYE')],
    ['protocol', 'refuses', async (peer) => peer.send('ERROR:Unknown command')],
    ['timeout', 'says nothing', async () => undefined],
    ['timeout', 'says half of it', async (peer) => peer.send('PO')],
  ])('%s: a server that %s', async (kind, _, ping) => {
    let pings = 0
    await using server = await startScriptedServer({
      // The first is that with which the client connects.
      ping: async (peer) => {
        pings += 1
        await (pings === 1 ? peer.send('PONG') : ping(peer))
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed' })
    const measured = await client.connectRate({ count: 12, concurrency: 4, timeout: '600ms' })
    expect(measured).toMatchObject({
      attempted: 12,
      connected: 12,
      completed: 0,
      failed: 12,
      rate: 0,
      whole: null,
      errors: { ...noFailures(), [kind]: 12 },
      validity: {
        ok: false,
        // A busy machine has further ones.
        reasons: expect.arrayContaining([
          expect.stringMatching(/^None of 12 connections was served: 12 [\w ]+\.$/),
          ...(kind === 'protocol'
            ? [expect.stringMatching(/^The first unexpected answer began with ".+"\.$/)]
            : []),
        ]),
      },
    })
    expect(samples(measured)).toBe(12)
  })

  test('timeout: a server that does not close', async () => {
    await using server = await startScriptedServer({ quit: async (peer) => peer.send('BYE') })
    await using client = await connect({ ...server.address, dialect: 'seed' })
    const measured = await client.connectRate({ count: 3, timeout: '100ms' })
    expect(measured).toMatchObject({ completed: 0, errors: { timeout: 3 } })
  })

  test('refused: a server that stops listening', async () => {
    let pings = 0
    const server = await startScriptedServer({
      ping: async (peer) => {
        pings += 1
        await peer.send('PONG')
        if (pings === 20) await server.close()
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed' })
    const error: unknown = await client.connectRate({ count: 60, concurrency: 2 }).catch(identity)
    expect(error).toMatchObject({ code: 'ERR_WYNDRVR_LOST' })
    const { measurement: measured } = error as { measurement: ConnectMeasurement }
    expect(measured).toMatchObject({ attempted: 60, validity: { ok: false } })
    const lost =
      /^Cut off when \d+ of 60 connections were served: .* served none of the last \d+ connections\. Check that the server still runs\.$/
    expect(measured.validity.reasons).toContainEqual(expect.stringMatching(lost))
    expect(measured.completed).toBeGreaterThan(10)
    expect(measured.errors.refused).toBeGreaterThan(30)
    expect(measured.completed + measured.failed).toBe(60)
    expect(Object.values(measured.errors).reduce((sum, count) => sum + count)).toBe(measured.failed)
    // Those that never came about are slower than any that did.
    expect(measured.p90).toBeNull()
    expect(measured.unknown['p90']).toMatch(/^p90 falls on a lost sample: \d+ of 60 were lost\.$/)
  })

  test('the measurement fails if no connection could be opened, and says how many were tried', async () => {
    const server = await startScriptedServer()
    await using client = await connect({ ...server.address, dialect: 'seed' })
    await server.close()
    await expect(client.connectRate({ count: 5, concurrency: 2 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: `None of 5 connections to 127.0.0.1:${server.port} could be opened: 5 refused.`,
      measurement: {
        kind: 'connect',
        attempted: 5,
        connected: 0,
        errors: { refused: 5 },
        min: null,
        p50: null,
      },
    })
  })
})

describe('ended early', () => {
  test('by an abort signal, it keeps what was measured and leaves nothing open', async () => {
    const stop = new AbortController()
    let pings = 0
    await using server = await startScriptedServer({
      ping: async (peer) => {
        pings += 1
        if (pings === 40) stop.abort()
        await peer.send('PONG')
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed', signal: stop.signal })
    const error: unknown = await client.connectRate({ duration: '1min', concurrency: 3 }).catch(identity)
    expect(error).toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      message: `The measurement of 127.0.0.1:${server.port} was stopped.`,
      measurement: { kind: 'connect', failed: 0, validity: { ok: false } },
    })
    const { measurement } = error as { measurement: ConnectMeasurement }
    expect(measurement.completed).toBeGreaterThan(30)
    expect(measurement.seconds).toBeLessThan(60)
    expect(measurement.validity.reasons).toContain(
      `Cut off when ${measurement.completed} of ${measurement.completed} connections were served: The measurement of 127.0.0.1:${server.port} was stopped.`,
    )
    await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('it leaves no connection that opens the next (%i)', async (round) => {
    const stop = new AbortController()
    let pings = 0
    await using server = await startScriptedServer({
      ping: async (peer) => {
        pings += 1
        if (pings === 40 + round) stop.abort()
        await peer.send('PONG')
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed', signal: stop.signal })
    await expect(client.connectRate({ duration: '1min' })).rejects.toThrow('was stopped')
    // What was on its way has come before the answers to these.
    await using other = await connect({ ...server.address, dialect: 'seed' })
    await other.latency({ count: 10 })
    const before = pings
    await other.latency({ count: 50 })
    expect(pings).toBe(before + 50)
  })

  test('by closing the client', async () => {
    await using server = await startScriptedServer()
    const client = await connect({ ...server.address, dialect: 'seed' })
    const [measured] = await Promise.allSettled([client.connectRate({ duration: '1min' }), client.close()])
    const message = `The connection to 127.0.0.1:${server.port} was closed by this client.`
    expect(measured).toMatchObject({ status: 'rejected', reason: { code: 'ERR_WYNDRVR_ABORTED', message } })
    await expect(client.connectRate()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED', message })
    await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED', message })
  })
})
