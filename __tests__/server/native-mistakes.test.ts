import { describe, expect, test } from 'vitest'

import { describeFresh, describeModes } from '../support/describe-modes.ts'
import {
  connectControl,
  connectSilent,
  echo,
  LAST,
  othersAreServed,
  probe,
  transfer,
} from '../support/peers/native-peer.ts'
import type { Said } from '../support/peers/native-peer.ts'
import { HASTY } from './hasty-limits.ts'

const HELLO = 'WYNDRVR/2 {"role":"control"}\n'
const TIMED = { bytes: null, seconds: 60 }

describeModes('the native dialect', (server) => {
  describe('a wrong first line is refused with a message, and the connection closed', () => {
    test.each([
      [
        'WYNDRVR/3 {"role":"control"}',
        'version',
        'This server speaks WYNDRVR/2, but the client asked for version 3.',
      ],
      ['WYNDRVR/1', 'version', 'This server speaks WYNDRVR/2, but the client asked for version 1.'],
      ['WYNDRVR/two', 'version', 'This server speaks WYNDRVR/2, but the first line does not name a version.'],
      ['WYNDRVR/2', 'request', /^The first line is not valid JSON: .+\.$/],
      ['WYNDRVR/2 {"role":"control"', 'request', /^The first line is not valid JSON: .+\.$/],
      ['WYNDRVR/2 {}', 'request', /^The first line has (?:no|.+ at) "role"(?:,.+)?\.$/],
      ['WYNDRVR/2 {"role":"king"}', 'request', /^The first line has (?:no|.+ at) "role"(?:,.+)?\.$/],
      ['WYNDRVR/2 {"role":"stream"}', 'request', /^The first line has (?:no|.+ at) "session"(?:,.+)?\.$/],
      [
        `WYNDRVR/2 {"role":"${'x'.repeat(16_000)}"}`,
        'request',
        /^The first line has .{1,80} at "role",.{1,400}$/,
      ],
      [`WYNDRVR/2 {"role":"${'x'.repeat(16_384)}"}`, 'line', 'A line has more than 16384 bytes.'],
      ['WYNDRVR/2 {"role":"stream","session":"a.b"}', 'session', 'This server has no such session.'],
      ['WYNDRVR/2 {"role":"stream","session":""}', 'session', 'This server has no such session.'],
    ])('%.60s', async (text, code, message) => {
      await using client = await connectSilent(server.address)
      await client.raw.send(`${text}\n`)
      expect((await client.opening()).error).toEqual({ code, message: sentence(message) })
      expect(await client.raw.rest()).toBe('')
      await othersAreServed(server.address)
    })
  })

  describe('a wrong request is refused with a message, and the connection closed', () => {
    test.each<[object | string, string]>([
      ['', 'not valid JSON'],
      ['PING', 'not valid JSON'],
      ['{"request":"echo"', 'not valid JSON'],
      ['[]', 'request'],
      ['null', 'null'],
      [{}, '"request"'],
      [{ new: true }, '"request"'],
      [{ stop: 'now' }, '"request"'],
      [{ request: 'nap', stop: true }, '"request"'],
      [{ request: 'nap' }, '"request"'],
      [{ request: 'echo', payload: 13, busyPoll: false }, '"payload"'],
      [{ request: 'echo', payload: 65_537, busyPoll: false }, '"payload"'],
      [{ request: 'echo', payload: 14 }, '"busyPoll"'],
      [transfer('download', { bytes: 0 }), '"bytes"'],
      [transfer('download', { bytes: 1.5 }), '"bytes"'],
      [transfer('download', { bytes: 2 ** 50 + 1 }), '"bytes"'],
      [transfer('upload', { seconds: 86_401 }), '"seconds"'],
      [transfer('upload', { warmup: -1 }), '"warmup"'],
      [transfer('upload', { interval: 0.001 }), '"interval"'],
      [transfer('download', { rate: 999 }), '"rate"'],
      [transfer('download', { block: 1023 }), '"block"'],
      [transfer('download', { block: 4_194_305 }), '"block"'],
    ])('%j', async (request, message) => {
      await using client = await connectControl(server.address)
      await client.raw.send(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`)
      const { error } = await client.heard()
      expect(error).toEqual({
        code: 'request',
        message: expect.stringMatching(`^The request (?:is|has) .*${message}`),
      })
      expect(await client.raw.rest()).toBe('')
    })

    test('of more than 16384 bytes', async () => {
      await using client = await connectControl(server.address)
      await client.raw.send('x'.repeat(20_000))
      expect((await client.heard()).error).toEqual({
        code: 'line',
        message: 'A line has more than 16384 bytes.',
      })
      expect(await client.raw.rest()).toBe('')
      await othersAreServed(server.address)
    })
  })

  test('everything after a goodbye or a mistake is dropped', async () => {
    for (const last of [{ request: 'bye' }, { request: 'nap' }]) {
      await using client = await connectControl(server.address)
      const more = [transfer('download', TIMED), echo(14), { request: 'bye' }]
      await client.raw.send([last, ...more].map((request) => `${JSON.stringify(request)}\n`).join(''))
      expect((await client.raw.rest()).split('\n')).toHaveLength(2)
      await othersAreServed(server.address)
    }
  })

  test('a stop after the end is not a mistake', async () => {
    await using client = await connectControl(server.address)
    await client.raw.send('{"stop":true}\n{ "stop": true }\r\n')
    await expect(client.probed()).resolves.toBeUndefined()
  })

  test('answers everything in order if the answers exceed the send buffer', async () => {
    await using client = await connectControl(server.address)
    const count = 12_000
    const exchange = `${JSON.stringify(echo(14))}\n${probe(LAST, 14).toString('latin1')}`
    const asked = client.raw.send(exchange.repeat(count))
    await expect(client.emptyExchanges(count)).resolves.toBeUndefined()
    await asked
    await client.probed()
  })
})

describeFresh(
  'half a line',
  (start) => {
    test.each([
      ['of a hello', 'WYNDRVR/2 {"role":'],
      ['of a request', `${HELLO}{"request":"echo"`],
    ])('%s is a mistake if nothing follows for a while', async (_, text) => {
      await using server = await start({ workers: 1 }, HASTY)
      await using client = await connectSilent(server.address)
      await client.raw.send(text)
      if (text.startsWith(HELLO)) await client.opening()
      const said: Said = JSON.parse((await client.line()).replace('WYNDRVR/2 ', ''))
      expect(said.error).toEqual({ code: 'line', message: 'A line was not completed in time.' })
      expect(await client.raw.rest()).toBe('')
      await othersAreServed(server.address)
    })
  },
  { concurrent: true },
)

function sentence(message: string | RegExp): unknown {
  return typeof message === 'string' ? message : expect.stringMatching(message)
}
