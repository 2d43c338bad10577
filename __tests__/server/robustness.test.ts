import { expect, test } from 'vitest'

import { describeFresh, describeModes } from '../support/describe-modes.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { connectRaw } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'
import { HASTY } from './hasty-limits.ts'

const UNKNOWN = 'ERROR:Unknown command'
const INVALID = 'ERROR:Invalid command format'
const HUGE = 100_000_000

describeModes('a server', (server) => {
  test.each<[string, (client: RawPeer) => Promise<void>]>([
    ['vanishes in a download', async (client) => leaveInDownload(client, 'close')],
    ['resets in a download', async (client) => leaveInDownload(client, 'reset')],
    ['vanishes in an upload', async (client) => leaveInUpload(client, 'close')],
    ['resets in an upload', async (client) => leaveInUpload(client, 'reset')],
    ['resets right behind READY', async (client) => leaveBehindReady(client)],
    ['resets right behind its command', async (client) => leaveBehindCommand(client)],
    ['comes and goes', async (client) => client.reset()],
    ['half-closes without a word', async (client) => halfCloseAtOnce(client)],
  ])('serves others after a client that %s, and another', async (_, misbehave) => {
    for (let round = 0; round < 3; round += 1) {
      await using client = await connectRaw(server.address)
      await misbehave(client)
    }
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('answers 1 MB of garbage at most a hundred times', async () => {
    await using client = await connectRaw(server.address)
    const [said] = await Promise.all([client.rest(), sendAndHalfClose(client, '\u{ff}x'.repeat(500_000))])
    expect(said.replaceAll(UNKNOWN, '')).toBe('')
    expect(said.length).toBeLessThanOrEqual(100 * UNKNOWN.length)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('closes a connection after a hundred bad commands in a row', async () => {
    await using client = await connectRaw(server.address)
    await client.send('NOPE\n'.repeat(300))
    expect(await client.rest()).toBe(UNKNOWN.repeat(100))
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('keeps a connection with bad commands that are not in a row', async () => {
    await using client = await connectRaw(server.address)
    await client.send('NOPE\nPING\n'.repeat(150))
    const expected = `${UNKNOWN}PONG`.repeat(150)
    expect(await client.receiveText(expected.length)).toBe(expected)
  })

  test('refuses a number of 5000 digits', async () => {
    await using client = await connectRaw(server.address)
    await client.send(`BANDWIDTH_DOWNLOAD:${'9'.repeat(5000)}\nQUIT`)
    expect(await client.rest()).toBe(`${INVALID}BYE`)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('answers everything in order if the answers exceed the send buffer', async () => {
    await using client = await connectRaw(server.address)
    const count = 100_000
    const expected = `${'PONG'.repeat(count)}READYDONEPONGREADY`
    const asked = client.send(`${'PING'.repeat(count)}BANDWIDTH_UPLOAD:3\nabcPINGBANDWIDTH_DOWNLOAD:5\n`)
    expect((await client.receiveText(expected.length)) === expected).toBe(true)
    expect(await client.receiveBytes(5)).toHaveLength(5)
    await asked
  })
})

describeFresh(
  'a partial command',
  (start) => {
    test('is an unknown command if nothing follows for a while', async () => {
      await using server = await start({ workers: 1 }, HASTY)
      await using client = await connectRaw(server.address)
      await client.send('PINGBANDWIDTH_DOWN')
      expect(await client.receive()).toBe('PONG')
      expect(await client.receive()).toBe(UNKNOWN)
      await client.send('QUIT')
      expect(await client.rest()).toBe('BYE')
      expect(await measured(server.address)).toMatchObject(ALL_WELL)
    })
  },
  { concurrent: true },
)

async function leaveInDownload(client: RawPeer, leave: 'close' | 'reset'): Promise<void> {
  await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
  expect(await client.receiveText(5)).toBe('READY')
  await client.receiveBytes(200_000)
  await client[leave]()
}

async function leaveInUpload(client: RawPeer, leave: 'close' | 'reset'): Promise<void> {
  await client.send(`BANDWIDTH_UPLOAD:${HUGE}\n`)
  expect(await client.receiveText(5)).toBe('READY')
  await client.send(Buffer.alloc(200_000))
  await client[leave]()
}

async function leaveBehindReady(client: RawPeer): Promise<void> {
  await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
  expect(await client.receiveText(5)).toBe('READY')
  await client.reset()
}

async function leaveBehindCommand(client: RawPeer): Promise<void> {
  await client.send(`BANDWIDTH_DOWNLOAD:${HUGE}\n`)
  await client.reset()
}

async function halfCloseAtOnce(client: RawPeer): Promise<void> {
  client.halfClose()
  expect(await client.rest()).toBe('')
}

async function sendAndHalfClose(client: RawPeer, text: string): Promise<void> {
  await client.send(text)
  client.halfClose()
}
