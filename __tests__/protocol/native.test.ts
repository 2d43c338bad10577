import { describe, expect, test } from 'vitest'

import {
  answerSchema,
  helloSchema,
  joinedSession,
  line,
  openingLine,
  readJson,
  requestSchema,
  splitOpening,
  welcomeSchema,
} from '../../src/protocol/native.ts'

const UPLOAD = {
  request: 'upload',
  bytes: null,
  seconds: 1,
  warmup: 0,
  interval: 0.1,
  rate: null,
  block: 16_384,
} as const

const WELCOME = {
  session: 'a.b',
  mode: 'thread',
  worker: 3,
  version: '1.0.0',
  idle: 60_000,
  host: {
    platform: 'linux',
    arch: 'x64',
    kernel: '6.1',
    cpuModel: null,
    cpuCount: 2,
    memory: 1024,
    node: '24.0.0',
    container: null,
    load: 0.5,
    steal: 0,
    receiveBufferLimit: null,
    sendBufferLimit: null,
    runner: null,
    runnerImage: null,
  },
}

describe('a first line', () => {
  test('is the mark, the version, JSON and a newline', () => {
    expect(openingLine({ role: 'control' })).toBe('WYNDRVR/2 {"role":"control"}\n')
  })

  test.each([
    ['WYNDRVR/2 {"role":"control"}\n', 2, '{"role":"control"}'],
    ['WYNDRVR/2 {}\r\n', 2, '{}'],
    ['WYNDRVR/17 {}', 17, '{}'],
    ['WYNDRVR/999999', 999_999, ''],
    ['WYNDRVR/2\n', 2, ''],
    ['WYNDRVR/2 {"a":"\\n"}\n', 2, '{"a":"\\n"}'],
  ])('%j has version %d', (text, version, json) => {
    expect(splitOpening(text)).toEqual({ version, json })
  })

  test.each([
    '',
    'PING',
    'WYNDRVR/\n',
    'WYNDRVR/x {}\n',
    'WYNDRVR/-1 {}\n',
    'wyndrvr/2 {}\n',
    ' WYNDRVR/2 {}\n',
  ])('%j is not a first line', (text) => {
    expect(splitOpening(text)).toBeNull()
  })
})

test.each([
  ['WYNDRVR/2 {"role":"stream","session":"a.b"}', 'a.b'],
  ['WYNDRVR/2 {"new":1,"role":"stream","session":""}\r', ''],
  ['WYNDRVR/2 {"role":"control"}', null],
  ['WYNDRVR/2 {"role":"control","session":"a.b"}', null],
  ['WYNDRVR/2 {"role":"stream"}', null],
  ['WYNDRVR/3 {"role":"stream","session":"a.b"}', null],
  ['WYNDRVR/2 {"role":"stream","session":"a.b"', null],
  ['PING', null],
  ['', null],
])('%j joins the session %j', (text, session) => {
  expect(joinedSession(text)).toBe(session)
})

test('the idle timeout defaults to a minute', () => {
  const { idle, ...welcome } = WELCOME
  expect(readJson(welcomeSchema, JSON.stringify(welcome), 'line')).toEqual({ ...welcome, idle })
})

test('a later line is JSON and a newline', () => {
  expect(line({ stop: true })).toBe('{"stop":true}\n')
  expect(line({})).toBe('{}\n')
  expect(line({ request: 'echo', payload: 14, busyPoll: true })).toBe(
    '{"request":"echo","payload":14,"busyPoll":true}\n',
  )
})

describe('unknown fields are ignored', () => {
  test.each([
    [helloSchema, { role: 'control' }],
    [helloSchema, { role: 'stream', session: 'a.b' }],
    [requestSchema, { request: 'bye' }],
    [requestSchema, { request: 'tcp' }],
    [requestSchema, UPLOAD],
    [welcomeSchema, WELCOME],
    [welcomeSchema, { ...WELCOME, tellsTcp: true }],
    [answerSchema, {}],
    [answerSchema, { tally: { bytes: 1, elapsed: 2, intervals: [1] }, cpu: { user: 0, system: 0.5 } }],
    [answerSchema, { tcp: null }],
    [answerSchema, { error: { code: 'line', message: 'It is long.' } }],
  ])('%#', (schema, value) => {
    const text = JSON.stringify({ ...value, later: { release: [true] } })
    expect(readJson<unknown>(schema, text, 'line')).toEqual(value)
  })
})

describe('an invalid line is described in a sentence', () => {
  test.each([
    ['', /^The request is not valid JSON: .+\.$/],
    ['{"request":"bye"', /^The request is not valid JSON: .+\.$/],
    ['[]', /^The request (?:is .+, expected .+|has no .+)\.$/],
    ['{}', /^The request has (?:no|.+ at) "request"(?:,.+)?\.$/],
    ['{"request":"nap"}', /^The request has (?:no|.+ at) "request"(?:,.+)?\.$/],
    [JSON.stringify({ ...UPLOAD, seconds: '1' }), /^The request has (?:no|.+ at) "seconds"(?:,.+)?\.$/],
    [JSON.stringify({ ...UPLOAD, bytes: 0 }), /^The request has (?:no|.+ at) "bytes"(?:,.+)?\.$/],
    [JSON.stringify({ ...UPLOAD, rate: undefined }), /^The request has (?:no|.+ at) "rate"(?:,.+)?\.$/],
  ])('%j', (text, sentence) => {
    expect(() => readJson(requestSchema, text, 'request')).toThrow(
      expect.objectContaining({ code: 'ERR_WYNDRVR_PROTOCOL', message: expect.stringMatching(sentence) }),
    )
  })
})

describe('fields of requests have ranges', () => {
  const fits = (fields: object): boolean => {
    try {
      readJson(requestSchema, JSON.stringify({ ...UPLOAD, ...fields }), 'request')
      return true
    } catch {
      return false
    }
  }

  test.each([
    ['bytes', [1, 2 ** 50, null], [0, 1.5, 2 ** 50 + 1, -1]],
    ['seconds', [0, 0.01, 86_400, null], [-0.1, 86_401]],
    ['warmup', [0, 0.5, 86_400], [-0.1, 86_401, null]],
    ['interval', [0.01, 86_400], [0, 0.009, 86_401, null]],
    ['rate', [1000, 1e12, null], [999, 0, -1]],
    ['block', [1024, 4_194_304], [1023, 4_194_305, 2000.5, null]],
  ])('%s may be %j, not %j', (field, right, wrong) => {
    expect(right.map((value) => fits({ [field]: value }))).toEqual(right.map(() => true))
    expect(wrong.map((value) => fits({ [field]: value }))).toEqual(wrong.map(() => false))
  })

  test('payload of a probe may be 14 to 65536', () => {
    const echo = { request: 'echo', busyPoll: false }
    expect([14, 65_536].map((payload) => fits({ ...echo, payload }))).toEqual([true, true])
    expect([13, 65_537, 14.5, '14'].map((payload) => fits({ ...echo, payload }))).toEqual(
      Array(4).fill(false),
    )
  })
})
