import { constants, tmpdir } from 'node:os'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { takeMeasuringLock } from '../../src/host/measuring-lock.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { exampleDocument } from '../support/documents/documents.ts'
import { unusedPort } from '../support/peers/scripted-server.ts'
import { startOneProcess } from '../support/programs/one-process.ts'
import type { OneProcess } from '../support/programs/one-process.ts'
import { ROOT, start } from '../support/programs/processes.ts'
import type { Ended, Running } from '../support/programs/processes.ts'
import { serve } from './cli/commands.ts'
import type { ServerCommand } from './cli/commands.ts'

/** How each command that measures and prints JSON is called, and what of its output says that it is measuring. */
const COMMANDS = {
  'client --json': {
    words: (port: string) => ['client', '--port', port, '--host', '127.0.0.1', '--json', '--test', 'latency'],
    short: ['--count', '2'],
    long: ['--duration', '100s'],
    begun: /Starting latency/,
  },
  'client --json-stream': {
    words: (port: string) => [
      'client',
      '--port',
      port,
      '--host',
      '127.0.0.1',
      '--json-stream',
      '--test',
      'latency',
    ],
    short: ['--count', '2'],
    long: ['--duration', '100s'],
    begun: /"event":"start"/,
  },
  'compare --json': {
    words: (port: string) => {
      const arm = `127.0.0.1:${port}`
      return ['compare', '--base', arm, '--head', arm, '--json', '--measure', 'latency']
    },
    short: ['--budget', '2s'],
    long: ['--budget', '60s'],
    begun: /\d+ s/,
  },
} as const

type Name = keyof typeof COMMANDS
const NAMES = Object.keys(COMMANDS) as readonly Name[]

let folder = ''
let server: ServerCommand
let commands: OneProcess
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-ends-'))
  commands = startOneProcess()
  server = await serve()
})
afterAll(async () => {
  await Promise.all([server, commands].map(async (one) => one[Symbol.asyncDispose]()))
  rmSync(folder, { recursive: true, force: true })
})

describe.concurrent.each(NAMES)('%s ends with output that parses', (name) => {
  const { words, short, long, begun } = COMMANDS[name]

  test('if the port is refused', async () => {
    const ended = await wyndrvr([...words(String(await unusedPort())), ...short]).ended
    expect(codeIn(name, ended)).toBe(3)
  })

  test('if an option is out of range or a threshold is wrong', async () => {
    const wrong = name === 'compare --json' ? ['--budget', '1s'] : ['--threshold', 'latency.p99 << 5ms']
    const ended = await commands.wyndrvr([...words(server.port), ...wrong])
    expect(codeIn(name, ended)).toBe(2)
  })

  test('if an option is unknown, or its value unreadable', async () => {
    const wrong = [['--nonsense'], ['--patience', '5m']]
    const codes = wrong.map(async (more) =>
      codeIn(name, await commands.wyndrvr([...words(server.port), ...more])),
    )
    expect(await Promise.all(codes)).toEqual([2, 2])
  })

  test.each([
    ['Ctrl-C', 'SIGINT', 1],
    ['Ctrl-C, twice', 'SIGINT', 2],
    ['SIGTERM', 'SIGTERM', 1],
    ['SIGHUP', 'SIGHUP', 1],
  ] as const)('after %s', async (_, signal, times) => {
    await using running = wyndrvr([...words(server.port), ...long])
    await running.printed(begun)
    for (let time = 0; time < times; time += 1) running.child.kill(signal)
    expect(codeIn(name, await running.ended)).toBe(128 + constants.signals[signal])
  })

  test('after SIGTERM while its modules load', async () => {
    const ended = await stoppedWhileLoading([...words(server.port), ...long])
    expect(codeIn(name, ended)).toBe(143)
  })

  test('unless its reader stops reading, which is not an error', async () => {
    const line = `"$0" "$@" | head -c 10; exit \${PIPESTATUS[0]}`
    const ended = await shell(line, [...words(server.port), ...short])
    expect(ended.stdout).toMatch(/^\{[\s\S]{9}$/)
    // A comparison on a busy machine may be invalid.
    expect(name === 'compare --json' ? [0, 3] : [0]).toContain(ended.code)
    expect(ended.stderr).not.toMatch(/EPIPE|could not be written/)
  })

  test.runIf(process.platform === 'linux')('unless the disk is full, which is an error', async () => {
    const ended = await shell('"$0" "$@" > /dev/full', [...words(server.port), ...short])
    expect(ended.code).toBe(3)
    expect(ended.stderr).toMatch(/^wyndrvr: Standard output could not be written: ENOSPC.*$/m)
  })
})

test('every command ends with parsable output and exit code 3 if the lock stays taken', async () => {
  const lock = await takeMeasuringLock()
  try {
    const codes = NAMES.map(async (name) => {
      const line = [...COMMANDS[name].words(server.port), '--patience', '50ms']
      return codeIn(name, await wyndrvr(line, { WYNDRVR_OVERLAP: '' }).ended)
    })
    expect(await Promise.all(codes)).toEqual([3, 3, 3])
  } finally {
    await lock.release()
  }
})

test('a signal while it waits for the lock ends in something that parses, in every command', async () => {
  const lock = await takeMeasuringLock()
  try {
    const codes = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(async (signal, place) => {
      const name = NAMES[place] ?? 'client --json'
      await using running = wyndrvr(COMMANDS[name].words(server.port), { WYNDRVR_OVERLAP: '' })
      await running.printed(/[Ww]aiting/)
      running.child.kill(signal)
      return codeIn(name, await running.ended)
    })
    expect(await Promise.all(codes)).toEqual([130, 143, 129])
  } finally {
    await lock.release()
  }
})

describe.concurrent('check --json', () => {
  test.each([
    ['a wrong threshold', 'good.json', 'latency.p99 << 5ms', 2],
    ['a file that is no document', 'bad.json', 'latency.p99 < 5ms', 3],
    ['a file that does not exist', 'none.json', 'latency.p99 < 5ms', 2],
  ])('prints its error as JSON for %s', async (_, file, threshold, code) => {
    writeFileSync(join(folder, 'good.json'), writeDocument(exampleDocument([])))
    writeFileSync(join(folder, 'bad.json'), '{')
    const ended = await commands.wyndrvr(['check', join(folder, file), '--threshold', threshold, '--json'])
    expect(ended.code).toBe(code)
    expect(JSON.parse(ended.stdout)).toEqual({
      error: { code: expect.stringMatching(/^ERR_WYNDRVR_/), message: expect.any(String) },
    })
  })

  test('prints its error as JSON after SIGTERM while its modules load', async () => {
    const ended = await stoppedWhileLoading(['check', 'any.json', '--threshold', 'loss < 1%', '--json'])
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'ERR_WYNDRVR_ABORTED' } })
    expect(ended.code).toBe(143)
  })

  test('prints its error as JSON if it is called without a file', async () => {
    const ended = await wyndrvr(['check', '--json']).ended
    expect(ended.code).toBe(2)
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'ERR_WYNDRVR_VALUE' } })
  })

  test.runIf(process.platform === 'linux')('is an error if the disk is full', async () => {
    writeFileSync(join(folder, 'full.json'), writeDocument(exampleDocument([])))
    const words = ['check', join(folder, 'full.json'), '--threshold', 'latency.p99 < 5min', '--json']
    const ended = await shell('"$0" "$@" > /dev/full', words)
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain('Standard output could not be written')
  })
})

test.runIf(process.platform === 'linux')('the version on a full disk is an error in one line', async () => {
  const ended = await shell('"$0" "$@" > /dev/full', ['--version'])
  expect(ended.code).toBe(3)
  expect(ended.stderr).toMatch(/^wyndrvr: Standard output could not be written: .*ENOSPC.*\n$/)
})

const BIN = join(ROOT, 'lib/wyndrvr.js')

function wyndrvr(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return start(process.execPath, [BIN, ...words], { env: { ...process.env, WYNDRVR_OVERLAP: '1', ...env } })
}

/** Sends SIGTERM to a command as soon as it has run its first lines, which load the rest. */
async function stoppedWhileLoading(words: readonly string[]): Promise<Ended> {
  const stopping = `import { registerHooks } from 'node:module'
    registerHooks({
      load: (url, context, next) => {
        if (url.endsWith('/main.js')) process.kill(process.pid, 'SIGTERM')
        return next(url, context)
      },
    })`
  const hook = `data:text/javascript,${encodeURIComponent(stopping)}`
  const env = { ...process.env, WYNDRVR_OVERLAP: '1' }
  return start(process.execPath, ['--import', hook, BIN, ...words], { env }).ended
}

async function shell(line: string, words: readonly string[]): Promise<Ended> {
  return start('bash', ['-c', line, process.execPath, BIN, ...words], {
    env: { ...process.env, WYNDRVR_OVERLAP: '1' },
  }).ended
}

/** The exit code, if standard output is a whole document, or events of which the last is an end with the same code. */
function codeIn(name: Name, { code, stdout }: Ended): number | null {
  if (name !== 'client --json-stream') {
    readDocument(stdout, 'standard output')
    return code
  }
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): { event: string; exitCode?: number } => JSON.parse(line))
  const end = events.at(-1)
  return events[0]?.event === 'start' && end?.event === 'end' && end.exitCode === code ? code : null
}

test.runIf(process.platform !== 'win32')(
  'an --output that cannot be written leaves the earlier file as it was',
  async () => {
    const file = join(folder, 'earlier.json')
    writeFileSync(file, 'earlier')
    writeFileSync(join(folder, 'run.json'), writeDocument(exampleDocument([])))
    const words = ['check', join(folder, 'run.json'), '--threshold', 'latency.p99 < 5ms', '--allow-invalid']
    // No file may become larger than that.
    const ended = await shell('ulimit -f 0; "$0" "$@"', [...words, '--output', file])
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining('could not be written: EFBIG') })
    expect(readFileSync(file, 'utf8')).toBe('earlier')
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([])
  },
)

test('an --output that is a link, or no file, stays one', async () => {
  writeFileSync(join(folder, 'good.json'), writeDocument(exampleDocument([])))
  writeFileSync(join(folder, 'real.json'), 'earlier', { mode: 0o640 })
  symlinkSync('real.json', join(folder, 'link.json'))
  const words = ['check', join(folder, 'good.json'), '--threshold', 'latency.p99 < 5ms', '--allow-invalid']
  const linked = await commands.wyndrvr([...words, '--output', join(folder, 'link.json')])
  expect(linked.code).toBe(0)
  expect(readlinkSync(join(folder, 'link.json'))).toBe('real.json')
  expect(statSync(join(folder, 'real.json')).mode & 0o777).toBe(0o640)
  readDocument(readFileSync(join(folder, 'real.json'), 'utf8'), 'real.json')
  const piped = await shell('"$0" "$@" > /dev/null; true', [...words, '--output', '/dev/stdout'])
  expect(piped).toMatchObject({ code: 0, stderr: '' })
})

test('a mistake in the program exits with 3, as a failed threshold does not', async () => {
  const mistake = `setTimeout(() => { throw new Error('boom\\n::error::') }, 300)`
  const hook = `data:text/javascript,${encodeURIComponent(mistake)}`
  const words = ['--import', hook, BIN, 'server', '--host', '127.0.0.1', '--port', '0']
  const { code, stderr } = await start(process.execPath, words).ended
  expect(code).toBe(3)
  expect(stderr).toBe(
    String.raw`wyndrvr: It failed because of a mistake in the program: boom\u000a::error::. Please report it, with the command.` +
      '\n',
  )
})
