import { describe, expect, test } from 'vitest'

import { ALL_WELL, measured } from '../support/documents/measured.ts'
import {
  connectControl,
  connectSilent,
  echo,
  join,
  LAST,
  othersAreServed,
  probe,
  streamHello,
} from '../support/peers/native-peer.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'
import { HASTY } from './hasty-limits.ts'
import { busy, HELLO, joined, openingOf, startSequential, watched } from './sequential-peers.ts'

/** More than the kernels at both ends buffer for a connection. */
const HUGE = 100_000_000
const UNKNOWN_SESSION = { error: { code: 'session', message: 'This server has no such session.' } }

describe('while a session is served, a stream', () => {
  test('is admitted as soon as its first line is complete', async () => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    const { session = '' } = control.welcome
    await using stream = await connectSilent(server.address)
    await stream.raw.sendPieces(streamHello(session).split(''))
    expect(await stream.opening()).toMatchObject({ session, mode: 'sequential' })
    await using hasty = await connectSilent(server.address)
    const exchange = `${JSON.stringify(echo(14))}\n${probe(LAST, 14).toString('latin1')}`
    await hasty.raw.send(streamHello(session) + exchange.repeat(2000))
    await hasty.opening()
    await hasty.emptyExchanges(2000)
    await busy(control, stream, hasty)
  })

  test.each<[string, (session: string) => string, unknown]>([
    ['with an id that was changed', (session) => streamHello(changed(session)), UNKNOWN_SESSION],
    ['with no id', () => streamHello(''), UNKNOWN_SESSION],
    [
      'of another version',
      (session) => streamHello(session).replace('/2', '/3'),
      expect.objectContaining({ error: expect.objectContaining({ code: 'version' }) }),
    ],
    [
      'with a first line that is too long',
      (session) => streamHello(`${session}${'x'.repeat(20_000)}`),
      expect.objectContaining({ error: expect.objectContaining({ code: 'line' }) }),
    ],
  ])('%s waits, and is refused in its turn', async (_, hello, refusal) => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using stream = await connectSilent(server.address)
    await stream.raw.send(hello(control.welcome.session ?? ''))
    const answer = watched(stream.opening())
    await busy(control)
    expect(answer.settled()).toBe(false)
    await control.raw.close()
    expect(await answer.value).toEqual(refusal)
    await othersAreServed(server.address)
  })

  test('of a session that has ended waits, and is then served alone', async () => {
    await using server = await startSequential()
    const past = await connectControl(server.address)
    const { session = '' } = past.welcome
    await past.raw.close()
    await using control = await connectControl(server.address)
    const [first, second] = [await connectSilent(server.address), await connectSilent(server.address)]
    const answers = [watched(join(first, session)), watched(join(second, session))]
    await busy(control)
    expect(answers.map(({ settled }) => settled())).toEqual([false, false])
    await control.raw.close()
    expect(await answers[0]?.value).toMatchObject({ session })
    await busy(first)
    expect(answers[1]?.settled()).toBe(false)
    await first.raw.close()
    expect(await answers[1]?.value).toMatchObject({ session })
    await second.raw.close()
  })

  test.each([
    ['WYN', 'ERROR:Unknown command'],
    [
      'WYNDRVR/2 {"role":"con',
      openingOf({ error: { code: 'line', message: 'A line was not completed in time.' } }),
    ],
  ])('or another connection that has sent %s waits for the rest and its turn', async (half, answer) => {
    await using server = await startSequential({}, HASTY)
    await using control = await connectControl(server.address)
    await using next = await connectSilent(server.address)
    await using last = await connectSilent(server.address)
    await next.raw.send(half)
    await last.raw.send(half)
    await busy(control)
    await next.raw.send(HELLO.slice(half.length))
    const welcome = watched(next.opening())
    await busy(control)
    expect(welcome.settled()).toBe(false)
    await control.raw.close()
    await welcome.value
    await next.raw.close()
    expect(await last.raw.receiveText(answer.length)).toBe(answer)
    await last.raw.close()
    await othersAreServed(server.address)
  })
})

describe('a connection that waits', () => {
  test('is served in order of arrival, among hundreds', async () => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using clients = new AsyncDisposableStack()
    const [order, expected]: [number[], number[]] = [[], []]
    const answers: Promise<string>[] = []
    const leavers: RawPeer[] = []
    for (let place = 0; place < 400; place += 1) {
      const client = clients.use(await connectRaw(server.address))
      if (place % 4 === 0) {
        leavers.push(client)
        continue
      }
      await client.send('PING')
      if (place % 4 === 1) {
        client.halfClose()
        answers.push(client.rest())
        continue
      }
      expected.push(place)
      answers.push(
        client.receive().then(async (answer) => {
          order.push(place)
          await client.close()
          return answer
        }),
      )
    }
    await using stream = await joined(server, control)
    await Promise.all(leavers.map(async (client, index) => client[index % 2 === 0 ? 'close' : 'reset']()))
    await busy(control, stream)
    expect(order).toEqual([])
    await control.raw.close()
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['PONG']))
    expect(order).toEqual(expected)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test.each(['', 'WYNDRVR/2 {"ro', HELLO])(
    'and has sent %j counts as gone when it half-closes',
    async (said) => {
      await using server = await startSequential()
      await using control = await connectControl(server.address)
      await using client = await connectRaw(server.address)
      await client.send(said)
      client.halfClose()
      expect(await client.rest()).toBe('')
      await control.probed()
    },
  )

  test('and keeps sending is not read further, and gets all its answers in its turn', async () => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using seed = await connectRaw(server.address)
    await using native = await connectSilent(server.address)
    const upload = Buffer.concat([
      Buffer.from(`BANDWIDTH_UPLOAD:${HUGE}\n`),
      Buffer.alloc(HUGE),
      Buffer.from('PINGQUIT'),
    ])
    const exchange = `${JSON.stringify(echo(14))}\n${probe(LAST, 14).toString('latin1')}`
    const seedSent = watched(seed.send(upload))
    const nativeSent = native.raw.send(HELLO + exchange.repeat(8000))
    await busy(control)
    expect(seedSent.settled()).toBe(false)
    await control.raw.close()
    expect(await seed.rest()).toBe('READYDONEPONGBYE')
    await native.opening()
    await native.emptyExchanges(8000)
    await Promise.all([seedSent.value, nativeSent])
  })

  test('waits for a seed client too', async () => {
    await using server = await startSequential()
    await using first = await connectServed(server.address)
    await using control = await connectSilent(server.address)
    await control.raw.send(HELLO)
    const welcome = watched(control.opening())
    for (let round = 0; round < 50; round += 1) {
      await first.send('PING')
      expect(await first.receive()).toBe('PONG')
    }
    expect(welcome.settled()).toBe(false)
    await first.close()
    await welcome.value
    await control.probed()
  })
})

function changed(session: string): string {
  return `${session.slice(0, 5)}${session[5] === 'A' ? 'B' : 'A'}${session.slice(6)}`
}
