import { describe, expect, test } from 'vitest'

import { PollSlots, slotCount } from '../../src/server/poll-slots.ts'
import type { PollReply } from '../../src/server/poll-slots.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { connectControl, LAST, probe } from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'

const ASK = { type: 'poll', wants: true } as const

describe('the workers of a server', () => {
  test('busy-poll on half of the CPUs, at least on one', () => {
    expect([1, 2, 3, 4, 64].map((cpus) => slotCount(cpus))).toEqual([1, 1, 1, 2, 32])
  })

  test('wait for a slot, and get it when another one stops or dies', () => {
    const told: [string, PollReply][] = []
    const slots = new PollSlots<string>((worker, reply) => told.push([worker, reply]), 2)
    for (const worker of ['a', 'b', 'c', 'd', 'a']) slots.take(worker, ASK)
    const denied = { type: 'poll', granted: false }
    expect(told.splice(0)).toEqual([
      ['c', denied],
      ['d', denied],
    ])
    slots.take('c', { ...ASK, wants: false })
    slots.take('a', { ...ASK, wants: false })
    slots.forget('b')
    expect(told.splice(0)).toEqual([['d', { type: 'poll', granted: true }]])
    slots.take('e', ASK)
    expect(told).toEqual([])
  })
})

describeFresh('echo tests that ask for busy polling', (start, mode) => {
  test('do not make every worker poll', async ({ skip }) => {
    skip(mode === 'sequential', 'it has one worker')
    const workers = slotCount() + 1
    await using server = await start({ workers })
    await using clients = new AsyncDisposableStack()
    // The kernel spreads connections over threads by chance, so there are enough of them for each.
    const all = await Promise.all(
      Array.from({ length: workers * 8 }, async () => connectControl(server.address)),
    )
    for (const client of all) clients.use(client)
    expect(new Set(all.map(({ welcome }) => welcome.worker)).size).toBe(workers)
    const polled = await Promise.all(all.map(async (client) => pollsThroughout(client)))
    const polling = all.flatMap(({ welcome }, place) => (polled[place] === true ? [welcome.worker] : []))
    expect(new Set(polling).size).toBeLessThan(workers)
  })
})

/** Whether the server busy-polled during a test of 300 ms. */
async function pollsThroughout(client: NativePeer): Promise<boolean | undefined> {
  await client.say({ request: 'echo', payload: 14, busyPoll: true })
  await client.line()
  const startedAt = performance.now()
  while (performance.now() - startedAt < 300) {
    await client.raw.send(probe(1, 14))
    await client.raw.receiveBytes(14)
  }
  await client.raw.send(probe(LAST, 14))
  return (await client.heard()).busyPoll
}
