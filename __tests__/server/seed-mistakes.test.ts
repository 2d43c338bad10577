import { describe, expect, test } from 'vitest'

import { describeModes } from '../support/describe-modes.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

const UNKNOWN = 'ERROR:Unknown command'
const INVALID = 'ERROR:Invalid command format'
const TEBIBYTE = 2 ** 40

describeModes('the seed dialect', (server) => {
  describe('a wrong command', () => {
    test.each([
      ['HELLO', UNKNOWN],
      ['ping', UNKNOWN],
      ['PINGX', UNKNOWN],
      ['GETTING / HTTP/1.1\r\n', UNKNOWN],
      ['BANDWIDTH_DOWNLOAD:abc', INVALID],
      ['BANDWIDTH_DOWNLOAD:-1', INVALID],
      ['BANDWIDTH_UPLOAD:1.5\n', INVALID],
      ['BANDWIDTH_UPLOAD:\n', INVALID],
      ['BANDWIDTH_UPLOAD\n', INVALID],
      [`BANDWIDTH_DOWNLOAD:${TEBIBYTE + 1}`, INVALID],
      [`BANDWIDTH_UPLOAD:${'9'.repeat(300)}\n`, INVALID],
    ])('%j is answered, and the conversation continues', async (command, expected) => {
      await using client = await connectRaw(server.address)
      await client.send(command)
      expect(await client.receive()).toBe(expected)
      await client.send('PING')
      expect(await client.receive()).toBe('PONG')
    })

    test('in a TLS handshake is not carried out, because a web page can choose what is in it', async () => {
      await using client = await connectRaw(server.address)
      await client.send('\u0016\u0003\u0001\nBANDWIDTH_DOWNLOAD:1000\n')
      expect(await client.rest()).toBe(UNKNOWN)
    })

    test('1 TiB is the maximum', async () => {
      await using client = await connectRaw(server.address)
      await client.send(`BANDWIDTH_DOWNLOAD:${TEBIBYTE}`)
      expect(await client.receiveText(5)).toBe('READY')
      await client.receiveBytes(100_000)
    })
  })

  describe('a client that half-closes after a command', () => {
    test.each([
      ['PING', 'PONG'],
      ['QUIT', 'BYE'],
      ['BANDWIDTH_UPLOAD:0', 'READYDONE'],
      ['BANDWIDTH_UPLOAD:0\n', 'READYDONE'],
      ['BANDWIDTH_UPLOAD:3\nabc', 'READYDONE'],
      ['BANDWIDTH_UPLOAD:3\nabcPING\nQUIT', 'READYDONEPONGBYE'],
      ['BANDWIDTH_DOWNLOAD:0', 'READY'],
      ['BANDWIDTH_DOWNLOAD:0\n', 'READY'],
      ['PI', UNKNOWN],
      ['BANDWIDTH_DOWNLOAD:', INVALID],
    ])('%j still gets its answer, then the end', async (command, expected) => {
      await using client = await connectRaw(server.address)
      await client.send(command)
      client.halfClose()
      expect(await client.rest()).toBe(expected)
    })

    test.each(['', '\n'])('still gets its download if the command ends with %j', async (end) => {
      await using client = await connectRaw(server.address)
      await client.send(`BANDWIDTH_DOWNLOAD:500000${end}`)
      client.halfClose()
      expect(await client.receiveText(5)).toBe('READY')
      expect(await client.rest()).toHaveLength(500_000)
    })

    test('gets no DONE for an upload that it cut short', async () => {
      await using client = await connectRaw(server.address)
      await client.send('BANDWIDTH_UPLOAD:10')
      expect(await client.receiveText(5)).toBe('READY')
      await client.send('12345')
      client.halfClose()
      expect(await client.rest()).toBe('')
    })
  })
})
