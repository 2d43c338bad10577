import { expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { Measurement } from '../../src/results/types.ts'
import { judgeDocument } from '../../src/verdict/judge-document.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../support/documents/documents.ts'

const KINDS: readonly (() => Measurement)[] = [
  exampleLatency,
  exampleThroughput,
  exampleDatagram,
  exampleConnect,
  exampleLoaded,
]

const [FEW, MANY] = [3000, 12_000].map((count) => {
  const kinds = Array.from({ length: count }, (_, place) => KINDS[place % KINDS.length] ?? exampleLatency)
  const document = exampleDocument(kinds.map((example) => example()))
  return { document, text: writeDocument(document) }
})

const THRESHOLDS = ['latency.p50 < 1min', 'download >= 1kbit/s', 'latency.p50 regress < 5%']

test.each<[string, (one: NonNullable<typeof FEW>) => unknown]>([
  ['is read', ({ text }) => readDocument(text, 'large.json')],
  ['is judged', ({ document }) => judgeDocument(document, THRESHOLDS, { baseline: [document] })],
])('a document of 12,000 measurements %s in no more than its share of the time of 3000', (_, act) => {
  if (FEW === undefined || MANY === undefined) throw new Error('Both documents are made above.')
  const least = { few: Infinity, many: Infinity }
  for (let round = 0; round < 4; round += 1) {
    least.few = Math.min(
      least.few,
      cpuTime(() => act(FEW)),
    )
    least.many = Math.min(
      least.many,
      cpuTime(() => act(MANY)),
    )
  }
  // 4 if the time is linear, 16 if it is quadratic. What else runs on the machine changes neither by as much.
  expect(least.many / least.few).toBeGreaterThan(2)
  expect(least.many / least.few).toBeLessThan(8)
})

/** The CPU time of this process during an action, µs. */
function cpuTime(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
