import { expect, test } from 'vitest'

import { verdictLines } from '../../src/report/verdicts.ts'
import { judgeDocument } from '../../src/verdict/judge-document.ts'
import {
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleThroughput,
} from '../support/documents/documents.ts'

test('verdicts are a table with their counts below', () => {
  const document = exampleDocument([exampleLatency(), exampleThroughput(), exampleDatagram()])
  const { verdicts } = judgeDocument(
    document,
    ['latency.p99 < 5ms', 'download >= 900Mbit/s', 'udp.loss <= 1%', 'latency regress < 5% and < 0.2ms'],
    { baseline: [document] },
  )
  expect(`${verdictLines(verdicts).join('\n')}\n`).toBe(`
Verdicts:
  NOT JUDGED  latency.p99 < 5ms                     latency.p99 is unknown: p99 needs at least 100 samples; this test had 3 (limit 5 ms)
  FAILED      download.mbps >= 900Mbit/s            download.mbps was 800 Mbps, limit 900 Mbps (under by 100 Mbps, -11.1 %)
  PASSED      udp.loss <= 1%                        udp.loss was 1 %, limit 1 % (exactly the limit)
  PASSED      latency.p50 regress < 5% and < 0.2ms  latency.p50 was 0.100 ms against 0.100 ms in the earlier run: no change; limit 5 % and 0.2 ms
  SAME        download.mbps                         download.mbps was 800 Mbps against 800 Mbps in the earlier run: no change
  SAME        udp.download.mbps                     udp.download.mbps was 47.5 Mbps against 47.5 Mbps in the earlier run: no change
  1 failed, 1 not judged, 2 same, 2 passed
`)
})

test('no verdicts print none', () => {
  expect(verdictLines([])).toEqual(['', 'Verdicts:', '  none'])
})

test('escape sequences for terminals are not printed', () => {
  const [verdict] = judgeDocument(
    exampleDocument([
      exampleLatency({ validity: { ok: false, reasons: ['Red \u001B[31m\nand a new line \u0007.'] } }),
    ]),
    ['latency < 5ms'],
  ).verdicts
  const lines = verdictLines(verdict === undefined ? [] : [verdict])
  expect(lines).toHaveLength(4)
  expect(lines.join('')).not.toMatch(/\p{C}/u)
})
