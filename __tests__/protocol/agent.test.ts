import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import {
  AGENT_VERSION,
  agentLine,
  agentReportSchema,
  ALIVE_INTERVAL,
  MEASURING_ORDERS,
  MOST_GREETING,
  MOST_ORDER,
  MOST_REPORT,
  MOST_REPORTED_PROBES,
  orderSchema,
} from '../../src/protocol/agent.ts'
import { readJson } from '../../src/protocol/native.ts'
import { exampleLatency } from '../support/documents/documents.ts'
import { ROOT } from '../support/programs/processes.ts'

test('reference/agent.md lists every order and every limit', () => {
  const page = readFileSync(join(ROOT, 'docs/reference/agent.md'), 'utf8')
  const orders = orderSchema.options.flatMap(({ entries: { order } }) => namesOf(order))
  expect(orders).toEqual(expect.arrayContaining([...MEASURING_ORDERS, 'connect', 'begin']))
  const reports = agentReportSchema.options.flatMap(({ entries: { report } }) => namesOf(report))
  expect([...orders, ...reports].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  const limits = [MOST_ORDER, MOST_GREETING, MOST_REPORT, MOST_REPORTED_PROBES]
  expect(limits.filter((limit) => !page.includes(`| ${limit} `))).toEqual([])
  expect(page).toContain(`| \`agent\`   | ${AGENT_VERSION} `)
  expect([ALIVE_INTERVAL, page.includes('| every second ')]).toEqual([1000, true])
})

function namesOf(
  schema: { readonly literal: string } | { readonly options: readonly string[] },
): readonly string[] {
  return 'literal' in schema ? [schema.literal] : schema.options
}

test('a line is read as it was written, without unknown fields', () => {
  const order = { id: 2, order: 'latency', connection: 1, options: { count: 3 }, probes: true } as const
  const line = agentLine(order)
  expect(line).toMatch(/^\{.*\}\n$/)
  expect(readJson(orderSchema, line.replace('{', '{"later":1,'), 'order')).toEqual(order)
  const done = { report: 'done', id: 2, measurements: [exampleLatency()], time: 1.5 } as const
  expect(
    readJson(agentReportSchema, agentLine({ ...done, measurements: [...done.measurements] }), 'line'),
  ).toEqual(done)
})

test.each([
  ['an order without an id', orderSchema, { order: 'clock' }, 'has no "id"'],
  ['an id that is no whole number from 1', orderSchema, { id: 0, order: 'clock' }, 'has 0 at "id"'],
  [
    'a measurement without a connection',
    orderSchema,
    { id: 1, order: 'latency', options: {} },
    'no "connection"',
  ],
  ['a report of another kind', agentReportSchema, { report: 'rest', id: 1 }, '"rest" at "report"'],
  [
    'a measurement without figures',
    agentReportSchema,
    { report: 'done', id: 1, measurements: [{}] },
    'no "measure',
  ],
  [
    'an error that does not exist',
    agentReportSchema,
    { report: 'failed', id: 1, code: 'X', message: '' },
    '"X" at "code"',
  ],
  [
    'too many probes',
    agentReportSchema,
    { report: 'probes', id: 1, probes: Array.from({ length: 1001 }, () => [1, null, 1]) },
    'a length of 1001',
  ],
])('%s is refused', (_, schema, value, problem) => {
  expect(() => readJson<unknown>(schema, JSON.stringify(value), 'line')).toThrow(problem)
})
