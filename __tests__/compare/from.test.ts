import { expect, test } from 'vitest'

import { clientSeats, HERE as IN_PROCESS } from '../../src/compare/client-seats.ts'
import type { ClientSeat } from '../../src/compare/client-seats.ts'
import { compare } from '../../src/compare/compare.ts'
import { startServer } from '../../src/server/start-server.ts'
import { HERE, shellAgent } from '../agent/agents.ts'

/** Ends as soon as a few blocks are measured. */
const SHORT = { measure: ['latency'], margin: 0.9, budget: '6s', placement: 'none' } as const

test.concurrent('two places of one server are two arms, each with an agent that is restarted', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
  const { document, error } = await compare({
    ...SHORT,
    restart: 'each-block',
    budget: '8s',
    base: { ...server.address, from: HERE },
    head: { ...server.address, from: ['env', 'PLACE=b'] },
  })
  expect(error).toBeNull()
  const [first] = document.comparisons
  expect(first?.arms).toMatchObject({
    base: { ...server.address, from: ['env'], command: null },
    head: { ...server.address, from: ['env', 'PLACE=b'], command: null },
  })
  expect(first?.method.restart).toBe('each-block')
  expect(first?.blocks.length).toBeGreaterThan(0)
  expect(document.environment.server).toMatchObject({ node: process.versions.node })
})

test.concurrent('one place for both arms is one agent, which is not restarted', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
  const arm = { ...server.address, from: HERE }
  const { document, error } = await compare({ ...SHORT, base: arm, head: arm })
  expect(error).toBeNull()
  expect(document.comparisons[0]?.method.restart).toBeUndefined()
  expect(document.comparisons[0]?.blocks.length).toBeGreaterThan(0)
})

test('an arm without a place has an agent, too, if the other one has', () => {
  const seats = (...froms: readonly (readonly string[] | null)[]): readonly ClientSeat[] =>
    clientSeats(froms, 'none')
  expect(seats(null, null)).toEqual([IN_PROCESS, IN_PROCESS])
  expect(seats(null, ['env'], null)).toMatchObject([
    { here: false, restarts: true },
    { here: false, restarts: true },
    { here: false, restarts: true },
  ])
  const [one, other] = seats(['env'], ['env'])
  expect(one).toMatchObject({ here: false, restarts: false })
  expect(other).toBe(one)
})

test.runIf(process.platform === 'linux')('agents place themselves', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
  const arm = { ...server.address, from: HERE }
  const { document } = await compare({ ...SHORT, placement: '0', base: arm, head: arm })
  expect(document.environment.placement).toMatchObject({ asked: '0', latency: '0', transfers: null })
})

test('an agent that cannot be started ends the comparison', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
  const { error, document } = await compare({
    ...SHORT,
    base: { ...server.address, from: shellAgent('echo no such namespace >&2; exit 1') },
    head: server.address,
  })
  expect(error).toMatchObject({
    code: 'ERR_WYNDRVR_WORKER',
    message: expect.stringContaining('Its last output: "no such namespace".'),
  })
  expect(document.comparisons).toEqual([])
})
