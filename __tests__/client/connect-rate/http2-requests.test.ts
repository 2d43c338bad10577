import { expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { startHttp2Server } from '../../support/peers/http2-server.ts'
import type { Http2Habits, Http2Server } from '../../support/peers/http2-server.ts'

type Answer = NonNullable<Http2Habits['answer']>

const REQUESTS = { reuse: true, count: 60, concurrency: 2 } as const

/** The first request of a session greets. */
async function measure(answer: Answer, asked: object = REQUESTS): Promise<[Requests, Http2Server]> {
  await using server = await startHttp2Server({ answer })
  await using client = await connect({ url: server.url, httpVersion: '2' })
  return [await client.connectRate({ ...REQUESTS, ...asked }), server]
}

type Requests = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['connectRate']>>

test('opens the connections again that are closed after a number of requests', async () => {
  const [measured, { sessions }] = await measure(({ session }, _headers, count) => {
    if (count % 7 === 0) session?.close()
    return false
  })
  expect(measured).toMatchObject({ attempted: 60, completed: 60, failed: 0 })
  expect(measured.connected).toBeGreaterThan(5)
  // That of the client itself, too.
  expect(sessions).toHaveLength(measured.connected + 1)
})

test('sends requests again that the other end has not begun with before it closes the connection', async () => {
  let refused = 0
  const [measured] = await measure(({ session, id = 0 }, _headers, count) => {
    if (count % 7 !== 0 || id < 3) return false
    refused += 1
    session?.goaway(0, id - 2)
    return true
  })
  expect(refused).toBeGreaterThan(3)
  expect(measured).toMatchObject({ attempted: 60, completed: 60, failed: 0, firstByte: { completed: 60 } })
})

test.each([
  [
    'an answer',
    (stream) => {
      stream.respond({ ':status': 429 })
      stream.end('<h1>slow\u009B2J down</h1>\nmore')
    },
    String.raw`"HTTP/2 429", "<h1>slow\u009b2J down</h1>"`,
  ],
  ['a reset of the stream', (stream) => stream.close(2), '"RST_STREAM (INTERNAL_ERROR)"'],
  ['the end of the connection', ({ session }) => session?.goaway(11), '"GOAWAY (ENHANCE_YOUR_CALM)"'],
] satisfies [string, (stream: Parameters<Answer>[0]) => void, string][])(
  'counts as failed what the other end does instead, and says it: %s',
  async (_what, act, said) => {
    const [{ attempted, completed, failed, errors, validity }] = await measure((stream, _headers, count) => {
      if (count % 5 !== 0) return false
      act(stream)
      return true
    })
    expect({ attempted, sum: completed + failed, protocol: errors.protocol }).toEqual({
      attempted: 60,
      sum: 60,
      protocol: failed,
    })
    expect(failed).toBeGreaterThanOrEqual(10)
    expect(validity.reasons).toContain(`The first unexpected answer began with ${said}.`)
  },
)

test('counts requests whose connection is lost, and those without an answer', async () => {
  const [{ failed, errors }] = await measure(
    ({ session }, _headers, count) => {
      if (count % 20 === 0) session?.socket.resetAndDestroy()
      else if (count % 20 === 10) session?.destroy()
      return count % 10 === 0 || count === 35
    },
    { timeout: '300ms' },
  )
  expect(errors.timeout).toBeGreaterThanOrEqual(1)
  expect(errors.reset + errors.closed).toBeGreaterThanOrEqual(4)
  expect(errors.reset + errors.closed + errors.timeout).toBe(failed)
})
