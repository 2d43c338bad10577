import { expect, test } from 'vitest'

import { farServerWords } from '../../../src/server/far/far-server-words.ts'

test.each(['ip netns exec a', 'docker compose exec -T server', 'ssh wyndrvr', 'taskset -c 1'])(
  "'%s' is followed by this program, on a free port",
  (from) => {
    const words = farServerWords(from, { mode: 'process' })
    const own = words.slice(from.split(' ').length)
    expect(own).toEqual([
      process.execPath,
      expect.stringMatching(/[/\\]server-entry\.(?:ts|js)$/),
      'server',
      '--announce=json',
      '--exit-with-stdin',
      '--port=0',
      '--mode=process',
    ])
  },
)

test.each([
  'docker compose exec -T server wyndrvr server',
  'kubectl exec -i pod -- wyndrvr server --port 7000',
  'ssh host npx wyndrvr@1.0.0 server',
  "ssh host 'cd /srv && npx wyndrvr server'",
  'docker run -i --rm ghcr.io/someone/wyndrvr:1 server',
  'node lib/wyndrvr.js server',
  'podman exec -i box /usr/local/bin/wyndrvr-server --host ::',
])("'%s' names the program, and decides on what the options leave open", (from) => {
  const words = farServerWords(from, { workers: 3, idleTimeout: '5s', oneOff: true, exitAfterIdle: 1000 })
  expect(words.slice(-6)).toEqual([
    '--announce=json',
    '--exit-with-stdin',
    '--workers=3',
    '--idle-timeout=5000ms',
    '--exit-after-idle=1000ms',
    '--one-off',
  ])
  expect(words.join(' ')).not.toContain('server-entry')
})

test('flags of a command that names the program take precedence', () => {
  const words = farServerWords('box wyndrvr server --port 7000 --mode=process', {
    port: 1,
    mode: 'thread',
    workers: 2,
  })
  expect(words.slice(-3)).toEqual(['--announce=json', '--exit-with-stdin', '--workers=2'])
})

test('a flag of a command is not taken for a longer or a shorter one', () => {
  const words = farServerWords('box wyndrvr server --max-connections-per-address 5 --host-name a', {
    host: '::1',
    maxConnections: 7,
    maxConnectionsPerAddress: 9,
  })
  expect(words.slice(-2)).toEqual(['--host=::1', '--max-connections=7'])
})

test('an option is one word, whatever its value looks like', () => {
  expect(farServerWords(['env'], { host: '--port=1' })).toContain('--host=--port=1')
})

test.each(['', [], ['']])('%j names no program', (from) => {
  expect(() => farServerWords(from, {})).toThrow('from must name a command, got nothing.')
})

test('who may measure, and how much, is passed on', () => {
  const words = farServerWords('ssh host wyndrvr server', {
    allow: ['10.0.0.0/8', '::1'],
    deny: ['10.1.0.0/16'],
    allowSeed: true,
    handshakeTimeout: '5s',
    maxSessions: 1,
    maxRate: '10Mbit/s',
    maxDuration: '1min',
  })
  expect(words.slice(-8)).toEqual([
    '--handshake-timeout=5000ms',
    '--max-sessions=1',
    '--max-duration=60000ms',
    '--max-rate=10Mbit/s',
    '--allow=10.0.0.0/8',
    '--allow=::1',
    '--deny=10.1.0.0/16',
    '--allow-seed',
  ])
})

test.each(['ssh host', 'ssh host wyndrvr server'])("'%s' gets a token over standard input", (from) => {
  const words = farServerWords(from, { token: TOKEN })
  expect(words).toContain('--token-file=-')
  expect(words.join(' ')).not.toContain(TOKEN)
})

test.each(['--token-file /run/token', '--token=an-own-token-of-it'])(
  '%s in a command takes precedence',
  (flag) => {
    expect(farServerWords(`ssh host wyndrvr server ${flag}`, { token: TOKEN })).not.toContain(
      '--token-file=-',
    )
  },
)

const TOKEN = 'the-token-of-a-server'

test('TLS is asked for by a flag, and a key is never on a command line', () => {
  expect(farServerWords('env', { tls: true, tlsOnly: true }).slice(-2)).toEqual(['--tls', '--tls-only'])
  expect(() => farServerWords('env', { tls: { cert: 'CERT', key: 'KEY' } })).toThrow(
    'startServer takes no certificate together with from. Name the files in the command',
  )
})
