import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { ROOT, run, start } from '../../support/programs/processes.ts'
import { client, serve, temporaryFolder, wyndrvr } from './commands.ts'

const TOKEN = 'the-token-of-this-server'
const OTHER = 'the-token-of-another-server'
const folder = temporaryFolder()
const file = join(folder, 'token')
writeFileSync(file, `${TOKEN}\n`)

const MEASURE = ['--host', '127.0.0.1', '--test', 'latency', '--count', '3', '--overlap']

test('the token of a file or of the environment lets a client measure, and is printed nowhere', async () => {
  await using server = await serve('--token-file', file)
  const words = [join(ROOT, 'lib/wyndrvr-client.js'), ...MEASURE, '--port', server.port, '--json']
  const env = { ...process.env, WYNDRVR_TOKEN: TOKEN }
  const inherited = await run(process.execPath, words, { env })
  expect(inherited).toMatchObject({ code: 0 })
  const given = await run(process.execPath, [...words, '--token-file', file], {
    env: { ...process.env, WYNDRVR_TOKEN: OTHER },
  })
  expect(given).toMatchObject({ code: 0 })
  const argument = await client(...MEASURE, '--port', server.port, '--token', TOKEN)
  expect(argument).toMatchObject({ code: 0 })
  for (const { stdout, stderr } of [inherited, given, argument]) {
    expect(stdout).toContain('1')
    expect(`${stdout}${stderr}`).not.toContain(TOKEN)
  }
  const refused = await client(...MEASURE, '--port', server.port, '--token', OTHER)
  expect(refused).toMatchObject({ code: 3 })
  expect(refused.stderr).toBe(
    `wyndrvr: 127.0.0.1:${server.port} refused: "The client's token is not the one of this server.".\n`,
  )
  server.child.kill('SIGTERM')
  const { stdout, stderr } = await server.ended
  expect(`${stdout}${stderr}`).not.toContain(TOKEN)
})

test.runIf(process.platform === 'linux')(
  'the process list shows no token once a program has started',
  async () => {
    await using server = await serve('--token', TOKEN)
    const shown = readFileSync(`/proc/${server.child.pid}/cmdline`, 'utf8')
    expect(shown).toContain('wyndrvr')
    expect(shown).not.toContain(TOKEN)
  },
)

test('the token can come over standard input, which the server still ends with', async () => {
  const words = ['server', '--host', '127.0.0.1', '--port', '0', '--token-file', '-', '--exit-with-stdin']
  await using server = start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const [first, rest] = [TOKEN.slice(0, 5), TOKEN.slice(5)]
  server.child.stdin?.write(first)
  server.child.stdin?.write(`${rest}\n`)
  const [, port = ''] = await server.printed(/:(\d+)\n[\s\S]*Waiting/)
  await using known = start(
    process.execPath,
    [join(ROOT, 'lib/wyndrvr-client.js'), ...MEASURE, '--port', port, '--token-file', '-'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  // Its input stays open.
  known.child.stdin?.write(`${TOKEN}\n`)
  expect(await known.ended).toMatchObject({ code: 0 })
  expect(await client(...MEASURE, '--port', port)).toMatchObject({ code: 3 })
  server.child.stdin?.end()
  expect(await server.ended).toMatchObject({ code: 0 })
})

test('an input that ends with the token ends the server too', async () => {
  const words = ['server', '--host', '127.0.0.1', '--port', '0', '--token-file', '-', '--exit-with-stdin']
  await using server = start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  server.child.stdin?.end(TOKEN)
  expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
})

test.each(['server', 'client'])('a signal ends a %s that waits for its token', async (command) => {
  const words = [join(ROOT, 'lib/wyndrvr.js'), command, '--token-file', '-']
  await using waiting = start(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  // Its modules load meanwhile; it holds signals back until it waits.
  waiting.child.stdin?.write('the beginning of a token')
  waiting.child.kill('SIGTERM')
  expect(await waiting.ended).toMatchObject({ stdout: '' })
})

describe('refuses before anything is measured', () => {
  let commands: OneProcess
  beforeAll(() => {
    commands = startOneProcess()
  })
  afterAll(async () => commands[Symbol.asyncDispose]())

  test.each([
    [['--token', 'short'], 'The token is not valid.'],
    [['--token-file', '/dev/zero'], 'The token is not valid.'],
    [['--token-file', join(folder, 'none')], 'The token cannot be read from --token-file: ENOENT'],
    [
      ['--token', TOKEN, '--token-file', file],
      "'--token <token>' cannot be used with option '--token-file <file>'",
    ],
  ])('%j', async (words, sentence) => {
    for (const command of ['client', 'server']) {
      const ended = await commands.wyndrvr([command, ...words])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain(sentence)
    }
  })

  test('an input without a token', async () => {
    for (const command of ['client', 'server']) {
      const words = [join(ROOT, 'lib/wyndrvr.js'), command, '--token-file', '-']
      const ended = await start(process.execPath, words).ended
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toContain('The token is not valid.')
    }
  })
})

test('--allow and --deny choose clients by address', async () => {
  await using server = await serve('--allow', '127.0.0.1', '--allow', '10.0.0.0/8', '--deny', '127.0.0.1')
  const refused = await client(...MEASURE, '--port', server.port)
  expect(refused).toMatchObject({ code: 3 })
  const usage = await start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), 'server', '--allow', 'here'])
    .ended
  expect(usage).toMatchObject({ code: 2 })
  expect(usage.stderr).toContain("'here' is not an address or a network.")
})

test.each<[string[], string | null]>([
  [[], 'Set WYNDRVR_TOKEN'],
  [['--token-file', file], null],
  [['--token-file', file, '--allow-seed'], 'Leave out --allow-seed'],
  [['--allow', '10.0.0.0/8'], null],
  [['--host', '127.0.0.1'], null],
])('a server with %j warns that others can use it: %j', async (words, advice) => {
  await using server = wyndrvr('server', '--port', '0', ...words)
  const [, port] = await server.printed(/:(\d+)\n[\s\S]*Waiting/)
  server.child.kill('SIGTERM')
  const { stderr } = await server.ended
  expect(stderr).toBe(
    advice === null
      ? ''
      : `wyndrvr: Whoever can reach 0.0.0.0:${port} can use this machine's bandwidth and CPU. ${advice}, name the clients with --allow, or listen with --host 127.0.0.1.\n`,
  )
})
