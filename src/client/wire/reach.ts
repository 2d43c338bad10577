import type { Socket } from 'node:net'

import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { usageError } from '../../check.ts'
import { messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { aboutSecondsText, limitText } from '../../text/time.ts'
import type { ProxyTalk } from './proxy.ts'

/**
 * Opens a connection within the timeout.
 * @param name as errors call what is connected to
 * @param open opens the connection; its signal is aborted when that takes too long
 */
export async function connected(
  { timeout, signal }: { readonly timeout: number; readonly signal?: AbortSignal | undefined },
  name: string,
  open: (stop: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  const stop = new AbortController()
  const since = performance.now()
  const onAbort = (): void => stop.abort(stopped(name))
  const onTimeout = (): void => {
    const sentence = `Connecting to ${name} timed out after ${limitText(timeout)}. Check the address and the path, or raise the timeout.`
    stop.abort(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
  }
  const timer = setTimeout(onTimeout, timeout)
  signal?.addEventListener('abort', onAbort, { once: true })
  const ended = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  })
  try {
    // A name lookup cannot be stopped.
    return await Promise.race([open(stop.signal), ended])
  } catch (error) {
    if (error instanceof WyndrvrError) throw error
    throw connectError(name, error, (performance.now() - since) / 1000)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Waits until the connection to a proxy leads to the server. Returns what the server has said by then. */
export async function through(
  socket: Socket,
  talk: ProxyTalk,
  name: string,
  stop: AbortSignal,
): Promise<Buffer> {
  let onClose = (): void => undefined
  let onError: (error: Error) => void = () => undefined
  const broken = new Promise<never>((_, reject) => {
    onClose = () =>
      reject(new WyndrvrError('ERR_WYNDRVR_LOST', `The connection to ${name} was closed by the proxy.`))
    onError = reject
  })
  const onStop = (): void => void socket.destroy()
  socket.once('close', onClose).once('error', onError)
  stop.addEventListener('abort', onStop, { once: true })
  try {
    return await Promise.race([talk.through, broken])
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    throw error
  } finally {
    socket.removeListener('close', onClose).removeListener('error', onError)
    stop.removeEventListener('abort', onStop)
  }
}

/** @param seconds since the first attempt */
function connectError(name: string, cause: unknown, seconds: number): WyndrvrError {
  // A name may have several addresses. The cause then holds an error for each.
  const causes: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause]
  // An address that answers says more than one of a family that this machine does not have.
  const telling = causes.find((one) => !UNREACHABLE.has(systemCodeOf(one) ?? '')) ?? causes[0]
  const code = systemCodeOf(telling)
  const known = code === 'ETIMEDOUT' ? `timed out after ${aboutSecondsText(seconds)}.` : REASONS[code ?? '']
  const reason = known ?? `failed: ${messageOf(telling)}.`
  return new WyndrvrError('ERR_WYNDRVR_CONNECT', `Connecting to ${name} ${reason}`, { cause })
}

const UNREACHABLE: ReadonlySet<string> = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'failed: the connection was refused. Start a server there, or check the host and port.',
  ENOTFOUND: 'failed: the host name is not known.',
  EAI_AGAIN: 'failed: the host name could not be looked up.',
  EHOSTUNREACH: 'failed: no route to the host.',
  ENETUNREACH: 'failed: the network is unreachable.',
  EADDRINUSE: 'failed: the source port is in use. Choose another.',
  EADDRNOTAVAIL:
    'failed: no local address and port is free for it. Choose another source port: after a connection, one is not free for a minute.',
  ECONNRESET: 'failed: the server, or something on the path to it, reset the connection.',
  EACCES: 'failed: this machine does not permit it.',
  EINVAL:
    'failed: the address is not one to connect to. A link-local one needs its interface, such as fe80::1%eth0.',
  EMFILE: 'failed: too many files are open. Raise the limit (ulimit -n), or open fewer connections at once.',
}

/** The error of a measurement that begins while another one runs. */
export function measuring(name: string): WyndrvrError {
  return usageError(`A measurement is running on the connection to ${name}. Await it before the next.`)
}

/** The error of a measurement that its signal stopped. */
export function stopped(name: string): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_ABORTED', `The measurement of ${name} was stopped.`)
}
