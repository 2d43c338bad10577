import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { messageOf } from '../../src/errors.ts'
import { freePort } from '../../src/host/free-port.ts'
import { readDocument } from '../../src/results/document.ts'
import { ROOT, run, start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'

const SERVER = '/usr/sbin/sshd'
const PROGRAM = `${process.execPath} ${join(ROOT, 'lib/wyndrvr.js')}`

const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-ssh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const server = await startSshServer()
if (typeof server === 'string') process.stderr.write(`ssh: skipped. ${server}\n`)
else afterAll(async () => server[Symbol.asyncDispose]())

describe.runIf(typeof server !== 'string')('the ssh example', () => {
  test('measures between two hosts, and leaves no server behind', async () => {
    const port = String(await freePort())
    const options = `--port ${port} --test latency,download --count 20 --size 1MB --json`.split(' ')
    const env = { ...process.env, SSH: `ssh -F ${join(folder, 'client.conf')}`, WYNDRVR: PROGRAM }
    const script = join(ROOT, 'examples/ssh/between-hosts.sh')
    const ended = await run('sh', [script, 'near', 'far', '127.0.0.1', ...options], { env })
    expect([ended.code, ended.code === 0 ? '' : ended.stderr]).toEqual([0, ''])
    const document = readDocument(ended.stdout, 'stdout')
    expect(document.target).toMatchObject({ host: '127.0.0.1', port: Number(port), dialect: 'native' })
    expect(document.measurements.map(({ kind }) => kind)).toEqual(['latency', 'throughput'])
    await expect.poll(async () => (await ping(port)).code, { timeout: 30_000 }).toBe(3)
  })
})

async function ping(port: string): ReturnType<typeof run> {
  return run(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), 'ping', `127.0.0.1:${port}`])
}

/** Starts Debian's OpenSSH server on a free port, with keys of its own; if that is impossible here, returns why. */
async function startSshServer(): Promise<Running | string> {
  if (!existsSync(SERVER)) return `The example needs OpenSSH's server, but ${SERVER} does not exist.`
  // As root, it insists on this folder, which an init system makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const file = (name: string): string => join(folder, name)
  for (const name of ['host', 'user']) {
    const made = await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)])
    if (made.code !== 0) return `ssh-keygen failed: ${made.stderr.trim()}`
  }
  const port = await freePort()
  const common = ['StrictModes no', 'UsePAM no', 'PasswordAuthentication no', 'PidFile none']
  const place = ['ListenAddress 127.0.0.1', `Port ${port}`, `HostKey ${file('host')}`]
  writeFileSync(
    file('server.conf'),
    [...place, ...common, `AuthorizedKeysFile ${file('user.pub')}`, ''].join('\n'),
  )
  const known = [
    'StrictHostKeyChecking no',
    'UserKnownHostsFile /dev/null',
    'LogLevel ERROR',
    'BatchMode yes',
  ]
  const host = ['Host near far', 'HostName 127.0.0.1', `Port ${port}`, `User ${userInfo().username}`]
  writeFileSync(file('client.conf'), [...host, ...known, `IdentityFile ${file('user')}`, ''].join('\n'))
  const running = start(SERVER, ['-D', '-e', '-f', file('server.conf')])
  const listening = running.printed(/^Server listening on /m).then(
    () => null,
    (error: unknown) => `The ssh server did not start: ${messageOf(error)}`,
  )
  const obstacle = (await listening) ?? (await whyNoLogin(file('client.conf')))
  if (obstacle === null) return running
  await running[Symbol.asyncDispose]()
  return obstacle
}

async function whyNoLogin(config: string): Promise<string | null> {
  const { code, stderr } = await run('ssh', ['-F', config, 'near', 'true'])
  return code === 0 ? null : `A login on this machine failed: ${stderr.trim()}`
}
