import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { VERSION } from '../../../src/version.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import { wyndrvr } from './commands.ts'

let commands: OneProcess
beforeAll(() => {
  commands = startOneProcess()
})
afterAll(async () => commands[Symbol.asyncDispose]())

const REFUSED: readonly (readonly [words: readonly string[], code: number, sentence: string])[] = [
  [
    ['client', '--port', '1', '--count', '3'],
    3,
    'Connecting to localhost:1 failed: the connection was refused. Start a server there, or check the host and port.',
  ],
  [
    ['client', '--host', 'no-such-host.invalid'],
    3,
    'Connecting to no-such-host.invalid:5001 failed: the host name',
  ],
  [
    ['server', '--host', '203.0.113.9', '--port', '0'],
    3,
    'Listening on 203.0.113.9:0 failed: no network interface',
  ],
  [
    ['server', '--host', 'no-such-host.invalid'],
    3,
    'Listening on no-such-host.invalid:5001 failed: the host name',
  ],
  [['client', '--port', '0'], 2, "argument '0' is invalid. It must be a whole number from 1 to 65535."],
  [
    ['client', '--count', 'many'],
    2,
    "argument 'many' is invalid. It must be a whole number from 1 to 1000000.",
  ],
  [
    ['client', '--size', '-1'],
    2,
    "argument '-1' is invalid. Expected a size such as 10MB or 10MiB, got '-1'.",
  ],
  [
    ['client', '--rate', 'fast'],
    2,
    "argument 'fast' is invalid. Expected a rate such as 500kbit/s or 1Gbit/s",
  ],
  [
    ['client', '--connections', '1001'],
    2,
    "argument '1001' is invalid. It must be a whole number from 1 to 1000.",
  ],
  [['client', '--streams', '129'], 2, "argument '129' is invalid. It must be a whole number from 1 to 128."],
  [['client', '--payload', '13'], 2, "payload must be a whole number from 14 to 65536, got '13'."],
  [['client', '--count', '5', '--duration', '1s'], 2, 'count and duration cannot both be given.'],
  [
    ['client', '--dialect', 'klingon'],
    2,
    "argument 'klingon' is invalid. Allowed choices are auto, native, seed, iperf3, http1, http2, ws.",
  ],
  [
    ['client', '--concurrent', '1001'],
    2,
    "argument '1001' is invalid. It must be a whole number from 1 to 1000.",
  ],
  [
    ['client', '--test', 'everything'],
    2,
    "argument 'everything' is invalid. 'everything' is not one of latency, download, upload",
  ],
  [['client', '--timeout', '0'], 2, "argument '0' is invalid. timeout must be at least 1ms, got '0s'."],
  [
    'compare --base 127.0.0.1:1 --head 127.0.0.1:2 --measure latency,connect --rate 1Mbit/s'.split(' '),
    2,
    '--rate applies only to UDP, but --measure is latency,connect. Remove --rate.',
  ],
  [['compare', '--timeout', '0ms'], 2, "argument '0ms' is invalid. timeout must be at least 1ms, got '0ms'."],
  [['client', '--output', tmpdir()], 2, 'cannot be written: EISDIR'],
  [['client', '--output', '/no/such/folder/x.json'], 2, '--output /no/such/folder/x.json cannot be written'],
  [
    ['server', '--mode', 'fibre'],
    2,
    "argument 'fibre' is invalid. Allowed choices are thread, process, sequential.",
  ],
  [['server', '--workers', '0'], 2, "argument '0' is invalid. It must be a whole number from 1 to 256."],
  [
    ['client', '--placement', 'some'],
    2,
    "placement must be 'auto', 'none' or a list of CPUs such as '0-2,5', got 'some'.",
  ],
  [['client', '--placement', '8000'], 2, "placement '8000' "],
  [['server', '--fast'], 2, "unknown option '--fast'"],
  [['serve'], 2, "unknown command 'serve'"],
  [['client', 'extra'], 2, 'It is not a URL.'],
  [['client', 'http://127.0.0.1:1', 'extra'], 2, 'too many arguments'],
]

test.each(REFUSED)('%j exits with %i and a sentence', async (words, code, sentence) => {
  const ended = await commands.wyndrvr(words)
  expect(ended.stderr).toContain(sentence)
  expect(ended.stderr).not.toContain('    at ')
  expect(ended).toMatchObject({ code, stdout: '' })
})

test.each([0, 2, 4])('a refused command in a process of its own ends in the same way (%i)', async (index) => {
  const [words = []] = REFUSED[index] ?? []
  expect(await wyndrvr(...words).ended).toEqual(await commands.wyndrvr(words))
})

test.each(['--version', '-V'])('%s prints the version', async (flag) => {
  expect(await wyndrvr(flag).ended).toMatchObject({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
})

test('an outdated Node is refused in one sentence, and in JSON if that was asked for', async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.11.0'})"
  for (const bin of ['wyndrvr', 'wyndrvr-server', 'wyndrvr-client']) {
    const words = ['--import', pretend, join(ROOT, `lib/${bin}.js`), '--help']
    const ended = await run(process.execPath, words)
    expect(ended.stderr).toBe('wyndrvr needs Node 22.12 or newer, but this is Node 22.11.0.\n')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
  }
  const error = {
    code: 'ERR_WYNDRVR_VALUE',
    message: 'wyndrvr needs Node 22.12 or newer, but this is Node 22.11.0.',
  }
  for (const [flag, printed] of [
    ['--json', { error }],
    ['--json-stream', { event: 'end', exitCode: 2, seconds: 0, error }],
  ] as const) {
    const words = ['--import', pretend, join(ROOT, 'lib/wyndrvr-client.js'), flag]
    expect(JSON.parse((await run(process.execPath, words)).stdout)).toEqual(printed)
  }
  const load = `import(${JSON.stringify(pathToFileURL(join(ROOT, 'lib/config.js')).href)})`
  const plugin = await run(process.execPath, [
    '--import',
    pretend,
    '-e',
    `${load}.then(({ wyndrvr }) => wyndrvr())`,
  ])
  expect(plugin.stderr).toContain('wyndrvr needs Node 22.12 or newer, but this is Node 22.11.0.')
})
