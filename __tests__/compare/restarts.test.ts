import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { freePort } from '../../src/host/free-port.ts'
import { startServer } from '../../src/index.ts'
import { isAlive, ROOT } from '../support/programs/processes.ts'

/** Starts a server in a process group of its own, which outlives the command, and adds its process id to a file. */
const LEAVING = `
  const [program, port, note] = process.argv.slice(1)
  const words = [program, '--host', '127.0.0.1', '--port', port]
  const server = require('node:child_process').spawn(process.execPath, words, { detached: true, stdio: 'ignore' })
  require('node:fs').appendFileSync(note, server.pid + '\\n')
  setInterval(() => {}, 1000)`

test.skipIf(process.platform === 'win32')(
  'a command whose server outlives it is not started again, because the old server would be measured',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-restarts-'))
    const note = join(folder, 'pid')
    onTestFinished(() => {
      for (const pid of readFileSync(note, 'utf8').trim().split('\n')) {
        if (isAlive(Number(pid))) process.kill(Number(pid), 'SIGKILL')
      }
      rmSync(folder, { recursive: true })
    })
    await using base = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const port = await freePort()
    const command = [
      process.execPath,
      '-e',
      LEAVING,
      join(ROOT, 'src/cli/wyndrvr-server.ts'),
      String(port),
      note,
    ]
    const { error } = await compare({
      base: base.address,
      head: { host: '127.0.0.1', port, command },
      measure: ['latency'],
      // No margin is this small, so that the comparison does not end before a restart.
      margin: 0.001,
      budget: '60s',
      restart: 'each-block',
    })
    expect(error).toMatchObject({ code: 'ERR_WYNDRVR_WORKER' })
    expect(error?.message).toContain(
      `was not started: another program is already listening on 127.0.0.1:${port}.`,
    )
  },
)
