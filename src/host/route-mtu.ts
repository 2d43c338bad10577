import { execFile } from 'node:child_process'
import { isIP } from 'node:net'
import { promisify } from 'node:util'

import * as v from 'valibot'

import { textIfAny } from './optional-files.ts'

/** What the kernel knows of the way to an address. */
export interface RouteMtu {
  /** Bytes of the largest IP packet that it sends there unfragmented. */
  readonly mtu: number
  /** The same of the network interface: larger than `mtu` if a router reported less, or the route says so. */
  readonly device: number
}

/** Timeout (ms) of ip, which takes about 5. */
const LIMIT = 1000

const run = promisify(execFile)

const routeSchema = v.pipe(
  v.array(
    v.object({
      dev: v.string(),
      metrics: v.optional(v.array(v.object({ mtu: v.optional(v.number()) }))),
    }),
  ),
  v.minLength(1),
)
const linkSchema = v.pipe(v.array(v.object({ mtu: v.number() })), v.minLength(1))

/**
 * Asks the kernel, by ip(8) of iproute2, how large packets from one address to another may be.
 * @returns a sentence if it cannot be known, or if the kernel allows routers to fragment
 */
export async function routeMtu(from: string, to: string): Promise<RouteMtu | string> {
  if (process.platform !== 'linux') return 'It needs Linux.'
  if (isIP(to) === 4 && textIfAny('/proc/sys/net/ipv4/ip_no_pmtu_disc')?.trim() !== '0') {
    return 'This kernel lets routers fragment datagrams (net.ipv4.ip_no_pmtu_disc is not 0).'
  }
  try {
    const [route] = v.parse(routeSchema, await ip(['route', 'get', bare(to), 'from', bare(from)]))
    const device = route?.dev ?? ''
    const [link] = v.parse(linkSchema, await ip(['link', 'show', 'dev', device]))
    const limit = link?.mtu ?? 0
    return { device: limit, mtu: Math.min(limit, route?.metrics?.find(({ mtu }) => mtu)?.mtu ?? limit) }
  } catch {
    return "It needs Linux's tool ip (iproute2)."
  }
}

async function ip(words: readonly string[]): Promise<unknown> {
  const { stdout } = await run('ip', ['-json', ...words], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  })
  return JSON.parse(stdout)
}

/** An address without its zone, which ip does not accept. */
function bare(address: string): string {
  return address.replace(/%.*$/, '')
}
