import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../../src/results/document.ts'
import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import { announced, client, serve, temporaryFolder, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

const LATENCY = ['--host', '127.0.0.1', '--test', 'latency', '--count', '3', '--overlap']

const folder = temporaryFolder()
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]

beforeAll(async () => {
  const pair = await selfSigned('server.test')
  writeFileSync(cert, pair.cert)
  writeFileSync(key, pair.key)
})

describe('a server with a certificate of its own', () => {
  let server: ServerCommand
  let fingerprint = ''
  beforeAll(async () => {
    server = await serve('--tls')
    ;[, fingerprint = ''] = await server.printed(/TLS certificate \(SHA-256\): (\S+)\n/)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('prints the fingerprint by which clients trust it', async () => {
    expect(fingerprint).toMatch(/^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/)
    const words = [...LATENCY, '--port', server.port, '--json', '--tls-fingerprint']
    for (const written of [fingerprint, fingerprint.replaceAll(':', '').toLowerCase()]) {
      const { code, stdout } = await client(...words, written)
      expect(code).toBe(0)
      expect(readDocument(stdout, 'stdout').target.tls).toMatchObject({
        fingerprint,
        verified: 'fingerprint',
      })
    }
    const plain = await client(...LATENCY, '--port', server.port, '--json')
    expect(readDocument(plain.stdout, 'stdout').target).not.toHaveProperty('tls')
  })

  test.each([
    [
      ['--tls'],
      /^wyndrvr: The certificate of 127\.0\.0\.1:\d+ is not accepted: it is self-signed\. Give its fingerprint/,
    ],
    [
      ['--tls-fingerprint', '0'.repeat(64)],
      /^wyndrvr: The certificate of 127\.0\.0\.1:\d+ has the SHA-256 fingerprint /,
    ],
  ])('%j is refused in one line, and exits with 3', async (words, sentence) => {
    const { code, stderr } = await client(...LATENCY, '--port', server.port, ...words)
    expect(code).toBe(3)
    expect(stderr).toMatch(sentence)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  test('is checked by ping, and measured by compare, with --insecure', async () => {
    const at = `127.0.0.1:${server.port}`
    expect(await wyndrvr('ping', at, '--insecure').ended).toMatchObject({ code: 0 })
    expect(await wyndrvr('ping', at, '--tls').ended).toMatchObject({ code: 3 })
    const words = ['--measure', 'latency', '--budget', '3s', '--margin', '90%', '--restart', 'off', '--json']
    const compared = await wyndrvr('compare', '--base', at, '--head', at, '--insecure', '--overlap', ...words)
      .ended
    const { comparisons } = readDocument(compared.stdout, 'stdout')
    expect(comparisons?.[0]?.arms.head.tls).toMatchObject({ fingerprint, verified: null })
  })

  test('is measured by an agent elsewhere', async () => {
    const words = [...LATENCY, '--port', server.port, '--json', '--tls-fingerprint', fingerprint]
    const { code, stdout } = await client(...words, '--from', 'env')
    expect(code).toBe(0)
    expect(readDocument(stdout, 'stdout').target.tls).toMatchObject({ fingerprint, verified: 'fingerprint' })
  })

  test('says that UDP is not encrypted', async () => {
    const words = ['--host', '127.0.0.1', '--port', server.port, '--overlap', '--insecure', '--udp']
    const { code, stderr } = await client(...words, '--test', 'download', '--duration', '50ms')
    expect(code).toBe(0)
    expect(stderr).toBe('wyndrvr: Tests over UDP are not encrypted: TLS secures TCP connections only.\n')
  })

  test.runIf(spawnSync('openssl', ['version']).status === 0)('serves openssl s_client', async () => {
    const { stdout } = await run('sh', [
      '-c',
      String.raw`printf 'PING\nQUIT\n' | openssl s_client -quiet -connect "$0" 2>/dev/null`,
      `127.0.0.1:${server.port}`,
    ])
    expect(stdout).toBe('PONGBYE')
  })
})

test('--announce json has the fingerprint, and --server-from trusts what it starts', async () => {
  await using server = await announced('--tls-self-signed')
  expect(JSON.parse(server.line)).toMatchObject({
    tls: { fingerprint: expect.stringMatching(/^[\dA-F:]{95}$/) },
  })
  const from = `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')} server --host 127.0.0.1 --port 0 --tls-only`
  const { stdout } = await client('--server-from', from, '--test', 'latency', '--count', '1', '--json')
  expect(readDocument(stdout, 'stdout').target.tls).toMatchObject({ verified: 'fingerprint' })
})

test('a certificate and a key of files are shown, and trusted by an authority and a name', async () => {
  await using server = await serve('--tls-cert', cert, '--tls-key', key, '--tls-only')
  const words = [...LATENCY, '--port', server.port]
  const trusting = await client(...words, '--tls-ca', cert, '--sni', 'server.test', '--json')
  expect(readDocument(trusting.stdout, 'stdout').target.tls).toMatchObject({ verified: 'authority' })
  const other = await client(...words, '--tls-ca', cert, '--sni', 'other.test')
  expect(other).toMatchObject({ code: 3 })
  expect(other.stderr).toContain('is not accepted: it is not for other.test.')
  const plain = await client(...words)
  expect(plain).toMatchObject({ code: 3 })
  expect(plain.stderr).toContain('This server takes connections with TLS only.')
})

test('handshakes of a connect test are figures that thresholds judge', async () => {
  await using server = await serve('--tls')
  const words = ['--host', '127.0.0.1', '--port', server.port, '--overlap', '--insecure', '--test', 'connect']
  const { stdout, stderr } = await client(...words, '--count', '100', '--json')
  expect(stderr).toMatch(/TLS handshake: p50 \d/)
  expect(stderr).toContain('TLS p50')
  const document = readDocument(stdout, 'stdout')
  expect(document.measurements).toMatchObject([{ kind: 'connect', handshake: { completed: 100 } }])
  // A busy machine makes them untrustworthy.
  const trusted = document.measurements.map((one) =>
    Object.assign(one, { validity: { ok: true, reasons: [] } }),
  )
  const file = join(folder, 'handshakes.json')
  writeFileSync(file, writeDocument({ ...document, measurements: trusted }))
  const limits = ['--threshold', 'tls.handshake.p50 < 1min', '--threshold', 'tls.handshake.p99 < 1us']
  const judged = await wyndrvr('check', file, ...limits).ended
  expect(judged.code).toBe(1)
  expect(judged.stdout).toMatch(/PASSED +tls\.handshake\.p50/)
  expect(judged.stdout).toMatch(/FAILED +tls\.handshake\.p99/)
})

test('a client with TLS and a server without it exit with 3 and say what to do', async () => {
  await using server = await serve()
  const { code, stderr } = await client(...LATENCY, '--port', server.port, '--insecure')
  expect(code).toBe(3)
  expect(stderr).toBe(
    `wyndrvr: 127.0.0.1:${server.port} answered without TLS. Start the server with --tls, or leave TLS out.\n`,
  )
})

test.each([
  [['server', '--tls-cert', cert], /--tls-cert and --tls-key belong together\. Give --tls-key too/],
  [['server', '--tls-key', key], /--tls-cert and --tls-key belong together\. Give --tls-cert too/],
  [['server', '--tls-cert', key, '--tls-key', key], /The certificate of the server cannot be used: /],
  [['server', '--tls-cert', cert, '--tls-key', cert], /The key of the server cannot be used: /],
  [
    ['server', '--tls-cert', join(folder, 'none'), '--tls-key', key],
    /The file of --tls-cert cannot be read: ENOENT/,
  ],
  [
    ['server', '--tls-self-signed', '--tls-cert', cert, '--tls-key', key],
    /--tls-self-signed' cannot be used with/,
  ],
  [['client', '--tls-ca', join(folder, 'none')], /The file of --tls-ca cannot be read: ENOENT/],
  [['client', '--tls-ca', key], /The certificates of tls\.ca cannot be used: /],
  [['client', '--tls-fingerprint', 'ab'], /must have 64 hexadecimal digits, got 'ab'/],
  [['client', '--insecure', '--tls-ca', cert], /--insecure' cannot be used with option '--tls-ca/],
])('%j is a usage error', async (words, sentence) => {
  const { code, stderr } = await wyndrvr(...words, '--port', words[0] === 'server' ? '0' : '1').ended
  expect(code).toBe(2)
  expect(stderr).toMatch(sentence)
})
