import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'vitest'

import { freePort } from '../../../src/host/free-port.ts'
import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { ROOT } from './processes.ts'

/** A proxy that runs with an example's configuration until it is disposed of. */
export interface RunningProxy extends AsyncDisposable {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Where a client over HTTP finds the server behind it. */
  readonly url: string
  /** Its certificate in PEM. */
  readonly cert: string
  /** Ends it at once, as the kernel does when memory runs out. */
  readonly kill: () => Promise<void>
}

/** A program of Debian that is a proxy, and a configuration of examples/proxies. */
interface ProxyProgram {
  readonly words: readonly [program: string, ...words: string[]]
  readonly config: string
  /** Whether it terminates TLS. */
  readonly secure: boolean
  /** The signal that ends it and its children. */
  readonly signal: NodeJS.Signals
}

const PROGRAMS = {
  nginx: {
    words: ['nginx', '-p', '.', '-c', 'nginx.conf'],
    config: 'nginx.conf',
    secure: false,
    signal: 'SIGTERM',
  },
  'nginx with its defaults': {
    words: ['nginx', '-p', '.', '-c', 'nginx-tls.conf'],
    config: 'nginx-tls.conf',
    secure: true,
    signal: 'SIGTERM',
  },
  haproxy: {
    words: ['haproxy', '-db', '-q', '-f', 'haproxy.cfg'],
    config: 'haproxy.cfg',
    secure: false,
    signal: 'SIGKILL',
  },
  caddy: {
    words: ['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    config: 'Caddyfile',
    secure: true,
    signal: 'SIGKILL',
  },
  squid: {
    words: ['squid', '-N', '-f', 'squid.conf'],
    config: 'squid.conf',
    secure: false,
    signal: 'SIGKILL',
  },
  stunnel: {
    words: ['stunnel', 'stunnel.conf'],
    config: 'stunnel.conf',
    secure: true,
    signal: 'SIGKILL',
  },
} as const satisfies Record<string, ProxyProgram>

/** A proxy that tests can start. */
export type ProxyName = keyof typeof PROGRAMS

/**
 * Whether a proxy is installed; if not, says so on standard error.
 * @throws if it is not, and the environment has `WYNDRVR_PROXIES=required`
 */
export function hasProxy(name: ProxyName): boolean {
  const [program] = PROGRAMS[name].words
  if (spawnSync('which', [program]).status === 0) return true
  if (process.env['WYNDRVR_PROXIES'] === 'required')
    throw new Error(`All proxies are required, but ${program} is not in PATH.`)
  process.stderr.write(`proxies: ${name} skipped. ${program} is not in PATH.\n`)
  return false
}

/**
 * Starts a proxy before a server, with a free port and a certificate, and waits until it accepts connections.
 * @param changed the configuration in place of the example's
 */
export async function startProxy(
  name: ProxyName,
  to: number,
  changed: (example: string) => string = (example) => example,
): Promise<RunningProxy> {
  const {
    words: [program, ...words],
    config,
    secure,
    signal,
  } = PROGRAMS[name]
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempDisposableSync(join(tmpdir(), 'wyndrvr-proxy-'))
  stack.defer(() => folder.remove())
  const port = await freePort()
  const { cert, key } = await selfSigned('127.0.0.1')
  const text = changed(readFileSync(join(ROOT, 'examples/proxies', config), 'utf8'))
  const files = {
    [config]: text.replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`).replaceAll(':5001', `:${to}`),
    'cert.pem': cert,
    'key.pem': key,
  }
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder.path, file), content)
  // Started by root, workers run as somebody else, and keep bodies there.
  chmodSync(folder.path, 0o755)
  const env = { ...process.env, PORT: String(port), TO: String(to), HOME: folder.path }
  const child = spawn(program, words, { cwd: folder.path, stdio: 'ignore', env })
  const ended = once(child, 'exit')
  stack.defer(async () => stop(child, signal, ended))
  // A busy machine takes long to start a program.
  await expect.poll(async () => accepts(port), { timeout: 20_000 }).toBe(true)
  const running = stack.move()
  return {
    host: '127.0.0.1',
    port,
    url: `http${secure ? 's' : ''}://127.0.0.1:${port}/base`,
    cert,
    kill: async () => {
      const workers = childrenOf(child)
      await stop(child, 'SIGKILL', ended)
      for (const pid of workers) process.kill(pid, 'SIGKILL')
    },
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<unknown>): Promise<void> {
  child.kill(signal)
  await ended
}

/** The workers of nginx, which outlive it if it is killed. */
function childrenOf({ pid = 0 }: ChildProcess): readonly number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return stdout.split('\n').map(Number).filter(Boolean)
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
