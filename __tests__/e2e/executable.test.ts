import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { MODES } from '../../src/server/mode.ts'
import { readDocument } from '../../src/results/document.ts'
import { VERSION } from '../../src/version.ts'
import { portOf } from '../support/programs/bins.ts'
import { ROOT, run, start } from '../support/programs/processes.ts'
import type { Ended, Running } from '../support/programs/processes.ts'

const NAME = process.platform === 'win32' ? 'wyndrvr.exe' : 'wyndrvr'

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-one-file-'))
  const built = await run(process.execPath, [join(ROOT, 'scripts/executable.ts'), folder])
  if (built.code !== 0) throw new Error(`The executable could not be built:\n${built.stderr}`)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the single executable, without Node on PATH', () => {
  test('prints its version', async () => {
    expect(await wyndrvr('--version').ended).toMatchObject({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
  })

  test.each(MODES)('serves in %s mode, and measures with threads of its own', async (mode) => {
    await using server = wyndrvr(...`server --host 127.0.0.1 --port 0 --workers 2 --mode ${mode}`.split(' '))
    const port = await portOf(server)
    const tests = '--test latency,download,upload --count 20 --size 1MB --streams 2 --json'
    const ended = await client(`--port ${port} ${tests}`)
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    const { target, measurements } = readDocument(ended.stdout, 'stdout')
    expect(target).toMatchObject({ dialect: 'native', mode })
    expect(measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput', 'throughput'])
    server.child.kill('SIGTERM')
    if (process.platform !== 'win32') expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('makes a certificate', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--tls-only')
    const ended = await client(`--port ${await portOf(server)} --insecure --test latency --count 3 --json`)
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    expect(readDocument(ended.stdout, 'stdout').target.tls).toMatchObject({ version: 'TLSv1.3' })
  })

  test('draws charts', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
    const ended = await client(`--port ${await portOf(server)} --test latency --count 3 --html run.html`)
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    expect(readFileSync(join(folder, 'run.html'), 'utf8')).toContain('<svg role="img"')
  })

  test('runs concurrent clients, and a server in the background', async () => {
    const ended = await wyndrvr('demo').ended
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toContain('DEMONSTRATION COMPLETE')
  })

  test.runIf(process.platform !== 'win32')('runs as an agent, and as a server elsewhere', async () => {
    const places = '--from /usr/bin/env --server-from /usr/bin/env --host 127.0.0.1'
    const ended = await wyndrvr(...`client ${places} --test latency --count 20 --json`.split(' ')).ended
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([{ kind: 'latency', sent: 20 }])
  })

  test('does not set up a project', async () => {
    const sentence = 'The single executable cannot set up a project, which needs npm. Run npx wyndrvr init.'
    expect(await wyndrvr('init').ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `wyndrvr: ${sentence}\n`,
    })
  })
})

function wyndrvr(...words: readonly string[]): Running {
  // Nothing but the executable is in the folder, and it is the whole PATH.
  return start(join(folder, NAME), words, { cwd: folder, env: { PATH: folder } })
}

async function client(line: string): Promise<Ended> {
  return wyndrvr('client', '--host', '127.0.0.1', ...line.split(' ')).ended
}
