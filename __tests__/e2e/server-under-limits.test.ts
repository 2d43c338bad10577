import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, test, vi } from 'vitest'

import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { connectControl, echo, transfer } from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'
import { connectRaw, connectRawTls } from '../support/peers/raw-client.ts'
import { ROOT, start } from '../support/programs/processes.ts'
import { serve } from './cli/commands.ts'
import type { ServerCommand } from './cli/commands.ts'

/** What the server may use for each connection beyond the kernel's buffers, as docs/reference/protocol.md has it: 256 KiB. */
const EACH = 256

/** What all of them may use together (KiB): the block of each of two workers, and garbage that is not collected yet. */
const SHARED = 64 * 1024

/** More than the kernels at both ends buffer for a connection. */
const HUGE = Buffer.alloc(15_000_000)

/** Sends something to a server. Returns the client, which reads no more. */
type Attack = (
  address: { readonly host: string; readonly port: number },
  connectPeer: typeof connectRaw,
  place: number,
) => Promise<AsyncDisposable>

const ATTACKS: Readonly<Record<string, { readonly count: number; readonly attack: Attack }>> = {
  'downloads in blocks of many sizes that nobody reads': {
    count: 100,
    attack: native(async (client, place) => {
      const block = 4_194_304 - 32_768 * place
      await client.say(transfer('download', { bytes: null, seconds: 3600, block }))
      await client.line()
    }),
  },
  'small probes whose answers nobody reads': { count: 20, attack: native((client) => flood(client, 64)) },
  'large probes whose answers nobody reads': { count: 20, attack: native((client) => flood(client, 65_536)) },
  'requests over HTTP whose answers nobody reads': {
    count: 30,
    attack: http('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)),
  },
  'bodies over HTTP in chunks of a byte': {
    count: 30,
    attack: http(
      `POST /wyndrvr/echo HTTP/1.1\r\nHost: a\r\nSec-Wyndrvr: 1\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(20_000)}`,
    ),
  },
}

function native(attack: (client: NativePeer, place: number) => Promise<void>): Attack {
  return async (address, connectPeer, place) => {
    const client = await connectControl(address, connectPeer)
    await attack(client, place)
    return client
  }
}

function http(text: string): Attack {
  return async (address, connectPeer) => {
    const client = await connectPeer(address)
    void client.send(text)
    return client
  }
}

async function flood(client: NativePeer, payload: number): Promise<void> {
  await client.say(echo(payload))
  await client.line()
  void client.raw.send(HUGE)
}

// A limit of the system makes a server that needs more die.
describe.runIf(process.platform === 'linux').each([
  ['without TLS', [], connectRaw],
  ['with TLS', ['--tls'], connectRawTls],
] as const)('a server with little memory, and clients %s', (_clients, words, connectPeer) => {
  let idle = 0
  beforeAll(async () => {
    idle = await memoryOf(words)
  })

  test.each(Object.entries(ATTACKS))('survives %s', async (_, { count, attack }) => {
    const limit = idle + SHARED + count * EACH
    await using server = await serveLimited(`-d ${limit}`, ...words)
    const address = { host: '127.0.0.1', port: Number(server.port) }
    await using clients = new AsyncDisposableStack()
    for (let place = 0; place < count; place += 1) {
      clients.use(await attack(address, connectPeer, place))
    }
    expect(await measured(address)).toMatchObject(ALL_WELL)
    expect(server.child.exitCode).toBeNull()
  })
})

describe.runIf(process.platform === 'linux')('a server without file descriptors', () => {
  test.each(['thread', 'process', 'sequential'])(
    'says so once in %s mode, and serves again when it has some',
    async (mode) => {
      await using server = await serveLimited('-n 80', '--mode', mode, '--workers', '2')
      const address = { host: '127.0.0.1', port: Number(server.port) }
      {
        await using clients = new AsyncDisposableStack()
        for (let place = 0; place < 200; place += 1) clients.use(await connectRaw(address))
        await server.printed(/No file descriptor is left/)
      }
      // Descriptors are free when the server has closed its ends.
      await vi.waitFor(async () => expect(await measured(address)).toMatchObject(ALL_WELL), 20_000)
      server.child.kill('SIGTERM')
      const { stderr } = await server.ended
      expect(stderr.match(/No file descriptor is left/g)).toHaveLength(1)
    },
  )
})

/** The data (KiB) of a server that serves nobody, as RLIMIT_DATA counts it. */
async function memoryOf(words: readonly string[]): Promise<number> {
  await using server = await serve('--workers', '2', ...words)
  await measured({ host: '127.0.0.1', port: Number(server.port) })
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8')
  return Number(/^VmData:\s+(\d+) kB$/m.exec(status)?.[1])
}

/** Starts a server with limits of bash's ulimit. */
async function serveLimited(limit: string, ...words: readonly string[]): Promise<ServerCommand> {
  const line = `ulimit ${limit} && exec "$0" "$@"`
  const server = ['server', '--host', '127.0.0.1', '--port', '0', '--workers', '2', ...words]
  const running = start('bash', ['-c', line, process.execPath, join(ROOT, 'lib/wyndrvr.js'), ...server])
  const [, port = ''] = await running.printed(/:(\d+)\n[\s\S]*Waiting/)
  return { ...running, port }
}
