import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { entryPath } from '../entry.ts'
import { WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { nextEvent } from '../next-event.ts'
import type { Address } from './listen.ts'
import type { Mode } from './mode.ts'
import type { ServerOptions } from './start-server.ts'

/** What a background server tells who started it. */
export type BackgroundReport =
  | {
      readonly type: 'listening'
      readonly address: Address
      readonly mode: Mode
      readonly warnings: readonly string[]
    }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }

/** A server in a process of its own. */
export interface BackgroundServer extends AsyncDisposable {
  readonly address: Address
  readonly mode: Mode
  readonly warnings: readonly string[]
  /** Its process; SIGTERM ends it in good order. */
  readonly pid: number
  /** Ends the server and waits until its process has gone. Idempotent. */
  close(): Promise<void>
}

/** How a server is started in a process of its own. */
export interface BackgroundOptions extends ServerOptions {
  /** It outlives the process that starts it, and has to be ended by its pid. Default false. */
  readonly detached?: boolean
}

/** Longer than a server takes to finish or cut its connections (ms). */
const CLOSE_TIME = 4000

/**
 * Starts a server in a process of its own, so that it shares no event loop with what measures it.
 * Resolves when it accepts connections.
 * @throws {WyndrvrError} what {@link startServer} throws
 */
export async function startBackgroundServer(options: BackgroundOptions = {}): Promise<BackgroundServer> {
  const { detached = false, ...serverOptions } = options
  const words = [JSON.stringify(serverOptions), ...(detached ? ['detached'] : [])]
  const child = fork(entryPath(import.meta.url, 'background-entry'), words, {
    detached,
    execArgv: [],
    stdio: ['ignore', 'ignore', detached ? 'ignore' : 'inherit', 'ipc'],
  })
  const report = await firstReport(child)
  if (report.type === 'failed') throw new WyndrvrError(report.code, report.message)
  if (detached) {
    child.disconnect()
    child.unref()
  }
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= end(child)
    await closing
  }
  const { address, mode, warnings } = report
  return { address, mode, warnings, pid: child.pid ?? 0, close, [Symbol.asyncDispose]: close }
}

async function firstReport(child: ChildProcess): Promise<BackgroundReport> {
  return Promise.race([nextEvent<BackgroundReport>(child, 'message'), endedEarly(child)])
}

async function endedEarly(child: ChildProcess): Promise<BackgroundReport> {
  await once(child, 'exit')
  const message = `The server's process ended while it started (${child.signalCode ?? child.exitCode}).`
  return { type: 'failed', code: 'ERR_WYNDRVR_WORKER', message }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  // The end of the channel is the order to close; on Windows a signal would not let it finish.
  if (child.connected) child.disconnect()
  else child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIME)
  await exited
  clearTimeout(kill)
}
