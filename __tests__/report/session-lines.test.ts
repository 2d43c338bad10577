import { describe, expect, test } from 'vitest'

import { measurementLines, pathMtuLine, serverStarted } from '../../src/report/session-lines.ts'
import type { StreamFigures, TcpFacts } from '../../src/results/types.ts'
import { exampleDatagram, exampleThroughput } from '../support/documents/documents.ts'

describe('a server that starts says what it is bound to', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['localhost', '::1', '[::1]:5001', ['[SERVER] localhost is bound to ::1 only']],
    ['127.0.0.1', '127.0.0.1', '127.0.0.1:5001', []],
    ['::0', '::', '[::]:5001', ['[SERVER] [::] accepts IPv6 and IPv4']],
    ['0.0.0.0', '0.0.0.0', '0.0.0.0:5001', []],
  ])('asked for %s, on %s', (asked, host, name, bound) => {
    expect(serverStarted(asked, { host, port: 5001 }, 'thread').slice(0, -2)).toEqual([
      `[SERVER] Wyndrvr server started on ${name}`,
      ...bound,
    ])
  })
})

describe('retransmits', () => {
  test.each<[string, readonly (number | null | undefined)[], string[]]>([
    ['are added up over all streams', [3, 0, 4], ['[CLIENT] Retransmits: 7']],
    ['are omitted if 0', [0, 0], []],
    ['are omitted if one stream has no TCP facts', [3, undefined], []],
    ['are omitted if one kernel does not report them', [3, null], []],
  ])('%s', (_, counts, lines) => {
    const measurement = exampleThroughput({ streams: counts.map(streamOf) })
    expect(measurementLines(measurement)).toEqual([
      '[CLIENT] Downloaded 9.54 MB in 0.10 seconds',
      '[CLIENT] Download speed: 800.00 Mbps',
      ...lines,
    ])
  })
})

test.each([
  ['upload', 'client', '10.0.0.9:6001', 'the client to 10.0.0.9:6001'],
  ['download', 'server', '10.0.0.9:40000', 'the server to a proxy (or NAT)'],
] as const)('retransmits of one leg of an %s are not those of the path', (direction, from, to, where) => {
  const leg = { from, to, tcp: { ...FACTS, retransmits: 2 } }
  const stream = { ...streamOf(undefined), leg }
  const streams = [stream, stream]
  expect(measurementLines(exampleThroughput({ direction, streams })).slice(2)).toEqual([
    `[CLIENT] Retransmits from ${where}, not on the whole path: 4`,
  ])
})

test('datagrams that were not sent have a line of their own', () => {
  const notSent = { datagrams: 5, code: 'EMSGSIZE' }
  expect(measurementLines(exampleDatagram({ notSent }))).toContain(
    '  Datagrams refused: 5 not sent (EMSGSIZE)',
  )
})

test.each([
  ['host', "that of this host's own interface"],
  ['reported', 'as a router or the route reports'],
  ['silence', 'larger packets vanish without a report'],
  ['datagram', 'the most that UDP allows'],
] as const)('a path MTU limited by %s says so', (limit, words) => {
  expect(pathMtuLine({ mtu: 1400, payload: 1372, limit })).toBe(
    `[CLIENT] Path MTU: 1400 bytes, ${words} (largest datagram: 1372 bytes)`,
  )
})

function streamOf(retransmits: number | null | undefined): StreamFigures {
  const tcp = retransmits === undefined ? null : { ...FACTS, retransmits }
  return { bytes: 1000, seconds: 0.1, mbps: 0.08, tcp }
}

const FACTS: TcpFacts = {
  congestion: 'cubic',
  retransmits: 0,
  rtt: 1,
  rttVariation: 0.5,
  minRtt: 0.25,
  cwnd: 10,
  mss: 1448,
  deliveryRate: 800,
  busy: 0.1,
  rwndLimited: 0,
  sndbufLimited: 0,
}
