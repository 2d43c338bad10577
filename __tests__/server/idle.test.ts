import { expect, test } from 'vitest'

import { describeFresh } from '../support/describe-modes.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

/** More than the kernels at both ends buffer for a connection. */
const HUGE = 30_000_000

const IMPATIENT = { idleTimeout: '3s' } as const

describeFresh(
  'a connection without traffic',
  (start) => {
    test.each([
      ['since it was made', '', ''],
      ['since it was answered', 'PING', 'PONG'],
      ['in the middle of an upload', 'BANDWIDTH_UPLOAD:10\n12345', 'READY'],
    ])('%s is dropped', async (_, sent, answer) => {
      await using server = await start(IMPATIENT)
      await using client = await connectRaw(server.address)
      if (sent !== '') await client.send(sent)
      expect(await client.rest()).toBe(answer)
      expect(await measured(server.address)).toMatchObject(ALL_WELL)
    })

    test('because its client floods PING and reads nothing is dropped, and others are served', async () => {
      await using server = await start(IMPATIENT)
      await using client = await connectRaw(server.address)
      const flood = client.send(Buffer.alloc(HUGE, 'PING'))
      expect(await measured(server.address)).toMatchObject(ALL_WELL)
      await flood
      expect((await client.rest()).length).toBeLessThan(HUGE)
    })

    test('because its client does not read its download is dropped, and others are served', async () => {
      await using server = await start(IMPATIENT)
      await using client = await connectRaw(server.address)
      await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
      expect(await client.receiveText(5)).toBe('READY')
      // Without reading, a client notices the end of its connection only by writing.
      const more = client.send(Buffer.alloc(HUGE))
      expect(await measured(server.address)).toMatchObject(ALL_WELL)
      await more
      expect((await client.rest()).length).toBeLessThan(HUGE)
    })
  },
  { concurrent: true },
)
