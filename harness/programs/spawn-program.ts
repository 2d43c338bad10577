import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'

import { after, clearTimeout, setTimeout } from '../../src/host/timers.ts'
import { entryPath } from '../../src/host/entry-path.ts'
import { messageOf, WyndrvrError } from '../../src/errors.ts'
import { milliseconds } from '../../src/units.ts'
import type { Duration } from '../../src/units.ts'
import { Output } from './program-output.ts'
import type { ProgramReport, ProgramStart } from './program-entry.ts'

/** How to start a program, and when it is ready. */
export interface SpawnOptions {
  /** A pattern in its output, or a TCP port of loopback on which it accepts connections. Default: ready once it runs. */
  readonly ready?: RegExp | number | undefined
  /** Timeout until it is ready. Default `'10s'`. */
  readonly timeout?: Duration | undefined
  /** Working directory. Default: that of this process. */
  readonly cwd?: string | undefined
  /** Environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** A running program. */
export interface Program {
  readonly pid: number
  /** The match of the pattern `ready`; `null` without a pattern. */
  readonly ready: RegExpExecArray | null
  /** The last 64 Ki characters of standard output and standard error, in order of arrival. */
  readonly output: string
  /** Ends it and its child processes: SIGTERM first, SIGKILL after 2 s. Idempotent. */
  stop(): Promise<void>
}

/** A program whose output is shown when a test fails. */
export interface WatchedProgram extends Program {
  /** The command line. */
  readonly name: string
  readonly stopped: boolean
  /** The output since the last call. */
  unseen(): string
}

/** Time (ms) for the keeper process to end; longer than it gives the program. */
const STOP_TIME = 4000

/** Time (ms) for the last output of an ended program to arrive. */
const OUTPUT_TIME = 500

/** Characters of a command line to show: it may contain a whole script. */
const MAX_NAME = 120

/** Pause (ms) between attempts to connect to the port. */
const RETRY_PAUSE = 10

/**
 * Starts a program and waits until it is ready. It ends with this process, even if this process crashes.
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER`, with the program's output, if it cannot be started, ends early or times out
 */
export async function spawnProgram(
  command: string,
  words: readonly string[],
  { ready, timeout = '10s', cwd, env = process.env }: SpawnOptions,
): Promise<WatchedProgram> {
  const line = [command, ...words].join(' ')
  const name = line.length > MAX_NAME ? `${line.slice(0, MAX_NAME)}…` : line
  const patience = milliseconds(timeout)
  // A process in between, which notices when this one dies.
  const keeper = fork(entryPath(import.meta.url, 'program-entry'), {
    env,
    execArgv: [],
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = new Output(...[keeper.stdout, keeper.stderr].flatMap((stream) => stream ?? []))
  const exited = once(keeper, 'exit')
  let stopping: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    stopping ??= end(keeper, exited)
    await stopping
  }
  keeper.send({ command, words, cwd } satisfies ProgramStart, () => undefined)
  const over = new AbortController()
  try {
    const pid = await started(keeper)
    const first = await Promise.race([
      readiness(ready, output, over.signal),
      after(patience, `was not ready after ${patience / 1000} s`, { signal: over.signal }),
      exited.then(() => 'ended before it was ready'),
    ])
    if (typeof first === 'string') throw new Error(first)
    return {
      name,
      pid,
      ready: first,
      get output() {
        return output.text
      },
      get stopped() {
        return stopping !== null
      },
      unseen: () => output.unseen(),
      stop,
    }
  } catch (error) {
    await stop()
    // Its last output may still be in transit.
    await Promise.race([output.ended, after(OUTPUT_TIME)])
    const reason = messageOf(error)
    const said = output.text.trim() === '' ? 'It printed nothing.' : `It printed:\n${output.text.trimEnd()}`
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', `The program ${name} ${reason}. ${said}`, { cause: error })
  } finally {
    over.abort()
  }
}

async function started(keeper: ChildProcess): Promise<number> {
  const early = once(keeper, 'exit').then((): ProgramReport => ({
    type: 'failed',
    message: 'its process ended',
  }))
  const first = once(keeper, 'message').then(([report]: ProgramReport[]) => report)
  const report = await Promise.race([first, early])
  if (report?.type === 'started') return report.pid
  throw new Error(`could not be started: ${report?.message ?? 'no reason given'}`)
}

async function readiness(
  ready: RegExp | number | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<RegExpExecArray | null> {
  if (ready instanceof RegExp) return output.matches(ready)
  if (ready !== undefined) while (!(await answers(ready))) await after(RETRY_PAUSE, undefined, { signal })
  return null
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function end(keeper: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return
  // The keeper ends the program when this process disconnects.
  if (keeper.connected) keeper.disconnect()
  const kill = setTimeout(() => keeper.kill('SIGKILL'), STOP_TIME)
  await exited
  clearTimeout(kill)
}
