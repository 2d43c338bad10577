import { once } from 'node:events'

import { expect, test } from 'vitest'

import { startServer } from '../../src/server/start-server.ts'
import { bundled } from '../support/programs/bundles.ts'
import { start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'

test('an agent greets, carries out orders side by side, and ends with its input', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using agent = startEntry()
  await agent.printed(/^\{"agent":1,"version":"[^"]+","host":\{"platform":.*\}\n/)
  order(agent, { id: 1, order: 'connect', options: server.address })
  await agent.printed(/^\{"report":"done","id":1,"target":\{.*"mode":"thread"\}.*\n/m)
  order(agent, {
    id: 2,
    order: 'download',
    connection: 1,
    options: { duration: '60s', reportInterval: 10 },
    intervals: true,
  })
  await agent.printed(/^\{"report":"interval","id":2,/m)
  order(agent, { id: 3, order: 'clock' })
  await agent.printed(/^\{"report":"done","id":3,"time":[\d.]+\}\n/m)
  agent.child.stdin?.end()
  const { code, stdout, stderr } = await agent.ended
  expect([code, stderr]).toEqual([0, ''])
  // What was measured until then is reported, if anybody still reads.
  expect(stdout).toMatch(/^\{"report":"failed","id":2,"code":"ERR_WYNDRVR_ABORTED".*"kind":"throughput"/m)
})

test('an agent reports that it is alive, also while it has no order', async () => {
  await using agent = startEntry()
  const alive = agent.printed(/\{"report":"alive"\}\n\{"report":"alive"\}\n/)
  await expect(alive).resolves.toHaveLength(1)
})

test('an order that cannot be carried out has failed with the reason', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using agent = startEntry()
  order(agent, { id: 1, order: 'latency', connection: 7, options: {} })
  const failed = /"report":"failed","id":(\d),"code":"ERR_WYNDRVR_VALUE","message":"([^"]*)"/
  expect((await agent.printed(failed))[2]).toBe('No order with the id 7 opened a connection.')
  order(agent, { id: 2, order: 'connect', options: { ...server.address, retries: 3 }, placement: 'x' })
  await agent.printed(/"id":2,"code":"ERR_WYNDRVR_VALUE","message":"placement must be/)
  order(agent, { id: 3, order: 'connect', options: server.address })
  await agent.printed(/"report":"done","id":3/)
  order(agent, { id: 4, order: 'latency', connection: 3, options: { cuont: 1 } })
  await agent.printed(/"id":4,"code":"ERR_WYNDRVR_VALUE","message":"latency has no option 'cuont'/)
  order(agent, { id: 5, order: 'begin', connection: 3, at: 0 })
  await agent.printed(/"id":5,"code":"ERR_WYNDRVR_VALUE","message":"Nothing waits to begin on the connection/)
  order(agent, { id: 6, order: 'close', connection: 3 })
  await agent.printed(/"report":"done","id":6/)
  order(agent, { id: 7, order: 'close', connection: 3 })
  await agent.printed(/"report":"done","id":7/)
})

test('an agent has a measurement wait when it is ready, and begin when it is told to', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using agent = startEntry()
  order(agent, { id: 1, order: 'connect', options: server.address })
  await agent.printed(/"report":"done","id":1/)
  order(agent, { id: 2, order: 'latency', connection: 1, options: { count: 3 }, waits: true })
  await agent.printed(/^\{"report":"ready","id":2\}\n/m)
  order(agent, { id: 3, order: 'begin', connection: 1, at: 1e12 })
  await agent.printed(/"id":3,"code":"ERR_WYNDRVR_VALUE","message":"A measurement cannot begin in/)
  order(agent, { id: 4, order: 'begin', connection: 1, at: 0 })
  const [, received] = await agent.printed(/"report":"done","id":2,.*"received":(\d)/)
  expect(received).toBe('3')
})

test.each([
  { what: 'is not JSON', line: 'measure!\n', sentence: /^wyndrvr: The order is not valid JSON: / },
  {
    what: 'is not known',
    line: '{"id":1,"order":"dance"}\n',
    sentence: /^wyndrvr: The order has "dance" at "order"/,
  },
  {
    what: 'is too long',
    line: 'x'.repeat(70_000),
    sentence: /^wyndrvr: An order has more than 65536 bytes\.\n$/,
  },
])('an agent ends with exit code 3 at a line that $what', async ({ line, sentence }) => {
  await using agent = startEntry()
  agent.child.stdin?.write(line)
  const { code, stderr } = await agent.ended
  expect(stderr).toMatch(sentence)
  expect(code).toBe(3)
})

test('an agent ends when nobody reads its reports any more', async () => {
  await using agent = startEntry()
  await agent.printed(/"agent":1/)
  agent.child.stdout?.destroy()
  await once(agent.child, 'exit')
  expect(agent.child.exitCode).toBe(0)
})

function startEntry(): Running {
  return start(process.execPath, [bundled('agent-entry')], { stdio: ['pipe', 'pipe', 'pipe'] })
}

function order(agent: Running, value: object): void {
  agent.child.stdin?.write(`${JSON.stringify(value)}\n`)
}
