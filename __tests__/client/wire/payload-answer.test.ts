import { array, assert, constantFrom, double, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { PayloadAnswer } from '../../../src/client/wire/payload-answer.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nWyndrvr: 1\r\n'

/** What is told of an answer that arrives in these pieces, in one buffer that is used again. */
function readIn(pieces: readonly string[]): {
  readonly told: readonly string[]
  readonly bytes: number
  readonly closes: boolean
} {
  const buffer = Buffer.alloc(65_536)
  const told: string[] = []
  let bytes = 0
  const answer = new PayloadAnswer('server.test:80', {
    took: (length) => {
      bytes += length
    },
    ended: () => void told.push('ended'),
    failed: (error) => void told.push(String(error)),
  })
  for (const piece of pieces) {
    buffer.fill(0)
    if (answer.read(buffer.write(piece, 'latin1'), buffer)) answer.tellEnd()
  }
  if (told.length === 0 && answer.end()) answer.tellEnd()
  return { told, bytes, closes: answer.closes }
}

/** A text in pieces that end at these shares of it. */
function cut(text: string, shares: readonly number[]): readonly string[] {
  const ends = [...shares.map((share) => Math.floor(share * text.length)), text.length].toSorted(
    (a, b) => a - b,
  )
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)).filter((piece) => piece !== '')
}

const SHARES = array(double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 })

const CHUNKS = array(record({ length: integer({ min: 1, max: 300 }), note: constantFrom('', ';a=b') }))

describe('an answer with payload', () => {
  test('in chunks is counted however it is cut', () => {
    assert(
      property(CHUNKS, SHARES, constantFrom('', 'Server-Timing: a;dur=1\r\n'), (chunks, shares, trailer) => {
        const body = chunks.map(
          ({ length, note }) => `${length.toString(16)}${note}\r\n${'x'.repeat(length)}\r\n`,
        )
        const text = `${HEAD}Transfer-Encoding: chunked\r\n\r\n${body.join('')}0\r\n${trailer}\r\n`
        const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
        expect(readIn(cut(text, shares))).toEqual({ told: ['ended'], bytes, closes: false })
      }),
    )
  })

  test('of a length is counted however it is cut, also behind interim answers', () => {
    assert(
      property(
        integer({ min: 0, max: 500 }),
        SHARES,
        integer({ min: 0, max: 3 }),
        (length, shares, interim) => {
          const before = 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(interim)
          const text = `${before}${HEAD}Content-Length: ${length}\r\n\r\n${'x'.repeat(length)}`
          expect(readIn(cut(text, shares))).toEqual({ told: ['ended'], bytes: length, closes: false })
        },
      ),
    )
  })

  test('ends with the connection if nothing else ends it', () => {
    expect(readIn([`${HEAD}\r\n`, 'abc', 'd'])).toEqual({ told: ['ended'], bytes: 4, closes: true })
  })

  test.each([
    ['HTTP/1.1 200 OK', 'Connection: close\r\n', true],
    ['HTTP/1.1 200 OK', 'Connection: keep-alive\r\n', false],
    ['HTTP/1.0 200 OK', '', true],
    ['HTTP/1.0 200 OK', 'Connection: Keep-Alive\r\n', false],
  ])('%s with %j: whether the connection closes is %s', (status, field, closes) => {
    const pieces = [`${status}\r\nWyndrvr: 1\r\n${field}Content-Length: 1\r\n\r\n1`]
    expect(readIn(pieces)).toEqual({ told: ['ended'], bytes: 1, closes })
  })
})

describe('an answer that is another', () => {
  test('is an error with the first line of its body, however it is cut', () => {
    const bodies = [
      'Content-Length: 9\r\n\r\nno server',
      'Transfer-Encoding: chunked\r\n\r\n3\r\nno \r\n6\r\nserver\r\n0\r\n\r\n',
      '\r\nno server',
    ]
    assert(
      property(constantFrom(...bodies), SHARES, (body, shares) => {
        const { told, bytes } = readIn(cut(`HTTP/1.1 502 Bad Gateway\r\n${body}`, shares))
        expect(bytes).toBe(0)
        expect(told).toEqual([
          'WyndrvrError: server.test:80 answered 502 Bad Gateway: "no server". That is not the answer of a wyndrvr server. Check the URL, and what is before the server.',
        ])
      }),
    )
  })

  test('is read only in part if it has no end', () => {
    const page = 'x'.repeat(60_000)
    const { told } = readIn(
      [`HTTP/1.1 404 Not Found\r\n\r\n`, ...Array.from({ length: 1000 }, () => page)].slice(0, 20),
    )
    expect(told[0]).toMatch(/^WyndrvrError: server\.test:80 answered 404 Not Found: "x{200}"\./)
  })

  test('with compressed payload is an error', () => {
    const { told } = readIn([`${HEAD}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab`])
    expect(told).toEqual([expect.stringContaining('compressed the payload (Content-Encoding "gzip")')])
  })
})

describe('what is not HTTP/1.1', () => {
  const chunked = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`
  test.each([
    ['hello world, this is no HTTP', '"hello world'],
    ['HTTP/2 200\r\n\r\n', '"HTTP/2 200'],
    [`HTTP/1.1 101 Switching Protocols\r\n\r\n`, '"HTTP/1.1 101'],
    [`${HEAD}Content-Length: 1x\r\n\r\n`, 'Content-Length "1x"'],
    [`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 'Content-Length "1, 2"'],
    [`${HEAD}Content-Length: 1\r\n\r\n12`, 'more than its answer'],
    [`${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n`, 'a body whose end is not clear'],
    [`${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n`, 'a body whose end is not clear'],
    [`${chunked}x\r\n`, 'a chunk without its size'],
    [`${chunked}\r\n`, 'a chunk without its size'],
    [`${chunked}1\n`, 'a chunk without its size'],
    [`${chunked}1\r\nabc`, 'a chunk without its size'],
    [`${chunked}${'1'.repeat(13)}\r\n`, 'a chunk without its size'],
    [`${chunked}1;${'a'.repeat(20_000)}`, 'a chunk without its size'],
    [`${chunked}0\r\n${'a: b\r\n'.repeat(6000)}`, 'a chunk without its size'],
    [`${chunked}0\r\n\r\nHTTP`, 'more than its answer'],
    ['HTTP/1.1 102 Processing\r\n\r\n'.repeat(1300), 'too much before the answer'],
    [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(6000)}`, '"HTTP/1.1 200 OK'],
  ])('%.60j is refused', (text, what) => {
    expect(() => readIn([text])).toThrow(`server.test:80 sent what is not HTTP/1.1: ${what}`)
    expect(() => readIn(text.match(/.{1,7}/gs) ?? [])).toThrow('server.test:80 sent what is not HTTP/1.1: ')
  })
})
