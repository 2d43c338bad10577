import { randomUUID } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { startServer } from '../../../src/index.ts'
import type { FarServer } from '../../../src/index.ts'
import { textIfAny } from '../../../src/host/optional-files.ts'
import { startFarServer } from '../../../src/server/far/far-server.ts'
import { ALL_WELL, measured } from '../../support/documents/measured.ts'
import { gone, processesMarked, ROOT, start } from '../../support/programs/processes.ts'

const TOKEN = 'the-token-of-a-server-elsewhere'
const LINUX = process.platform === 'linux'

/** A command that prints on standard output and standard error, and then waits, or ends with a code. */
function printing(out: string, err = '', end: number | null = null): readonly string[] {
  const program = `process.stdout.write(process.argv[1])
    process.stderr.write(process.argv[2])
    ${end === null ? 'setInterval(() => {}, 1000)' : `process.exitCode = ${end}`}`
  return [process.execPath, '-e', program, out, err]
}

describe('a server that a command starts', () => {
  test.each(['thread', 'process', 'sequential'] as const)('is measured in %s mode', async (mode) => {
    await using server = await startServer({ from: here(), host: '127.0.0.1', mode, workers: 2 })
    expect(server).toMatchObject({ mode, addresses: ['127.0.0.1'], address: { host: '127.0.0.1' } })
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('on all addresses of the same machine is reached over loopback', async () => {
    await using server = await startServer({ from: here() })
    expect(server.address.host).toBe('127.0.0.1')
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('is named by the command itself, with its own options', async () => {
    const words = [
      process.execPath,
      `${ROOT}src/cli/wyndrvr.ts`,
      'server',
      '--host',
      '127.0.0.1',
      '--port',
      '0',
    ]
    await using server = await startServer({ from: words, mode: 'sequential' })
    expect(server).toMatchObject({ mode: 'sequential', address: { host: '127.0.0.1' } })
  })

  test('asks for the token that it gets over standard input, and no command line shows it', async () => {
    const mark = randomUUID()
    const from = LINUX ? marked(mark) : here()
    await using server = await startServer({ from, token: TOKEN, mode: 'process', workers: 1 })
    expect(await measured({ ...server.address, token: TOKEN })).toMatchObject(ALL_WELL)
    await expect(measured(server.address)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_REFUSED' })
    const lines = processesMarked(mark).map((pid) => textIfAny(`/proc/${pid}/cmdline`))
    if (LINUX) expect(lines.join(' ')).toContain('server-entry')
    expect(lines.join(' ')).not.toContain(TOKEN)
  })

  test('announces itself after the greeting of a login', async () => {
    const greeting = `console.log('Welcome to Debian!')
      console.log('{"event": "listening"}')
      const { spawn } = require('node:child_process')
      const [program, ...words] = process.argv.slice(1)
      spawn(program, words, { stdio: 'inherit' })`
    await using server = await startServer({ from: [process.execPath, '-e', greeting, ...here()] })
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test.runIf(LINUX)('has gone when it is closed, with all that the command has started', async () => {
    const mark = randomUUID()
    const server = await startServer({ from: marked(mark), mode: 'process' })
    expect(processesMarked(mark).length).toBeGreaterThan(1)
    await server.close()
    expect(processesMarked(mark)).toEqual([])
    expect(await server.ended).toMatch(/^The server command 'env .*' ended with exit code 0\./)
  })

  test.runIf(LINUX)('ends with the process that started it, even if that is killed', async () => {
    const mark = randomUUID()
    const program = `import { startServer } from '${ROOT}src/index.ts'
      await startServer({ from: ['env', 'WYNDRVR_TEST_MARK=${mark}'], mode: 'process' })
      console.log('started')`
    await using starter = start(process.execPath, ['--input-type=module', '-e', program])
    await starter.printed(/started/)
    const processes = processesMarked(mark)
    expect(processes.length).toBeGreaterThan(1)
    starter.child.kill('SIGKILL')
    await Promise.all(processes.map(gone))
  })

  test.runIf(LINUX)('says how it has ended', async () => {
    const mark = randomUUID()
    await using server = await startServer({ from: ['env', '-u', 'NOTHING', `WYNDRVR_TEST_MARK=${mark}`] })
    for (const pid of processesMarked(mark)) process.kill(pid, 'SIGKILL')
    expect(await server.ended).toMatch(
      // What it prints after it has announced itself may not have come before its end.
      /^The server command '.*' ended by SIGKILL\. Its last output: ".*can use this machine's bandwidth/,
    )
  })
})

describe('a command that announces no server', () => {
  test.each([
    [
      'ends',
      printing('', 'no such container: box\n', 125),
      /ended with exit code 125 before it announced a server\. Its last output: "no such container: box"\.$/,
    ],
    [
      'ends well',
      printing('', '', 0),
      /ended with exit code 0 before it announced a server\. It printed nothing on standard error\.$/,
    ],
    [
      'prints something else',
      printing('hello\n', 'what?', 0),
      /ended with exit code 0 before it announced a server; on standard output it printed "hello"\. Its last output: "what\?"\.$/,
    ],
    [
      'prints without end',
      printing('x'.repeat(70_000)),
      /printed 65536 bytes without announcing a server; on standard output it printed "x{100}"\. It printed nothing on standard error\.$/,
    ],
    [
      'does not exist',
      ['no-such-program-of-wyndrvr'],
      /could not be started: no program has the name no-such-program-of-wyndrvr\. Check the command, and PATH\.$/,
    ],
  ])('if it %s', async (_, from, message) => {
    const failure = await failureOf(startServer({ from }))
    expect(failure).toMatchObject({ code: expect.stringMatching(/^ERR_WYNDRVR_(?:WORKER|PROTOCOL)$/) })
    expect(failure.message).toMatch(/^The server command '/)
    expect(failure.message).toMatch(message)
  })

  test('in time', async () => {
    const failure = await failureOf(startFarServer({ from: printing('', 'still loading') }, 500))
    expect(failure).toMatchObject({ code: 'ERR_WYNDRVR_TIMEOUT' })
    expect(failure.message).toMatch(/announced no server within 0\.5 s\./)
  })

  test('because the token cannot be used, which the error does not show', async () => {
    const failure = await failureOf(startServer({ from: here(), token: 'a bad\ntoken of two lines' }))
    expect(failure).toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
    expect(failure.message).not.toContain('two lines')
  })

  test('because an option is out of range there', async () => {
    const failure = await failureOf(startServer({ from: here(), workers: 0 }))
    expect(failure.message).toMatch(
      /ended with exit code 2 before .*--workers.*must be a whole number from 1 to 256/,
    )
  })

  test('before it is canceled', async () => {
    const failure = await failureOf(startServer({ from: printing(''), signal: AbortSignal.abort() }))
    expect(failure).toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
  })
})

test('an unknown option is refused, with or without a command', async () => {
  const options = { from: 'env', prot: 5 }
  await expect(startServer(options)).rejects.toThrow(
    "startServer with from has no option 'prot'. Did you mean 'port'?",
  )
})

/** A command that runs another one here. */
function here(): readonly string[] {
  return LINUX ? ['env'] : [process.execPath, '-e', RUN, '--']
}

const RUN = `const { spawn } = require('node:child_process')
  const [program, ...words] = process.argv.slice(1)
  spawn(program, words, { stdio: 'inherit' }).on('exit', (code) => { process.exitCode = code })`

function marked(mark: string): readonly string[] {
  return ['env', `WYNDRVR_TEST_MARK=${mark}`]
}

async function failureOf(starting: Promise<FarServer>): Promise<Error> {
  try {
    await using server = await starting
    throw new Error(`A server was started on port ${server.address.port}.`)
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}
