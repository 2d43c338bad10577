import { readdirSync } from 'node:fs'

import { expect, test, vi } from 'vitest'

import { startServer } from '../../../src/server/start-server.ts'
import type { Address } from '../../../src/server/listen.ts'
import { connectIperf3, HELLO, iperf3IsServed, openUdpEnd } from '../../support/peers/iperf3-peer.ts'

const TCP = { tcp: true, omit: 0, time: 1, parallel: 1, len: 131_072 }
const UDP = { udp: true, omit: 0, time: 1, parallel: 1, len: 1000 }

/** The steps after which a client leaves. */
const STEPS = ['connected', 'asked', 'opened', 'running', 'ended'] as const

test('iperf3 sessions, whole and cut off, leave no file open', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'thread', workers: 2 })
  await rounds(server.address, 2)
  const before = files()
  await rounds(server.address, 20)
  // The server's threads belong to this process. A session's resources are freed in later turns of the event loop.
  await vi.waitFor(() => expect(files()).toBeLessThanOrEqual(before), 20_000)
})

/** Complete sessions, and sessions that the client leaves at each of their steps. */
async function rounds(address: Address, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    await iperf3IsServed(address)
    for (const last of STEPS) {
      await leaveOverTcp(address, last, round % 2 === 0)
      // Before it has asked, nothing tells that it wants UDP.
      if (last !== 'connected') await leaveOverUdp(address, last, round % 2 === 0)
    }
  }
}

async function leaveOverTcp(address: Address, last: (typeof STEPS)[number], reverse: boolean): Promise<void> {
  await using client = await connectIperf3(address)
  await client.expect(9)
  if (last === 'connected') return client.raw.reset()
  await client.send(reverse ? { ...TCP, reverse } : TCP)
  await client.expect(10)
  if (last === 'asked') return client.raw.reset()
  await using stream = await client.open()
  if (last !== 'opened') await client.expect(1, 2)
  if (last === 'ended') await client.say(4)
  await client.raw.reset()
  await stream.rest()
}

async function leaveOverUdp(address: Address, last: (typeof STEPS)[number], reverse: boolean): Promise<void> {
  await using client = await connectIperf3(address)
  await client.ask(reverse ? { ...UDP, reverse } : UDP)
  await client.expect(10)
  if (last === 'asked') return client.raw.reset()
  await using end = await openUdpEnd(address)
  await end.send(HELLO.hello)
  if (last !== 'opened') await client.expect(1, 2)
  if (last === 'ended') await client.say(4)
  await client.raw.reset()
}

/** Open files of this process, which only Linux can count. */
function files(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
}
