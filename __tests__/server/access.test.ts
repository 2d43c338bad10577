import { describe, expect, test } from 'vitest'

import { exposure, Gate, OPEN_ACCESS } from '../../src/server/access.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

describe('addresses', () => {
  test.each([
    ['127.0.0.1', ['127.0.0.0/8'], [], true],
    ['::ffff:127.0.0.1', ['127.0.0.1'], [], true],
    ['10.1.2.3', ['127.0.0.0/8'], [], false],
    ['10.1.2.3', ['127.0.0.0/8', '10.0.0.0/8'], [], true],
    ['10.1.2.3', ['10.0.0.0/8'], ['10.1.0.0/16'], false],
    ['10.2.2.3', [], ['10.1.0.0/16'], true],
    ['2001:db8::1', ['2001:db8::/32'], [], true],
    ['fe80::1%eth0', ['fe80::/10'], [], true],
    ['2001:db9::1', ['2001:db8::/32'], [], false],
    ['2001:db9::1', ['10.0.0.0/8'], [], false],
    ['10.0.0.1', ['0.0.0.0/0'], [], true],
    ['', [], [], false],
  ])('%s with allow %j and deny %j: %j', (address, allow, deny, admitted) => {
    expect(new Gate({ ...OPEN_ACCESS, allow, deny }).admits(address)).toBe(admitted)
  })

  test.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0/8',
    '::/129',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '10.0.0.0/-1',
  ])('%j is no network', async (network) => {
    for (const option of ['allow', 'deny'])
      await expect(startServer({ port: 0, [option]: [network] })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_VALUE',
        message: expect.stringContaining(`'${network}' is not an address or a network.`),
      })
  })
})

describeFresh('a server that serves some addresses', (startFresh) => {
  test('closes a connection from elsewhere without an answer, and serves the others', async () => {
    await using server = await startFresh({ allow: ['127.0.0.0/24'], deny: ['127.0.0.3'] })
    for (const [localAddress, answer] of [
      ['127.0.0.2', 'PONG'],
      ['127.0.0.3', ''],
      ['127.0.1.1', ''],
    ] as const) {
      await using peer = await connectRaw({ ...server.address, localAddress })
      await peer.send('PING').catch(() => undefined)
      const said = answer === '' ? await peer.rest().catch(() => '') : await peer.receiveText(4)
      expect([localAddress, said]).toEqual([localAddress, answer])
    }
  })
})

describe('a server that others can reach', () => {
  const token = 'x'.repeat(32)
  test.each([
    ['0.0.0.0', {}, true],
    ['::', {}, true],
    ['192.0.2.7', {}, true],
    ['127.0.0.1', {}, false],
    ['127.3.0.1', {}, false],
    ['::1', {}, false],
    ['0.0.0.0', { token }, false],
    ['0.0.0.0', { token, allowSeed: true }, true],
    ['127.0.0.1', { token, allowSeed: true }, false],
    ['0.0.0.0', { allow: ['10.0.0.0/8'] }, false],
    ['0.0.0.0', { deny: ['10.0.0.0/8'] }, true],
  ])('%s with %j: warned of %j', (host, access, warned) => {
    const sentence = exposure({ host, port: 5001 }, access)
    expect(sentence !== null).toBe(warned)
  })
})
