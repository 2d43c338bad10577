import { describe, expect, test } from 'vitest'

import { describeModes } from '../support/describe-modes.ts'
import {
  connectSilent,
  echo,
  othersAreServed,
  probe,
  SEGMENT,
  transfer,
} from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'

const HELLO = 'WYNDRVR/2 {"role":"control"}\n'
const TIMED = { bytes: null, seconds: 60 }
const NOTHING = Buffer.alloc(0)
const HUGE = { bytes: 1_000_000_000 }

describeModes('a server of the native dialect', (server) => {
  describe('serves others after a client that', () => {
    const leaves = ['close', 'reset', 'halfClose'] as const
    const states: readonly [string, (client: NativePeer) => Promise<unknown>][] = [
      ['has said half a hello', async ({ raw }) => raw.send(HELLO.slice(0, 20))],
      ['has said the beginning of the mark', async ({ raw }) => raw.send('WYN')],
      ['has said hello', async ({ raw }) => raw.send(HELLO)],
      ['waits for an echo', async (client) => begin(client, echo(100), probe(1, 70))],
      ['has an echo to read', async (client) => begin(client, echo(60_000), Buffer.alloc(6_000_000))],
      ['downloads a size', async (client) => begin(client, transfer('download', HUGE))],
      ['downloads for a time', async (client) => begin(client, transfer('download', TIMED))],
      [
        'downloads slowly',
        async (client) => begin(client, transfer('download', { ...HUGE, rate: 10_000_000 })),
      ],
      ['uploads a size', async (client) => begin(client, transfer('upload', HUGE), Buffer.alloc(200_000))],
      [
        'uploads for a time',
        async (client) => begin(client, transfer('upload', TIMED), Buffer.alloc(200_000)),
      ],
    ]

    test.each(states)('%s and then closes, resets or half-closes', async (_, misbehave) => {
      for (const leave of leaves) {
        for (let round = 0; round < 3; round += 1) {
          await using client = await connectSilent(server.address)
          await misbehave(client)
          await client.raw[leave]()
          if (leave === 'halfClose') await client.raw.rest()
        }
      }
      await expect(othersAreServed(server.address)).resolves.toBeUndefined()
    })
  })
})

/** Says hello, sends a request and its bytes, and reads some of the answer. */
async function begin(client: NativePeer, request: object, bytes: Buffer = NOTHING): Promise<void> {
  await client.raw.send(HELLO)
  await client.opening()
  await client.say(request)
  await client.line()
  if (bytes.length > 0) void client.raw.send(bytes)
  else await client.raw.receiveBytes(2 * SEGMENT)
}
