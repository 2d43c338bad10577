import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { platform } from 'node:os'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { entryPath } from '../host/entry-path.ts'
import type { Placer } from '../host/placer.ts'
import { WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { nextEvent } from '../host/next-event.ts'
import type { Address } from './listen.ts'
import type { Mode } from './mode.ts'
import type { ServerIdentity, ServerOptions } from './start-server.ts'

/** Messages to a background server: how to start, and that it may outlive its starter. */
export type BackgroundOrder =
  | {
      readonly type: 'start'
      readonly options: Omit<ServerOptions, 'onWarning' | 'onTraffic'>
      readonly logs: boolean
    }
  | { readonly type: 'release' }

/** Messages of a background server to its starter. */
export type BackgroundReport =
  | {
      readonly type: 'listening'
      readonly address: Address
      readonly mode: Mode
      readonly tls: ServerIdentity | null
      readonly warnings: readonly string[]
    }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }

/** A server in its own process. It ends with the process that started it, unless it was released. */
export interface BackgroundServer extends AsyncDisposable {
  readonly address: Address
  readonly mode: Mode
  /** Its certificate; `null` without TLS. */
  readonly tls: ServerIdentity | null
  readonly warnings: readonly string[]
  /** Its process id; SIGTERM ends it gracefully. */
  readonly pid: number
  /** Resolves with how it ended: `SIGKILL`, `exit code 1`. */
  readonly ended: Promise<string>
  /** Lets the server outlive this process; from then on only a signal to its `pid` ends it. */
  release(): Promise<void>
  /** Ends the server and waits until its process has gone. Idempotent. */
  close(): Promise<void>
}

/** How a background server runs. */
export interface BackgroundOptions extends Omit<ServerOptions, 'onWarning' | 'onTraffic'> {
  /** The environment of its process. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv
  /** Words of a command that runs it, such as `ip netns exec a`. Default: none. */
  readonly through?: readonly string[]
  /** File to which it appends its log and its workers' standard error. Default: none. */
  readonly log?: string
  /** Places its process on CPUs. Default: the system decides. */
  readonly placer?: Placer | undefined
}

/** Longer than a server takes to finish or cut its connections (ms). */
const CLOSE_TIME = 4000

/**
 * Starts a server in its own process, so that it does not share an event loop with the client that measures it.
 * Resolves when it accepts connections.
 * @throws {WyndrvrError} like `startServer`
 */
export async function startBackgroundServer(options: BackgroundOptions = {}): Promise<BackgroundServer> {
  const { env = process.env, log, through = [], placer, ...serverOptions } = options
  const [program, ...words] = [...through, process.execPath]
  const output = log === undefined ? 'ignore' : openSync(log, 'a')
  const start = (): ChildProcess =>
    fork(entryPath(import.meta.url, 'background-entry'), {
      env,
      execPath: program,
      execArgv: words,
      // Shields it from the terminal's Ctrl-C: this process decides when it ends.
      detached: platform() !== 'win32',
      stdio: ['ignore', output, output, 'ipc'],
    })
  const child = placer === undefined ? start() : placer.start(start)
  if (output !== 'ignore') closeSync(output)
  const order: BackgroundOrder = { type: 'start', options: serverOptions, logs: log !== undefined }
  child.send(order, () => undefined)
  const report = await firstReport(child)
  if (report.type === 'failed') throw new WyndrvrError(report.code, report.message)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= end(child)
    await closing
  }
  const { address, mode, tls, warnings } = report
  return {
    address,
    mode,
    tls,
    warnings,
    pid: child.pid ?? 0,
    ended: endOf(child),
    release: async () => release(child),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function firstReport(child: ChildProcess): Promise<BackgroundReport> {
  try {
    return await Promise.race([nextEvent<BackgroundReport>(child, 'message'), endedEarly(child)])
  } catch (error) {
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', "The server's process could not be started.", {
      cause: error,
    })
  }
}

async function endedEarly(child: ChildProcess): Promise<BackgroundReport> {
  const message = `The server's process ended while it started (${await endOf(child)}).`
  return { type: 'failed', code: 'ERR_WYNDRVR_WORKER', message }
}

async function endOf(child: ChildProcess): Promise<string> {
  await once(child, 'exit')
  return child.signalCode ?? `exit code ${child.exitCode}`
}

/** The server closes the channel as a confirmation; nothing ties the two processes together after that. */
async function release(child: ChildProcess): Promise<void> {
  const understood = once(child, 'disconnect')
  child.send({ type: 'release' } satisfies BackgroundOrder, () => undefined)
  await understood
  child.unref()
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  // Closing the channel tells it to close; on Windows a signal would not let it finish.
  if (child.connected) child.disconnect()
  else child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIME)
  await exited
  clearTimeout(kill)
}
