import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

import { entryPath } from '../../src/host/entry-path.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { milliseconds } from '../../src/units.ts'
import type { Duration } from '../../src/units.ts'
import { Output } from './output.ts'
import type { ProgramReport, ProgramStart } from './program-entry.ts'

/** How a program is started, and when it counts as ready. */
export interface SpawnOptions {
  /** A pattern that it prints, or a TCP port on which it accepts connections. Without: as soon as it runs. */
  readonly ready?: RegExp | number | undefined
  /** How long that may take. Default `'10s'`. */
  readonly timeout?: Duration | undefined
  /** Its folder. Default: this process's. */
  readonly cwd?: string | undefined
  /** Its environment. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** A program of the user's that runs. */
export interface Program {
  readonly pid: number
  /** What it printed to show that it was ready; `null` where no pattern was asked for. */
  readonly ready: RegExpExecArray | null
  /** What it has printed so far, on standard output and standard error as it came: the last 64 Ki characters. */
  readonly output: string
  /** Ends it and all that it has started: asked at first, killed after 2 s. Idempotent. */
  stop(): Promise<void>
}

/** A program whose output is shown when a test fails. */
export interface WatchedProgram extends Program {
  /** The command line. */
  readonly name: string
  readonly stopped: boolean
  /** What it printed since this was last asked for. */
  unseen(): string
}

/** Longer than the program is given to end (ms). */
const STOP_TIME = 4000

/** Time (ms) for what an ended program has said to arrive. */
const LAST_WORDS = 500

/** A command line is named with so many characters at most: it may have a whole script in it. */
const MOST_NAME = 120

/** A port that does not answer yet is tried again after so long (ms). */
const TRY_AGAIN = 10

/**
 * Starts a program and waits until it is ready. It ends with this process, however that ends.
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER` with what it printed, where it could not be started, ended or was not ready
 */
export async function spawnProgram(
  command: string,
  words: readonly string[],
  { ready, timeout = '10s', cwd, env = process.env }: SpawnOptions,
): Promise<WatchedProgram> {
  const line = [command, ...words].join(' ')
  const name = line.length > MOST_NAME ? `${line.slice(0, MOST_NAME)}…` : line
  const patience = milliseconds(timeout)
  // A process of ours lies between: it notices when this one has gone.
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
    // What it said last may still be on its way.
    await Promise.race([output.ended, after(LAST_WORDS)])
    const reason = error instanceof Error ? error.message : String(error)
    const said = output.text.trim() === '' ? 'It printed nothing.' : `It printed:\n${output.text.trimEnd()}`
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', `The program ${name} ${reason}. ${said}`, { cause: error })
  } finally {
    over.abort()
  }
}

async function started(keeper: ChildProcess): Promise<number> {
  const early = once(keeper, 'exit').then((): ProgramReport => ({ type: 'failed', message: 'it ended' }))
  const first = once(keeper, 'message').then(([report]: ProgramReport[]) => report)
  const report = await Promise.race([first, early])
  if (report?.type === 'started') return report.pid
  throw new Error(`could not be started: ${report?.message ?? 'nothing was said of it'}`)
}

async function readiness(
  ready: RegExp | number | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<RegExpExecArray | null> {
  if (ready instanceof RegExp) return output.matches(ready)
  if (ready !== undefined) while (!(await answers(ready))) await after(TRY_AGAIN, undefined, { signal })
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
  // Hanging up is the order to end the program.
  if (keeper.connected) keeper.disconnect()
  const kill = setTimeout(() => keeper.kill('SIGKILL'), STOP_TIME)
  await exited
  clearTimeout(kill)
}
