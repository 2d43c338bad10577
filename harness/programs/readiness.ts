import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, isIP } from 'node:net'
import type { IpcNetConnectOpts, NetConnectOpts, Socket } from 'node:net'
import { isRegExp } from 'node:util/types'

import { formatHostPort } from '../../src/address.ts'
import type { HostPort } from '../../src/address.ts'
import { checkOptions, isPort, MOST_PORT, usageError } from '../../src/check.ts'
import { withPort } from '../../src/compare/port-placeholder.ts'
import { http, loadHttps, loadTls } from '../../src/host/builtins.ts'
import { dial } from '../../src/host/dial.ts'
import { after, timeoutSignal } from '../../src/host/timers.ts'
import type { Output } from './program-output.ts'

/**
 * When a program is ready: it prints a text or a match of a pattern, accepts connections on a TCP port (of loopback without a
 * host) or a Unix socket, or answers an HTTP request with a status from 200 to 399, or with `status`.
 */
export type Ready =
  | RegExp
  | string
  | number
  | { readonly host?: string; readonly port: number }
  | { readonly socket: string }
  | { readonly http: string; readonly status?: number }

/** What to wait for. */
export interface Readiness {
  /** A pattern in the output; `null` for none. */
  readonly pattern: RegExp | null
  /** Where it will answer; `null` if nothing is connected to. */
  readonly door: Door | null
}

/** Where a program answers. */
interface Door {
  readonly name: string
  readonly place: NetConnectOpts
  readonly http: Question | null
}

/** A request that a program answers when it is ready. */
interface Question {
  readonly url: URL
  readonly place: HostPort
  readonly status: number | undefined
}

/** Pause (ms) between attempts. */
const RETRY_PAUSE = 10

/** Time (ms) for one attempt. */
const ATTEMPT_TIME = 2000

/**
 * Reads the option `ready`; `{port}` in an address becomes the program's port.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function readinessOf(ready: Ready | undefined, port: number | null, host?: string): Readiness {
  if (ready === undefined) return { pattern: null, door: port === null ? null : doorAt(host, port) }
  if (isRegExp(ready)) return { pattern: ready, door: null }
  if (typeof ready === 'string') return { pattern: new RegExp(escaped(ready)), door: null }
  if (typeof ready === 'number') return { pattern: null, door: doorAt(host, ready) }
  if ('http' in ready) {
    checkOptions('ready', ready, { http: true, status: true })
    return { pattern: null, door: httpDoor(withPort(ready.http, port), ready.status) }
  }
  if ('socket' in ready) {
    checkOptions('ready', ready, { socket: true })
    const path = withPort(ready.socket, port)
    return { pattern: null, door: { name: path, place: { path }, http: null } }
  }
  checkOptions('ready', ready, { host: true, port: true })
  return { pattern: null, door: doorAt(ready.host, ready.port) }
}

/** Waits until the program is ready; rejects only if aborted. */
export async function untilReady(
  { pattern, door }: Readiness,
  output: Output,
  signal: AbortSignal,
): Promise<RegExpExecArray | null> {
  if (pattern !== null) return output.matches(pattern)
  if (door !== null) while (!(await answers(door))) await after(RETRY_PAUSE, undefined, { signal })
  return null
}

/** Whether something accepts connections there. */
export async function isTaken({ place }: Door): Promise<boolean> {
  const signal = timeoutSignal(ATTEMPT_TIME)
  try {
    const socket = 'path' in place ? await connected(place, signal) : await dial(place, signal)
    socket.destroy()
    return true
  } catch {
    return false
  }
}

async function answers(door: Door): Promise<boolean> {
  return door.http === null ? isTaken(door) : answersHttp(door.http)
}

async function connected(place: IpcNetConnectOpts, signal: AbortSignal): Promise<Socket> {
  const socket = connect(place)
  try {
    await once(socket, 'connect', { signal })
    return socket
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    throw error
  }
}

async function answersHttp({ url, place, status: wanted }: Question): Promise<boolean> {
  const signal = timeoutSignal(ATTEMPT_TIME)
  try {
    // Of a name with several addresses, Node itself gives each but the last only 250 ms.
    const socket = await dial(place, signal)
    const [ask, connection] =
      url.protocol === 'https:' ? [loadHttps().request, secured(socket, place)] : [http.request, socket]
    const request = ask(url, { createConnection: () => connection, signal }).end()
    const [response]: IncomingMessage[] = await once(request, 'response')
    const status = response?.statusCode ?? 0
    request.on('error', () => undefined).destroy()
    return wanted === undefined ? status >= 200 && status < 400 : status === wanted
  } catch {
    return false
  }
}

function secured(socket: Socket, { host }: HostPort): Socket {
  // Programs under test often have a certificate of their own. A server name is never an address (RFC 6066).
  return loadTls().connect({ socket, servername: isIP(host) === 0 ? host : '', rejectUnauthorized: false })
}

function doorAt(host = 'localhost', port: number): Door {
  if (!isPort(port)) throw usageError(`ready needs a port from 1 to ${MOST_PORT}, got ${String(port)}.`)
  return { name: formatHostPort({ host, port }), place: { host, port }, http: null }
}

function httpDoor(text: string, status: number | undefined): Door {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw usageError(`ready needs a URL such as http://127.0.0.1:8080/health, got '${text}'.`)
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { ...doorAt(host, port), http: { url, place: { host, port }, status } }
}

/** The text as a pattern that matches only it. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
