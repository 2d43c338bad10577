import { expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { connectControl, echo, LAST, probe } from '../../support/peers/native-peer.ts'
import { END } from '../server-facts.ts'

describeModes('echo in the native dialect', (server) => {
  test.each([14, 1000, 65_536])('sends probes of %d bytes back, stamped, in their order', async (size) => {
    await using client = await connectControl(server.address)
    await client.say(echo(size))
    expect(await client.line()).toBe('{"busyPoll":false}\n')
    const sequences = [7, 0, 3_000_000_000, 7]
    await client.raw.send(Buffer.concat(sequences.map((sequence) => probe(sequence, size))))
    for (const sequence of sequences) {
      const answer = await client.raw.receiveBytes(size)
      expect(answer.readUInt32BE()).toBe(sequence)
      expect(answer.readUIntBE(9, 5)).toBeLessThan(1e9)
      expect(answer.subarray(14)).toEqual(probe(sequence, size).subarray(14))
    }
    await client.raw.send(probe(LAST, size))
    expect(await client.heard()).toEqual({ busyPoll: false, end: END })
    await client.probed()
  })

  test('takes probes in pieces, and its clock advances', async () => {
    await using client = await connectControl(server.address)
    await client.say(echo(20))
    await client.line()
    const probes = Buffer.concat([probe(1, 20), probe(2, 20)]).toString('latin1')
    await client.raw.sendPieces([
      probes.slice(0, 1),
      probes.slice(1, 19),
      probes.slice(19, 25),
      probes.slice(25),
    ])
    const [first, second] = [await client.raw.receiveBytes(20), await client.raw.receiveBytes(20)]
    expect([first.readUInt32BE(), second.readUInt32BE()]).toEqual([1, 2])
    const between = (second.readUIntBE(4, 5) - first.readUIntBE(4, 5) + 2 ** 40) % 2 ** 40
    expect(between).toBeGreaterThan(0)
    expect(between).toBeLessThan(60e9)
  })

  test.each([true, false])('says before and after whether it busy-polls: %j', async (busyPoll) => {
    await using client = await connectControl(server.address)
    await client.say({ request: 'echo', payload: 14, busyPoll })
    const before = await client.heard()
    await client.raw.send(Buffer.concat([probe(1, 14), probe(LAST, 14)]))
    await client.raw.receiveBytes(14)
    const after = await client.heard()
    // With a spare CPU it may busy-poll; unless requested it must not.
    const either = busyPoll ? expect.any(Boolean) : false
    expect([before, after]).toEqual([{ busyPoll: either }, { busyPoll: either, end: END }])
  })
})
