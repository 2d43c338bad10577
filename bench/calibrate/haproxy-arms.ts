import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { ArmOptions } from '../../src/compare/arm-plan.ts'
import { freePort } from '../../src/host/free-port.ts'

/** Two programs in front of one server, and what they leave to be removed. */
export interface TwoArms extends Disposable {
  readonly base: ArmOptions
  readonly head: ArmOptions
}

/** HAProxy's default size of its buffers, bytes. */
export const BUFFERS = 16_384

/** Two HAProxy instances in TCP mode with one thread each, whose buffers have these sizes, in bytes. */
export async function haproxies(server: number, base: number, head: number): Promise<TwoArms> {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-haproxy-'))
  const arm = async (name: string, buffers: number): Promise<ArmOptions> => {
    const port = await freePort()
    const config = join(folder, `${name}.cfg`)
    writeFileSync(config, configOf(port, server, buffers))
    return { host: '127.0.0.1', port, command: ['haproxy', '-db', '-q', '-f', config] }
  }
  return {
    base: await arm('base', base),
    head: await arm('head', head),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Two relays on Node, of which head spends this time, µs, on each message of the client. */
export async function relays(server: number, spin: number): Promise<TwoArms> {
  const arm = async (time: number): Promise<ArmOptions> => {
    const port = await freePort()
    const words = [RELAY, String(port), String(server), String(time)]
    return { host: '127.0.0.1', port, command: [process.execPath, ...words] }
  }
  return { base: await arm(0), head: await arm(spin), [Symbol.dispose]: () => undefined }
}

const RELAY = fileURLToPath(new URL('spinning-relay.js', import.meta.url))

function configOf(port: number, server: number, buffers: number): string {
  return `global
  maxconn 200
  nbthread 1
  tune.bufsize ${buffers}
defaults
  mode tcp
  timeout connect 5s
  timeout client 1m
  timeout server 1m
listen proxy
  bind 127.0.0.1:${port}
  server measured 127.0.0.1:${server}
`
}
