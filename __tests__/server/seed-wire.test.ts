import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

import { describeModes } from '../support/describe-modes.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

const UNKNOWN = 'ERROR:Unknown command'
const INVALID = 'ERROR:Invalid command format'

describeModes('the seed dialect', (server) => {
  // A sequential server serves one client at a time.
  const together = server.mode === 'sequential' ? describe : describe.concurrent

  describe('a client that sends bare commands and compares one recv(1024)', () => {
    test('gets PONG for each PING, and BYE and the end for QUIT', async () => {
      await using client = await connectRaw(server.address)
      for (let probe = 0; probe < 20; probe += 1) {
        await client.send('PING')
        expect(await client.receive()).toBe('PONG')
      }
      await client.send('QUIT')
      expect(await client.receive()).toBe('BYE')
      expect(await client.receive()).toBe('')
    })

    test.each([1, 1_048_577])('gets READY, then exactly %d bytes', async (size) => {
      await using client = await connectRaw(server.address)
      await client.send(`BANDWIDTH_DOWNLOAD:${size}`)
      expect(await client.receiveText(5)).toBe('READY')
      expect(await client.receiveBytes(size)).toHaveLength(size)
      await client.send('PING')
      expect(await client.receive()).toBe('PONG')
    })

    test('has time to read READY on its own before the payload arrives', async () => {
      await using client = await connectRaw(server.address)
      const moments: number[] = []
      for (let round = 0; round < 5; round += 1) {
        await client.send('BANDWIDTH_DOWNLOAD:1\n')
        await client.receiveText(5)
        const ready = performance.now()
        await client.receiveBytes(1)
        moments.push(performance.now() - ready)
      }
      // On a busy machine this process may read READY late, but not every time.
      expect(Math.max(...moments)).toBeGreaterThan(25)
    })

    test.each([1, 1_048_577])('gets READY, and DONE when it has sent %d bytes', async (size) => {
      await using client = await connectRaw(server.address)
      await client.send(`BANDWIDTH_UPLOAD:${size}`)
      expect(await client.receive()).toBe('READY')
      await client.send(randomBytes(size))
      expect(await client.receive()).toBe('DONE')
      await client.send('PING')
      expect(await client.receive()).toBe('PONG')
    })

    test('downloads 0 bytes: READY and nothing else', async () => {
      await using client = await connectRaw(server.address)
      await client.send('BANDWIDTH_DOWNLOAD:0')
      expect(await client.receive()).toBe('READY')
      await client.send('PING')
      expect(await client.receive()).toBe('PONG')
    })

    test('uploads 0 bytes: READY, then DONE on its own', async () => {
      await using client = await connectRaw(server.address)
      const answers: string[] = []
      for (let round = 0; round < 5; round += 1) {
        await client.send('BANDWIDTH_UPLOAD:0')
        const answer = await client.receive()
        answers.push(answer)
        const rest = answer === 'READY' ? await client.receive() : ''
        expect(answer + rest).toBe('READYDONE')
      }
      // On a busy machine this process may read READY late, together with DONE, but not every time.
      expect(answers).toContain('READY')
    })

    test('runs a whole session on one connection', async () => {
      await using client = await connectRaw(server.address)
      await client.send('PING')
      expect(await client.receive()).toBe('PONG')
      await client.send('BANDWIDTH_DOWNLOAD:100000')
      expect(await client.receiveText(5)).toBe('READY')
      await client.receiveBytes(100_000)
      await client.send('BANDWIDTH_UPLOAD:100000')
      expect(await client.receiveText(5)).toBe('READY')
      await client.send(Buffer.alloc(100_000, 'PING'))
      expect(await client.receive()).toBe('DONE')
      await client.send('QUIT')
      expect(await client.rest()).toBe('BYE')
    })
  })

  together('a command in several segments', () => {
    test.each([
      [['PI', 'NG'], 'PONG'],
      [['P', 'I', 'N', 'G'], 'PONG'],
      [['Q', 'UIT'], 'BYE'],
      [['PING', '\n', 'QUIT', '\r\n'], 'PONGBYE'],
      [['BANDWIDTH_', 'UPLOAD:0\nQUIT'], 'READYDONEBYE'],
      [['BANDWIDTH_UPLOAD:', '3', '\n', 'a', 'bc', 'QUIT'], 'READYDONEBYE'],
    ])('%j', async (segments, expected) => {
      await using client = await connectRaw(server.address)
      await client.sendPieces(segments)
      expect(await client.receiveText(expected.length)).toBe(expected)
    })

    test('is over when its line is invalid', async () => {
      await using client = await connectRaw(server.address)
      await client.send('BANDWIDTH_DOWNLOAD:x')
      // On a busy machine, the server would read the next segment together with this one.
      expect(await client.receiveText(INVALID.length)).toBe(INVALID)
      await client.send('QUIT')
      expect(await client.receiveText(3)).toBe('BYE')
    })

    test.each([
      ['BANDWIDTH_DOWNLOAD:3', '0'],
      ['BANDWIDTH_DOWNLOAD:', '3', '00', '00'],
      ['BANDWIDTH_DOWNLOAD', ':30000\n'],
      ['BANDWIDTH_DOWNLOAD:30000', '\r', '\n'],
    ])('for a download may be split anywhere, even inside the number: %j %j', async (...segments) => {
      const size = Number(segments.join('').replaceAll(/\D/g, ''))
      await using client = await connectRaw(server.address)
      await client.sendPieces(segments)
      expect(await client.receiveText(5)).toBe('READY')
      expect(await client.receiveBytes(size)).toHaveLength(size)
      await client.send('QUIT')
      expect(await client.rest()).toBe('BYE')
    })
  })

  together('several commands in one segment', () => {
    test.each([
      ['PINGPINGPING', 'PONGPONGPONG'],
      ['PING\nPING\r\nQUIT\n', 'PONGPONGBYE'],
      ['  PING  \n\n PING', 'PONGPONG'],
      ['PINGBANDWIDTH_UPLOAD:0QUIT', 'PONGREADYDONEBYE'],
      ['BANDWIDTH_UPLOAD:4\nPINGPINGQUIT', 'READYDONEPONGBYE'],
      ['BANDWIDTH_UPLOAD:4\r\n\r\n\r\nPING', 'READYDONEPONG'],
      ['BANDWIDTH_DOWNLOAD:0\nBANDWIDTH_DOWNLOAD:0\nPING', 'READYREADYPONG'],
      ['NOPE\nPING\nBANDWIDTH_DOWNLOAD:-1\nQUIT', `${UNKNOWN}PONG${INVALID}BYE`],
    ])('%j', async (segment, expected) => {
      await using client = await connectRaw(server.address)
      await client.send(segment)
      expect(await client.receiveText(expected.length)).toBe(expected)
    })

    test('commands behind a download are answered after its payload', async () => {
      await using client = await connectRaw(server.address)
      await client.send('BANDWIDTH_DOWNLOAD:300000\nPING\nQUIT\n')
      expect(await client.receiveText(5)).toBe('READY')
      await client.receiveBytes(300_000)
      expect(await client.rest()).toBe('PONGBYE')
    })
  })

  test('payload cannot be compressed', async () => {
    const size = 256 * 1024
    await using client = await connectRaw(server.address)
    await client.send(`BANDWIDTH_DOWNLOAD:${size}`)
    expect(await client.receiveText(5)).toBe('READY')
    const payload = await client.receiveBytes(size)
    expect(deflateSync(payload, { level: 9 }).length).toBeGreaterThan(size * 0.95)
  })
})
