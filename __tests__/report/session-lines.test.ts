import { describe, expect, test } from 'vitest'

import { measurementLines } from '../../src/report/session-lines.ts'
import type { StreamFigures, TcpFacts } from '../../src/results/types.ts'
import { exampleThroughput } from '../support/documents/documents.ts'

describe('retransmits', () => {
  test.each<[string, readonly (number | null | undefined)[], string[]]>([
    ['over all streams is told', [3, 0, 4], ['[CLIENT] Retransmits: 7']],
    ['is left out where it is nothing', [0, 0], []],
    ['is left out where one stream has no facts', [3, undefined], []],
    ['is left out where one kernel does not tell', [3, null], []],
  ])('%s', (_, counts, lines) => {
    const measurement = exampleThroughput({ streams: counts.map(streamOf) })
    expect(measurementLines(measurement)).toEqual([
      '[CLIENT] Downloaded 9.54 MB in 0.10 seconds',
      '[CLIENT] Download speed: 800.00 Mbps',
      ...lines,
    ])
  })
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
