import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { createServer } from 'node:net'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSession } from '../../../src/client/open-session.ts'
import { dscpObstacle, planLocal } from '../../../src/client/wire/local-end.ts'
import type { LocalOptions } from '../../../src/client/wire/local-end.ts'
import { connect, runSuite, startServer } from '../../../src/index.ts'
import type { Server } from '../../../src/index.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'
import { sourcePort } from '../../support/machine/source-port.ts'
import { NO_SS } from '../../support/machine/ss.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'
import { silentListener } from '../../support/peers/silent-listener.ts'

let server: Server
beforeAll(async () => {
  server = await startServer({ host: '0.0.0.0', port: 0, workers: 2 })
})
afterAll(async () => server.close())

function target(): { readonly host: string; readonly port: number } {
  return { host: '127.0.0.1', port: server.address.port }
}

/** What the server sees of a session's connections: the control connection, and two streams. */
async function seenOf(local: LocalOptions): Promise<readonly string[]> {
  const options = { ...target(), timeout: 10_000, keepAlive: 2000, local: planLocal(local) }
  const queue = { patience: 10_000, onWaiting: () => undefined }
  const session = await openSession(options, 'native', queue)
  if (session.dialect !== 'native') throw new Error('Not native.')
  const streams = await session.threads(2)
  await session.goodbye()
  return [session.own, ...streams].map(({ leadsTo }) => leadsTo.download ?? '')
}

// Linux has all of 127.0.0.0/8.
describe.runIf(process.platform === 'linux')('the server sees', () => {
  test('the address that the client binds to, on every connection', async () => {
    const seen = await seenOf({ bind: '127.0.0.2' })
    expect(seen).toHaveLength(3)
    for (const peer of seen) expect(peer).toMatch(/^127\.0\.0\.2:\d+$/)
  })

  test('the address of an interface that the client binds to', async () => {
    for (const peer of await seenOf({ bind: 'lo' })) expect(peer).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('the source port, and the next ones for streams', async () => {
    const first = await sourcePort()
    expect(await seenOf({ bind: '127.0.0.3', sourcePort: first })).toEqual(
      [0, 1, 2].map((more) => `127.0.0.3:${first + more}`),
    )
  })
})

describe.runIf(NO_SS === null)('the kernel', () => {
  test('binds the socket of a UDP flow, with buffers of the size that was asked for', async () => {
    const port = await sourcePort()
    const options = { bind: '127.0.0.4', sourcePort: port, window: 65_536 } as const
    await using client = await connect({ ...target(), ...options })
    expect(client.target.local).toEqual(options)
    let listing = ''
    const onInterval = (): void => {
      listing ||= spawnSync('ss', ['-uanm', `src 127.0.0.4:${port}`], { encoding: 'utf8' }).stdout
    }
    await client.udpUpload({ duration: '300ms', reportInterval: '50ms', onInterval })
    expect(listing).toContain(`127.0.0.4:${port}`)
    // Linux counts twice what was asked for.
    expect(listing).toMatch(/rb131072,.*tb131072,/)
    await expect(client.latency({ count: 1 })).rejects.toThrow('window sets the socket buffers of UDP only')
  })

  test('marks packets with the DSCP, from the first one on', async ({ skip, onTestFinished }) => {
    await using client = await connect({ ...target(), dscp: 'ef' })
    const { stdout } = spawnSync('ss', ['-tn', '--tos', `dst 127.0.0.1:${server.address.port}`], {
      encoding: 'utf8',
    })
    skip(!stdout.includes('tos:'), 'this ss does not print it')
    // EF is 46; the byte has two bits more.
    expect(stdout).toContain('tos:0xb8')
    expect(client.target.local).toEqual({ dscp: 46 })
    await expect(client.udpDownload({ duration: '50ms' })).rejects.toThrow('dscp marks TCP packets only')

    const { port } = await silentListener('127.0.0.5')
    const stop = new AbortController()
    const connecting = connect({ host: '127.0.0.5', port, dscp: 'ef', signal: stop.signal })
    onTestFinished(async () => {
      stop.abort()
      await expect(connecting).rejects.toThrow('was stopped')
    })
    const handshakes = ['-tn', '--tos', 'state', 'syn-sent', `dst 127.0.0.5:${port}`]
    await expect.poll(() => spawnSync('ss', handshakes, { encoding: 'utf8' }).stdout).toContain('tos:0xb8')
  })
})

test('a version of IP chooses among the addresses of a name', async ({ skip }) => {
  skip(LOOPBACKS.length < 2, 'this machine has no IPv6')
  await using both = await startServer({ host: '::', port: 0 })
  for (const family of [4, 6] as const) {
    await using client = await connect({ host: 'localhost', port: both.address.port, family })
    expect(client.target.local).toEqual({ family })
    expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
  }
})

describe('before anything is connected', () => {
  /** Where nothing may arrive. */
  const untouched = createServer(() => {
    throw new Error('A connection was opened.')
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => untouched.listen(0, '127.0.0.1', resolve))
    const address = untouched.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => void untouched.close())

  test.each<[object, string]>([
    [{ bind: 'nowhere0' }, 'bind must be an address or an interface of this machine (lo'],
    [{ bind: '192.0.2.1' }, 'bind: no socket can be opened at 192.0.2.1 (EADDRNOTAVAIL).'],
    [{ bind: '127.0.0.1', family: 6 }, 'bind: 127.0.0.1 has no IPv6 address.'],
    [{ family: 5 }, "family must be one of 4, 6, got '5'."],
    [{ family: 6 }, '127.0.0.1 has no IPv6 address, and no other is allowed.'],
    [
      { host: 'fe80::1%nowhere0' },
      'fe80::1%nowhere0 is on the interface nowhere0, which this machine does not',
    ],
    [{ bind: '::1' }, '127.0.0.1 has no IPv6 address, and no other is allowed.'],
    [{ sourcePort: 0 }, "sourcePort must be a whole number from 1 to 65275, got '0'."],
    [{ sourcePort: 65_535 }, "sourcePort must be a whole number from 1 to 65275, got '65535'."],
    [{ dscp: 64 }, "dscp must be a whole number from 0 to 63, got '64'."],
    [{ window: 1 }, "window must be a whole number from 4096 to 1073741824, got '1'."],
    [{ window: '1GiB' }, 'window: this machine grants a UDP socket '],
    [{ window: 65_536, dscp: 'ef' }, 'dscp marks TCP packets only and window sets the socket buffers of UDP'],
    [{ mss: 1400 }, "mss 1400 cannot be set by a program on Node. Leave mss out, and set it with 'ip route"],
    [
      { congestion: 'bbr' },
      'congestion bbr cannot be set by a program on Node. Leave congestion out, and set',
    ],
  ])('%j is refused', async (options, sentence) => {
    if (process.platform !== 'linux' || (sentence.includes('::1') && LOOPBACKS.length < 2)) return
    if (JSON.stringify(options).includes('::1') && LOOPBACKS.length < 2) return
    const asked = { host: '127.0.0.1', port, ...options }
    await expect(connect(asked)).rejects.toThrow(expect.objectContaining({ code: 'ERR_WYNDRVR_VALUE' }))
    await expect(connect(asked)).rejects.toThrow(sentence)
    const transport = 'window' in options ? 'udp' : 'tcp'
    await expect(runSuite({ ...asked, transport })).rejects.toThrow(sentence)
  })
})

test.each<[object, string]>([
  [{ window: 65_536, tests: ['latency'] }, 'window sets the socket buffers of UDP only'],
  [{ window: 65_536, tests: 'full' }, 'window sets the socket buffers of UDP only'],
  [{ dscp: 'ef', tests: ['download'], transport: 'udp' }, 'dscp marks TCP packets only'],
  [{ dscp: 'ef', tests: ['latency'], mtuProbe: true }, 'dscp marks TCP packets only'],
  [{ sourcePort: 4000, tests: ['latency', 'loaded'] }, 'Loaded latency opens many connections'],
  [{ sourcePort: 4000, tests: ['connect'] }, 'The connect rate opens many connections'],
])('a suite with %j is refused before it connects, also from elsewhere', async (options, sentence) => {
  const nowhere = { host: '127.0.0.1', port: 1, ...options }
  await expect(runSuite(nowhere)).rejects.toThrow(sentence)
  await expect(runSuite({ ...nowhere, from: 'false' })).rejects.toThrow(sentence)
})

test.each<[object, string]>([
  [{ dialect: 'seed' }, 'and the seed dialect has no UDP. Leave window out.'],
  [
    { proxy: { protocol: 'socks5', host: '127.0.0.1', port: 1 } },
    'and UDP does not go through the proxy 127.0.0.1:1 without udpPort. Leave window out.',
  ],
])('a window is refused before a client without UDP connects: %j', async (options, sentence) => {
  const nowhere = { host: '127.0.0.1', port: 1, window: 65_536, ...options }
  await expect(connect(nowhere)).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: `window sets the socket buffers of UDP only, ${sentence}`,
  })
})

test('a window is refused when a server turns out to speak the seed dialect only', async () => {
  await using seed = await startScriptedServer()
  await expect(connect({ ...seed.address, window: 65_536 })).rejects.toThrow(
    'and the seed dialect has no UDP. Leave window out.',
  )
  expect(seed.commands).toEqual(['PING', 'QUIT'])
})

test.each<[NodeJS.Platform, boolean, RegExp | null]>([
  ['linux', true, null],
  ['darwin', true, null],
  ['linux', false, /^dscp needs Node 24\.15 or newer, and this is \S+\. Update Node, .* --set-dscp 46'\.$/],
  ['win32', true, /^dscp cannot be set on Windows, which ignores it\. Leave dscp out, .* -DSCPAction 46'\.$/],
])('dscp is never ignored: on %s, with a Node that can set it: %s', (system, canSet, sentence) => {
  const obstacle = dscpObstacle(system, canSet, 46)
  if (sentence === null) expect(obstacle).toBeNull()
  else expect(obstacle).toMatch(sentence)
})

test('measurements that need many ports refuse a source port', async () => {
  await using client = await connect({ ...target(), sourcePort: await sourcePort() })
  for (const run of [
    () => client.connectRate({ count: 1 }),
    () => client.loadedLatency({ duration: '1s' }),
  ]) {
    await expect(run()).rejects.toThrow('opens many connections, which need ports of their own.')
  }
})

test('a source port that is in use is an error that says so', async ({ onTestFinished }) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(
    connect({ ...target(), bind: '127.0.0.1', sourcePort: Math.min(port, 65_275) }),
  ).rejects.toThrow(port > 65_275 ? '' : 'failed: the source port is in use. Choose another.')
})

test('interfaces are named in the refusal', () => {
  const [name = ''] = Object.keys(networkInterfaces())
  expect(() => planLocal({ bind: 'nowhere0' })).toThrow(name)
})
