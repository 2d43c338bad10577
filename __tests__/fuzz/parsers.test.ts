import { Socket } from 'node:net'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { readBody, writeBody } from '../../src/action/comment/comment-body.ts'
import type { Section } from '../../src/action/comment/section.ts'
import { readResults } from '../../src/documents/read-results.ts'
import { askProxy } from '../../src/client/wire/proxy.ts'
import { helloToken, readMark, readNonce } from '../../src/protocol/datagram.ts'
import { iperf3Reply } from '../../src/protocol/iperf3-datagram.ts'
import { terminalReport } from '../../src/report/terminal/terminal-report.ts'
import { REPORTS } from '../support/documents/reports.ts'
import { HTTP_LANGUAGES } from './http-languages.ts'
import { LANGUAGES, refused } from './languages.ts'

/** `npm run fuzz` sets these; a failure prints the seed and the path that repeat it. */
const { WYNDRVR_FUZZ_RUNS: runs = '200', WYNDRVR_FUZZ_SEED: seed, WYNDRVR_FUZZ_PATH: path } = process.env
const SETTINGS = {
  numRuns: Number(runs),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(path === undefined ? {} : { path }),
}

test.each(Object.entries({ ...LANGUAGES, ...HTTP_LANGUAGES }))(
  '%s: any text is read, or refused in a short sentence',
  (_, { words, parse }) => {
    const property = fc.property(textOf(words), (text) => refused(() => parse(text)))
    expect(() => fc.assert(property, SETTINGS)).not.toThrow()
  },
)

test('datagrams: any bytes are read or ignored', () => {
  const token = Buffer.alloc(16, 7)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (array) => {
      const bytes = Buffer.from(array)
      expect(readMark(bytes)).toBeGreaterThanOrEqual(-1)
      expect([null, 16]).toContain(helloToken(bytes)?.length ?? null)
      expect([null, 16]).toContain(readNonce(bytes, token)?.length ?? null)
      expect(iperf3Reply(bytes)?.length ?? 0).toBeLessThanOrEqual(bytes.length)
    }),
    SETTINGS,
  )
})

test('a result document with one value changed is read, or refused, and what was read can be shown', () => {
  const documents = Object.values(REPORTS).map(({ document }) => document)
  const strange = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e300, '\u001B[2J', '::warning::', null))
  const property = fc.property(
    fc.constantFrom(...documents),
    fc.infiniteStream(fc.nat()),
    strange,
    (document, turns, value) => {
      const text = JSON.stringify(changed(document, turns, value))
      refused(() => terminalReport(readResults(text, 'fuzz.json'), { columns: 80, color: false }))
    },
  )
  expect(() => fc.assert(property, SETTINGS)).not.toThrow()
})

test.each(['http-connect', 'socks5'] as const)(
  'the answer of a proxy (%s): any bytes lead to the server, or are refused in a short sentence',
  async (protocol) => {
    const words = [
      'HTTP/1.1 ',
      '200',
      ' OK',
      '\r\n',
      '\u0005\u0000',
      '\u0005\u0001',
      '\u0000',
      '\u0003\u00FF',
    ]
    const property = fc.asyncProperty(textOf(words), async (text) => {
      // It is not connected, so what is sent to the proxy goes nowhere.
      const socket = new Socket().on('error', () => undefined)
      const talk = askProxy(socket, { protocol, ...SOMEWHERE }, SOMEWHERE, false)
      let failure: unknown = null
      talk.through.catch((error: unknown) => {
        failure = error
      })
      talk.receive(Buffer.from(text, 'latin1'))
      await Promise.resolve()
      refused(() => {
        if (failure !== null) throw failure
      })
      socket.destroy()
    })
    await expect(fc.assert(property, SETTINGS)).resolves.toBeUndefined()
  },
)

test('the markers of a comment: sections with any words can be read, whatever is around them', () => {
  const words = [
    '<!-- wyndrvr comment -->',
    '<!-- wyndrvr section ',
    ' -->',
    '\n',
    '<!-- wyndrvr end -->',
    '-->',
  ]
  fc.assert(
    fc.property(textOf(words), textOf(words), fc.nat(), (title, around, place) => {
      const section: Section = { ...SECTION, title: title.slice(0, 500), headline: around.slice(0, 500) }
      const body = writeBody([section], '', [])
      expect(readBody(body)).toMatchObject([{ title: section.title, headline: section.headline }])
      const from = place % body.length
      const sections = readBody(`${body.slice(0, from)}${around}${body.slice(from)}`)
      expect(readBody(writeBody(sections, '', []))).toHaveLength(sections.length)
    }),
    SETTINGS,
  )
})

const SOMEWHERE = { host: '127.0.0.1', port: 5001 } as const

const SECTION: Section = {
  key: '0123456789abcdef',
  title: '',
  sha: '',
  stamp: { run: 1, attempt: 1, at: 1 },
  verdict: 'pass',
  bad: false,
  url: 'https://example.com',
  history: [],
  body: '',
}

/** A copy with one value, at any depth, in place of another. */
function changed(value: unknown, turns: Iterator<number>, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const turn: number = turns.next().value ?? 0
  const key = keys[turn % (keys.length + 1)]
  if (key === undefined) return by
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value }
  Reflect.set(copy, key, changed(Reflect.get(value, key), turns, by))
  return copy
}

/** Words of a language in any order, with anything in between. */
function textOf(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.constantFrom(...words)
  const noise = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 8 }), fc.json())
  const pieces = fc.array(fc.oneof({ arbitrary: word, weight: 4 }, noise), { maxLength: 12 })
  return fc.oneof({ arbitrary: pieces.map((all) => all.join('')), weight: 4 }, fc.json(), fc.string())
}
