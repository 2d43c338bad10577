import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { readDocument } from '../../../src/results/document.ts'
import { unusedPort } from '../../support/peers/scripted-server.ts'
import { processesMarked, ROOT, run } from '../../support/programs/processes.ts'
import { client, wyndrvr } from './commands.ts'

/** `env` runs a command here, with a mark by which its processes are found. */
describe.runIf(process.platform === 'linux')('--server-from', { concurrent: true }, () => {
  test('starts a server, measures it and stops it', async () => {
    const mark = randomUUID()
    const ended = await client(
      '--server-from',
      `env MARK=${mark}`,
      '--json',
      '--test',
      'latency',
      '--count',
      '3',
    )
    expect(ended.code).toBe(0)
    const { target, measurements } = readDocument(ended.stdout, 'stdout')
    expect(target).toMatchObject({ host: '127.0.0.1', dialect: 'native', mode: 'thread' })
    expect(target.port).not.toBe(5001)
    expect(measurements).toMatchObject([{ kind: 'latency', received: 3 }])
    expect(processesMarked(mark)).toEqual([])
  })

  test('--port is the port of that server, and --host where it is reached', async () => {
    const port = String(await unusedPort())
    const words = ['--host', 'localhost', '--port', port, '--test', 'latency', '--count', '1', '--json']
    const ended = await client('--server-from', 'env', ...words)
    expect(readDocument(ended.stdout, 'stdout').target).toMatchObject({
      host: 'localhost',
      port: Number(port),
    })
  })

  test('a command may name the server, with options of its own', async () => {
    const from = `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')} server --host 127.0.0.1 --port 0 --mode sequential`
    const ended = await client('--server-from', from, '--test', 'latency', '--count', '1', '--json')
    expect(readDocument(ended.stdout, 'stdout').target).toMatchObject({ mode: 'sequential' })
  })

  test("gets the client's token", async () => {
    const env = { ...process.env, WYNDRVR_TOKEN: 'the-token-of-the-client' }
    const words = ['--server-from', 'env -u WYNDRVR_TOKEN', '--test', 'latency', '--count', '1', '--json']
    const program = join(ROOT, 'lib/wyndrvr-client.js')
    const ended = await run(process.execPath, [program, ...words], { env })
    expect(ended).toMatchObject({ code: 0 })
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('the-token-of-the-client')
    const seed = await run(process.execPath, [program, ...words, '--dialect', 'seed', '--test', 'download'], {
      env,
    })
    expect(seed).toMatchObject({ code: 3, stderr: expect.stringContaining('Token required') })
  })

  test('asks for a token that only this run knows', async () => {
    const port = await unusedPort()
    const words = ['--port', String(port), '--test', 'latency', '--duration', '100s']
    await using running = wyndrvr('client', '--server-from', 'env', ...words)
    await running.printed(/Starting latency/)
    await expect(connect({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: expect.stringContaining('This server needs a token.'),
    })
  })

  test('asks for none if the dialect of the client has none', async () => {
    const ended = await client(
      '--server-from',
      'env',
      '--dialect',
      'seed',
      '--test',
      'download',
      '--size',
      '1',
    )
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('takes precedence over WYNDRVR_SERVER', async () => {
    const words = [
      join(ROOT, 'lib/wyndrvr.js'),
      'client',
      '--server-from',
      'env',
      '--test',
      'latency',
      '--count',
      '1',
    ]
    const env = { ...process.env, WYNDRVR_SERVER: `127.0.0.1:${await unusedPort()}` }
    expect(await run(process.execPath, words, { env })).toMatchObject({ code: 0, stderr: '' })
  })

  test('concurrent clients share it', async () => {
    const ended = await client('--server-from', 'env', '--concurrent', '3', '--count', '2', '--size', '0.1')
    expect(ended.stdout).toContain('3 of 3 clients completed')
    expect(ended.code).toBe(0)
  })

  test('a command that fails ends the run with its last words', async () => {
    const ended = await client('--server-from', 'env --chdir=/no-such-folder', '--json')
    expect(ended.code).toBe(3)
    expect(readDocument(ended.stdout, 'stdout').measurements).toEqual([])
    expect(ended.stderr).toMatch(
      /^wyndrvr: The server command 'env .*' ended with exit code 125 before it announced a server\. Its last output: ".*no-such-folder.*"\.\n$/,
    )
  })

  test('a server that is killed is named after the failure', async () => {
    const mark = randomUUID()
    await using running = wyndrvr(
      'client',
      '--server-from',
      `env MARK=${mark}`,
      '--test',
      'latency',
      '--duration',
      '100s',
    )
    await running.printed(/Starting latency/)
    for (const pid of processesMarked(mark)) process.kill(pid, 'SIGKILL')
    const { code, stderr } = await running.ended
    expect(code).toBe(3)
    expect(stderr).toMatch(/^wyndrvr: The server command '.*' ended by SIGKILL\. /m)
  })

  test('Ctrl-C stops the server too', async () => {
    const mark = randomUUID()
    await using running = wyndrvr(
      'client',
      '--server-from',
      `env MARK=${mark}`,
      '--test',
      'latency',
      '--duration',
      '100s',
    )
    await running.printed(/Starting latency/)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
    expect(processesMarked(mark)).toEqual([])
  })

  test('compare trusts its certificate', async () => {
    const arm = `127.0.0.1:${await unusedPort()}`
    const from = `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')} server --tls-only`
    const words = ['--base', arm, '--head', arm, '--measure', 'latency', '--budget', '2s', '--json']
    const { stdout } = await wyndrvr('compare', '--server-from', from, ...words).ended
    const secured = { tls: { verified: 'fingerprint' } }
    expect(readDocument(stdout, 'stdout').comparisons[0]?.arms).toMatchObject({
      base: secured,
      head: secured,
    })
  })

  test('compare measures two paths to one server', async () => {
    const [mark, port] = [randomUUID(), await unusedPort()]
    const arm = `127.0.0.1:${port}`
    const words = ['--base', arm, '--head', arm, '--measure', 'latency', '--budget', '2s', '--json']
    await using running = wyndrvr('compare', '--server-from', `env MARK=${mark}`, ...words)
    const { stdout } = await running.ended
    expect(readDocument(stdout, 'stdout').comparisons).toMatchObject(
      ['latency.p50', 'latency.p95', 'latency.p99'].map((metric) => ({ metric, arms: { base: { port } } })),
    )
    expect(processesMarked(mark)).toEqual([])
  })
})
