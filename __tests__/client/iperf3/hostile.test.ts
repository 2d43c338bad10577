import { describe, expect, test } from 'vitest'

import { connect, WyndrvrError } from '../../../src/index.ts'
import type { Duration } from '../../../src/units.ts'
import { frame, startScriptedIperf3 } from '../../support/peers/iperf3-script.ts'
import type { Iperf3Act, Iperf3Point, Iperf3Script } from '../../support/peers/iperf3-script.ts'

/** The time within which silence has to end, and one that a busy machine does not need. */
const TIMEOUT = { silence: '300ms', any: '20s' } as const

const RESULTS = { cpu_util_total: 1, cpu_util_user: 1, cpu_util_system: 1, sender_has_retransmits: -1 }
const STREAM = { id: 1, bytes: 5, retransmits: -1, jitter: 0, errors: 0, packets: 0 }

/** The error of a measurement, or of the connection. */
async function failureOf(
  script: Iperf3Script,
  direction: 'download' | 'upload' | 'bidirectional',
  timeout: Duration = TIMEOUT.any,
): Promise<WyndrvrError> {
  await using server = await startScriptedIperf3(script)
  const options = { duration: '50ms', timeout } as const
  try {
    await using client = await connect({ ...server.address, dialect: 'iperf3', timeout })
    await client[direction](options)
  } catch (error) {
    if (error instanceof WyndrvrError) return error
    throw error
  }
  throw new Error('The measurement did not fail.')
}

describe.for(['download', 'upload', 'bidirectional'] as const)('%s', { concurrent: true }, (direction) => {
  test.for(['hello', 'create', 'start', 'exchange', 'results', 'display'] as const)(
    'silence instead of %s ends within the timeout',
    async (point) => {
      const { code, message } = await failureOf({ at: { [point]: 'silence' } }, direction, TIMEOUT.silence)
      expect(code).toBe('ERR_WYNDRVR_TIMEOUT')
      expect(message).toMatch(/^127\.0\.0\.1:\d+ .*\. \S.*[.?]$/)
    },
  )

  test.for(['hello', 'create', 'start', 'exchange', 'results', 'display'] as const)(
    'a server that closes instead of %s is lost',
    async (point) => {
      const { code, message } = await failureOf({ at: { [point]: 'close' } }, direction)
      expect(code).toBe('ERR_WYNDRVR_LOST')
      expect(message).toMatch(/^The connection to 127\.0\.0\.1:\d+ was (closed|reset) by the server/)
    },
  )

  test('a server that dies meanwhile is lost, and what was measured is kept', async () => {
    const { code, measurement } = await failureOf({ diesAfter: 1_000_000 }, direction)
    expect(code).toBe('ERR_WYNDRVR_LOST')
    expect(measurement).toMatchObject({ kind: 'throughput', validity: { ok: false } })
    expect(measurement).toHaveProperty(
      'bytes',
      expect.toSatisfy((bytes: number) => bytes > 0),
    )
  })

  test('a transfer without traffic ends within the timeout', async () => {
    const { code } = await failureOf(
      { stalls: true, at: { exchange: 'silence' } },
      direction,
      TIMEOUT.silence,
    )
    expect(code).toBe('ERR_WYNDRVR_TIMEOUT')
  })
})

const WRONG: readonly (readonly [what: string, point: Iperf3Point, act: Iperf3Act, message: RegExp])[] = [
  [
    'text',
    'hello',
    Buffer.from('HTTP/1.1 400 Bad Request\r\n'),
    /sent "HTTP\/1\.1 400 .*Is it an iperf3 server\?$/,
  ],
  ['control characters', 'hello', Buffer.from('\u001B[2J\u0007\n'), /^[\x20-\x7E…]+$/],
  ['an early state', 'hello', Buffer.of(10), /Is it an iperf3 server\?$/],
  ['a state out of order', 'create', Buffer.of(13), /sent state 13, but state 10 was expected/],
  ['a state that does not exist', 'start', Buffer.of(99), /sent state 99, but state 1 was expected/],
  ['a flood of states', 'create', Buffer.alloc(1000, 10), /sent/],
  ['results of 4 GB', 'results', Buffer.of(255, 255, 255, 255), /results of .* have 4294967295 bytes/],
  ['empty results', 'results', Buffer.of(0, 0, 0, 0), /results of .* have 0 bytes/],
  ['results that are not JSON', 'results', frame('{"streams":'), /results of .* not valid JSON/],
  ['results without streams', 'results', frame(RESULTS), /results of .*streams/],
  [
    'results of another stream',
    'results',
    frame({ ...RESULTS, streams: [{ ...STREAM, id: 9 }] }),
    /lack stream 1/,
  ],
  [
    'bytes that are text',
    'results',
    frame({ ...RESULTS, streams: [{ ...STREAM, bytes: 'many' }] }),
    /results of .*bytes/,
  ],
  [
    'negative bytes',
    'results',
    frame({ ...RESULTS, streams: [{ ...STREAM, bytes: -5 }] }),
    /results of .*bytes/,
  ],
  [
    'bytes without end',
    'results',
    frame(JSON.stringify({ ...RESULTS, streams: [STREAM] }).replace(':5', ':1e999')),
    /bytes/,
  ],
  [
    'results as an early state',
    'exchange',
    frame({ streams: [] }),
    /sent more states, but nothing was expected/,
  ],
]

test.for(WRONG)('%s: one sentence', async ([, point, act, message]) => {
  const error = await failureOf({ at: { [point]: act } }, 'upload')
  expect(error.code).toBe('ERR_WYNDRVR_PROTOCOL')
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('\n')
})

const REFUSALS: readonly (readonly [what: string, point: Iperf3Point, act: Iperf3Act, message: RegExp])[] = [
  ['busy', 'hello', Buffer.of(0xff), /is busy with another test: .*Try again when that has ended\.$/],
  ['busy later', 'create', Buffer.of(0xff), /is busy with another test/],
  [
    'too long a test',
    'create',
    Buffer.of(0xfe, 0, 0, 0, 37, 0, 0, 0, 0),
    /its limit on the duration is shorter\. Choose/,
  ],
  ['an unknown error', 'create', Buffer.of(0xfe, 0, 0, 3, 231, 0, 0, 0, 5), /iperf3's error 999/],
  [
    'an error in two parts',
    'start',
    Buffer.of(1, 0xfe, 0, 0, 0, 27, 0, 0, 0, 0),
    /the rate is above its limit/,
  ],
]

test.for(REFUSALS)('a server that refuses (%s): the reason', async ([, point, act, message]) => {
  const error = await failureOf({ at: { [point]: act } }, 'download')
  expect(error.code).toBe('ERR_WYNDRVR_REFUSED')
  expect(error.message).toMatch(message)
})

test('a server that is stopped says so', async () => {
  const error = await failureOf({ at: { exchange: Buffer.of(11) } }, 'download')
  expect(error).toMatchObject({ code: 'ERR_WYNDRVR_LOST', message: expect.stringContaining('was stopped') })
})

test('an incomplete error ends within the timeout', async () => {
  expect((await failureOf({ at: { create: Buffer.of(0xfe, 0, 0) } }, 'upload', TIMEOUT.silence)).code).toBe(
    'ERR_WYNDRVR_TIMEOUT',
  )
})

describe('figures that do not fit together are not trustworthy', () => {
  const FIGURES: readonly (readonly [what: string, script: Iperf3Script, reason: RegExp])[] = [
    ['more arrived than was sent', {}, /The ends disagree: the server counted 1\.00 TB, but the client/],
    [
      'the clock ran for an hour',
      { stream: { bytes: 0, start_time: 0, end_time: 3600 } },
      /The clocks disagree: 3600 s/,
    ],
    ['the clock stood still', { stream: { bytes: 0, start_time: 0, end_time: 1e-9 } }, /./],
  ]
  test.for(FIGURES)('%s', async ([, script, reason]) => {
    await using server = await startScriptedIperf3(script)
    await using client = await connect({ ...server.address, dialect: 'iperf3' })
    const { validity } = await client.upload({ duration: '300ms' })
    expect(validity.ok).toBe(false)
    expect(validity.reasons.join(' ')).toMatch(reason)
  })

  test('a download of more bytes than the server says that it sent', async () => {
    await using server = await startScriptedIperf3({ stream: { bytes: 10 } })
    await using client = await connect({ ...server.address, dialect: 'iperf3' })
    const { validity } = await client.download({ duration: '100ms' })
    expect(validity.reasons.join(' ')).toMatch(
      /^The ends disagree: the client counted .*, but the server says that it sent 10 B/,
    )
  })
})
