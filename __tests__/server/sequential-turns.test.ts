import { describe, expect, test } from 'vitest'

import { connect } from '../../src/index.ts'
import { WaitingLine } from '../../src/server/waiting-line.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { connectControl, connectSilent, echo, NativePeer, transfer } from '../support/peers/native-peer.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'
import { HELLO, startSequential, watched } from './sequential-peers.ts'

const ENDLESS = { bytes: null, seconds: 3600 }

describe('the turn of a client on a sequential server', () => {
  test('ends if it only sends keepalives while another one waits', async () => {
    await using server = await startSequential({}, { turnIdle: 300 })
    await using control = await connectControl(server.address)
    using _ = everyMoment(control, '{"stop":true}\n')
    await using other = await connectRaw(server.address)
    await other.send('PING')
    expect(await other.receive()).toBe('PONG')
    expect(await control.raw.rest()).toBe('')
  })

  test('ends if it only sends bad commands while another one waits', async () => {
    await using server = await startSequential({}, { turnIdle: 300, badCommands: 1_000_000 })
    await using seed = await connectServed(server.address)
    using _ = everyMoment(new NativePeer(seed), 'NOPE\n')
    await using other = await connectRaw(server.address)
    await other.send('PING')
    expect(await other.receive()).toBe('PONG')
  })

  test('ends if it only pings without the token while another one waits', async () => {
    const token = 'a-token-of-enough-characters'
    await using server = await startSequential({ token, handshakeTimeout: '10min' }, { turnIdle: 300 })
    await using seed = await connectServed(server.address)
    using _ = everyMoment(new NativePeer(seed), 'PING')
    await using client = await connect({ ...server.address, token })
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  })

  test.each([
    ['asks for the health', ''],
    ['is refused', 'Sec-Wyndrvr: 1\r\n'],
  ])('ends if it only %s over HTTP while another one waits', async (_what, header) => {
    const token = 'a-token-of-enough-characters'
    await using server = await startSequential({ token, handshakeTimeout: '10min' }, { turnIdle: 300 })
    const path = header === '' ? 'health' : 'echo'
    const request = `GET /wyndrvr/${path} HTTP/1.1\r\nHost: a\r\n${header}\r\n`
    await using visitor = await connectRaw(server.address)
    await visitor.send(request)
    expect(await visitor.receiveText(8)).toBe('HTTP/1.1')
    using _ = everyMoment(new NativePeer(visitor), request)
    await using client = await connect({ ...server.address, token })
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  })

  test.each([
    ['an echo test', echo(14)],
    ['a download', transfer('download', { ...ENDLESS, rate: 1e6 })],
    ['an upload', transfer('upload', ENDLESS)],
  ])('lasts while it runs %s, but not for ever', async (_, request) => {
    const turn = 1200
    await using server = await startSequential({}, { turnIdle: 100, turn })
    const startedAt = performance.now()
    await using control = await connectControl(server.address)
    await control.say(request)
    await control.line()
    await using other = await connectRaw(server.address)
    await other.send('PING')
    const rest = control.raw.rest()
    expect(await other.receive()).toBe('PONG')
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(turn)
    await rest
  })

  test('does not end while nobody asks for anything', async () => {
    await using server = await startSequential({}, { turnIdle: 100, turn: 100 })
    await using control = await connectControl(server.address)
    await using silent = await connectSilent(server.address)
    await using begun = await connectSilent(server.address)
    await begun.raw.send(HELLO.slice(0, 5))
    const startedAt = performance.now()
    while (performance.now() - startedAt < 500) await control.probed()
    await silent.raw.close()
    await expect(control.probed()).resolves.toBeUndefined()
  })
})

describe('on a sequential server', () => {
  test('hundreds of silent connections keep nobody waiting', async () => {
    // If one of them had a turn, nothing would end it.
    const patient = { idleTimeout: '10min', handshakeTimeout: '10min' } as const
    await using server = await startSequential(patient, { turnIdle: 600_000 })
    await using silent = new AsyncDisposableStack()
    for (let place = 0; place < 300; place += 1) silent.use(await connectRaw(server.address))
    for (let client = 0; client < 3; client += 1)
      expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('a connection that says nothing is dropped after the idle limit, whoever is served', async () => {
    await using server = await startSequential({ idleTimeout: '500ms' })
    await using control = await connectControl(server.address)
    await using silent = await connectRaw(server.address)
    const ended = watched(silent.rest())
    while (!ended.settled()) await control.probed()
    expect(await ended.value).toBe('')
  })

  test('the turns go around the addresses, however many connections of one of them wait', async () => {
    await using server = await startSequential({}, { turnIdle: 300 })
    const first = await connectServed(server.address)
    await using many = new AsyncDisposableStack()
    let answered = 0
    for (let place = 0; place < 40; place += 1) {
      const peer = many.use(await connectRaw({ ...server.address, localAddress: '127.0.0.2' }))
      await peer.send('PING')
      void peer.receive().then((answer) => {
        if (answer === 'PONG') answered += 1
      })
    }
    await using other = await connectRaw({ ...server.address, localAddress: '127.0.0.3' })
    await other.send('PING')
    await endTurn(first)
    expect(await other.receive()).toBe('PONG')
    expect(answered).toBeLessThan(20)
  })

  test('a client that has asked for something goes before those that have only begun to', async () => {
    await using server = await startSequential({}, { commandQuiet: 60_000 })
    const first = await connectServed(server.address)
    await using begun = await connectSilent(server.address)
    await begun.raw.send(HELLO.slice(0, 5))
    await using other = await connectRaw(server.address)
    await other.send('PING')
    await endTurn(first)
    expect(await other.receive()).toBe('PONG')
  })
})

describe('a full line of waiting connections', () => {
  const MOST = 10

  test('loses the oldest that has asked for nothing to the next one, which is served', async () => {
    const patient = { idleTimeout: '10min', handshakeTimeout: '10min' } as const
    await using server = await startSequential(patient, { line: 2 })
    const first = await connectServed(server.address)
    await using silent = await connectRaw(server.address)
    await using other = await connectRaw(server.address)
    await other.send('PING')
    await using last = await connectRaw(server.address)
    await last.send('PING')
    expect(await silent.rest()).toBe('')
    await endTurn(first)
    expect(await other.receive()).toBe('PONG')
    await other.close()
    expect(await last.receive()).toBe('PONG')
  })

  test('makes room at the expense of those that have asked for nothing, the oldest first', () => {
    const line = new WaitingLine<number>(MOST)
    for (let one = 0; one < MOST; one += 1) line.add(one, 'a')
    line.heard(0, false)
    line.heard(1, true)
    expect(line.isFull).toBe(true)
    expect([line.next(), line.dispensable('a')]).toEqual([1, 2])
    for (let one = 2; one < MOST; one += 1) line.heard(one, true)
    expect(line.dispensable('a')).toBe(0)
    line.heard(0, true)
    expect([line.isFull, line.dispensable('a'), line.ready]).toEqual([true, undefined, MOST])
    expect([line.delete(1), line.delete(1), line.isFull, line.next()]).toEqual([true, false, false, 2])
  })

  test('makes room for another address at the expense of the one with the most', () => {
    const line = new WaitingLine<number>(MOST)
    for (let one = 0; one < MOST; one += 1) {
      line.add(one, one < 3 ? 'a' : 'b')
      line.heard(one, true)
    }
    expect([line.isFull, line.dispensable('b'), line.dispensable('c')]).toEqual([true, undefined, MOST - 1])
  })
})

/** Ends the turn of a client when the server has read what all others said. */
async function endTurn(served: RawPeer): Promise<void> {
  // By the time that these are answered, the server has read the others.
  for (let round = 0; round < 20; round += 1) {
    await served.send('PING')
    expect(await served.receive()).toBe('PONG')
  }
  await served.close()
}

/** Sends a text again and again. */
function everyMoment({ raw }: NativePeer, text: string): Disposable {
  const timer = setInterval(() => void raw.send(text), 20)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
