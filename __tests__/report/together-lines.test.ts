import { expect, test } from 'vitest'

import { conditions } from '../../src/report/markdown/conditions.ts'
import { placeLines, startLines } from '../../src/report/together-lines.ts'
import { terminalReport } from '../../src/report/terminal/terminal-report.ts'
import type { Together } from '../../src/results/types.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'

const TOGETHER: Together = {
  clients: [
    { client: 1, from: ['ip', 'netns', 'exec', 'a'], host: null },
    { client: 2, from: ['ssh', 'b\u001B[31m', 'npx', 'wyndrvr', 'agent'], host: null },
  ],
  starts: [
    { test: 'latency', clients: 2, apart: 0.05, error: 0.03 },
    { test: 'download', clients: 2, apart: 0.4, error: 0.06 },
  ],
}

const PLACES = ['Client 1: from ip netns exec a', 'Client 2: from ssh b npx wyndrvr agent']
const STARTS = 'The clients began each test within 400 µs (clocks compared to 60.0 µs)'

test('clients in several places are listed, with the widest of their starts', () => {
  expect(placeLines(TOGETHER)).toEqual(PLACES)
  expect(startLines(TOGETHER)).toEqual([STARTS])
  expect(startLines({ ...TOGETHER, starts: TOGETHER.starts.slice(0, 1) })[0]).toContain(
    'began the test within',
  )
  expect([...placeLines(undefined), ...startLines(undefined)]).toEqual([])
  expect(startLines({ ...TOGETHER, starts: [] })).toEqual([])
})

test('reports have them', () => {
  const document = { ...exampleDocument([exampleLatency()]), together: TOGETHER }
  const lines = terminalReport(document, { columns: 100, color: false })
  expect(lines).toEqual(expect.arrayContaining([...PLACES, `${STARTS}.`]))
  expect(conditions({ document, mode: null })).toContain(STARTS.replace(/\(.*/, ''))
})
