import { createConnection } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { messageTalk } from '../../../src/client/connect-rate/message-talk.ts'
import type { CycleTalk } from '../../../src/client/connect-rate/talk.ts'
import { maskedFrame, readFrames } from '../../../src/client/connect-rate/web-socket-frames.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { listen } from '../../support/peers/endpoint.ts'

const TARGET = { url: 'ws://a', version: '1.1', base: '/base', headers: { Host: 'a' } } as const

const UPGRADED = 'HTTP/1.1 101 Switching Protocols\r\nWyndrvr: 1\r\n\r\n'
const WELCOME = 'WYNDRVR/2 {"session":"a.b","mode":"thread","worker":1,"version":"1","host":null}\n'

function framed(text: string): string {
  const { length } = text
  return length < 126
    ? `\u0082${String.fromCharCode(length)}${text}`
    : `\u0082\u007E${String.fromCharCode(length >> 8, length & 0xff)}${text}`
}

/** What is in the only frame of a client. */
function payloadOf(frame: string): string {
  const begin = (frame.charCodeAt(1) & 0x7f) === 126 ? 8 : 6
  const key = frame.slice(begin - 4, begin)
  return Array.from(frame.slice(begin), (letter, at) =>
    String.fromCharCode(letter.charCodeAt(0) ^ key.charCodeAt(at % 4)),
  ).join('')
}

test.each([0, 14, 125, 126, 5000])('a message of %i bytes has a mask of its own', (length) => {
  const payload = 'x'.repeat(length)
  const frames = [maskedFrame(payload), maskedFrame(payload)]
  for (const frame of frames) expect(payloadOf(frame)).toBe(payload)
  expect(frames[0]).not.toBe(frames[1])
})

test('frames are read however they arrive, and only those of a server', () => {
  const said = `${framed('one')}${framed('y'.repeat(300))}\u0002\u0001a\u0080\u0001b`
  for (let end = 0; end < said.length; end += 1)
    expect(readFrames(said.slice(0, end))).toMatchObject({ state: 'open' })
  expect(readFrames(said)).toEqual({
    payload: `one${'y'.repeat(300)}ab`,
    state: 'open',
    length: said.length,
  })
  expect(readFrames(`${framed('one')}\u0088\u0002\u0003\u00E8`)).toMatchObject({
    payload: 'one',
    state: 'closed',
  })
  for (const wrong of ['HTTP/1.1 200', '\u0081\u0001a', '\u0082\u0081\0\0\0\0a', '\u0082\u007F\0'])
    expect(readFrames(wrong)).toMatchObject({ state: 'wrong' })
})

/** A connection whose session has begun. */
function begun(): { readonly talk: CycleTalk; readonly said: string } {
  const talk = messageTalk({ name: 'a:1', target: TARGET, token: undefined })()
  expect(talk.opening).toContain('GET /base/wyndrvr/ws HTTP/1.1\r\n')
  const host = { platform: '', arch: '', kernel: '', cpuModel: null, cpuCount: 1, memory: 1, node: '' }
  const facts = { container: null, load: null, steal: null, runner: null, runnerImage: null }
  const welcome = WELCOME.replace(
    'null}',
    `${JSON.stringify({ ...host, ...facts, receiveBufferLimit: null, sendBufferLimit: null })}}`,
  )
  let said = ''
  const answers = [UPGRADED, framed(welcome), framed('{"busyPoll":false}\n')]
  const heard = answers.map((answer) => {
    for (const letter of answer.slice(0, -1)) expect(talk.hear((said += letter))).toBe('part')
    return talk.hear((said += answer.slice(-1)))
  })
  expect(heard).toEqual([
    { say: expect.any(String) },
    { say: expect.any(String) },
    { say: expect.any(String), begins: true },
  ])
  const sent = heard.map((one) => (typeof one === 'object' && 'say' in one ? payloadOf(one.say) : ''))
  expect(sent[0]).toMatch(/^WYNDRVR\/2 \{"role":"control"\} *\n$/)
  expect(sent[1]).toBe('{"request":"echo","payload":14,"busyPoll":false}\n')
  expect(sent[2]).toBe('\0'.repeat(14))
  return { talk, said }
}

test('a connection has one numbered probe after another, from when its session has begun', () => {
  const { talk } = begun()
  const answer = framed(`\0\0\0\0${'s'.repeat(10)}`)
  for (let end = 0; end < answer.length; end += 1) expect(talk.hear(answer.slice(0, end))).toBe('part')
  expect(talk.hear(answer)).toBe('whole')
  const second = talk.next?.().next?.()
  expect(payloadOf(second?.opening ?? '')).toBe(`\0\0\0\u0002${'\0'.repeat(10)}`)
  expect(second?.hear(framed(`\0\0\0\u0002${'s'.repeat(10)}`))).toBe('whole')
  expect(second?.hear(answer)).toBe('wrong')
  expect(second?.hear(`${framed(`\0\0\0\u0002${'s'.repeat(10)}`)}x`)).toBe('wrong')
  expect(second?.hear('\u0088\u0002\u0003\u00E8')).toBe('closed')
})

test.each([
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\n\r\n', 'wrong'],
  ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'wrong'],
  [`${UPGRADED}more`, 'wrong'],
])('a connection that does not become a WebSocket of the server has failed: %j', (said, expected) => {
  expect(messageTalk({ name: 'a:1', target: TARGET, token: undefined })().hear(said)).toBe(expected)
})

test.each(['{"error":{"code":"busy","message":"full"}}', '{"challenge":"x"}', 'no JSON'])(
  'a session that is refused is a failure that says how: %s',
  (json) => {
    const talk = messageTalk({ name: 'a:1', target: TARGET, token: undefined })()
    talk.hear(UPGRADED)
    const line = `WYNDRVR/2 ${json}\n`
    expect(talk.hear(UPGRADED + framed(line))).toEqual({ wrong: line })
  },
)

test('a WebSocket that ends before its session has begun is closed', () => {
  const talk = messageTalk({ name: 'a:1', target: TARGET, token: undefined })()
  talk.hear(UPGRADED)
  expect(talk.hear(`${UPGRADED}\u0088\0`)).toBe('closed')
})

test('WebSockets that a proxy cuts are opened again, and the messages without an answer have failed', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  let opened = 0
  await using proxy = await listen((socket) => {
    opened += 1
    // The first one is the session of the client.
    const isCut = opened >= 2 && opened <= 5
    const onward = createConnection(server.address)
    let left = 4000
    onward.on('data', ({ length }) => {
      left -= length
      if (isCut && left < 0) socket.destroy()
    })
    socket.on('error', () => undefined).on('close', () => onward.destroy())
    onward.on('error', () => undefined).on('close', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
  })
  await using client = await connect({ host: '127.0.0.1', port: proxy.port, dialect: 'ws' })
  const measured = await client.connectRate({ reuse: true, count: 2000, concurrency: 2 })
  const { attempted, completed, failed, connected, errors } = measured
  expect({ attempted, failed, connected }).toEqual({ attempted: 2000, failed: 4, connected: 6 })
  expect(completed).toBe(1996)
  expect(errors.closed + errors.reset).toBe(4)
})
