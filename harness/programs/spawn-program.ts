import { statSync } from 'node:fs'

import { checkOptions } from '../../src/check.ts'
import type { OptionNames } from '../../src/check.ts'
import { after, wholeMilliseconds } from '../../src/host/timers.ts'
import { asksForPort, withPort } from '../../src/compare/port-placeholder.ts'
import { freePort } from '../../src/host/free-port.ts'
import type { Placer } from '../../src/host/placer.ts'
import { messageOf, WyndrvrError } from '../../src/errors.ts'
import { limitText } from '../../src/text/time.ts'
import { timeoutOf } from '../../src/units.ts'
import type { Duration } from '../../src/units.ts'
import { projectRoot } from '../project-root.ts'
import { keepProcess } from './kept-process.ts'
import type { ProgramStart } from './program-entry.ts'
import type { Output } from './program-output.ts'
import { isTaken, readinessOf, untilReady } from './readiness.ts'
import type { Readiness, Ready } from './readiness.ts'

/** How to start a program, and when it is ready. */
export interface SpawnOptions {
  /** When it is ready. Default: once it accepts connections on its `{port}`, or without one once it runs. */
  readonly ready?: Ready | undefined
  /** Whether it may end on its own. Default false: the running test then fails. */
  readonly mayEnd?: boolean | undefined
  /** Timeout until it is ready. Default `'10s'`. */
  readonly timeout?: Duration | undefined
  /** Where its `{port}` answers. Default: a loopback address. */
  readonly host?: string | undefined
  /** Working directory. Default: the root of the spec's project. */
  readonly cwd?: string | undefined
  /** Environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined
}

const OPTIONS: OptionNames<SpawnOptions> = {
  ready: true,
  mayEnd: true,
  timeout: true,
  host: true,
  cwd: true,
  env: true,
}

/** A running program. */
export interface Program {
  readonly pid: number
  /** The free port that replaced `{port}` in the command; `null` if the command has no `{port}`. */
  readonly port: number | null
  /** The match of the text or pattern `ready`; `null` without one. */
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
  /** Resolves when its process has ended. */
  readonly ended: Promise<unknown>
  /** The sentence that it ended although nobody stopped it, with its last lines; `null` if it did not, or may. */
  failure(): string | null
  /** The output since the last call. */
  unseen(): string
}

/** How to start a program again. */
export interface Restart {
  readonly start: ProgramStart
  readonly env: NodeJS.ProcessEnv
  /** Where it answers; `undefined` for localhost. */
  readonly host?: string | undefined
}

const starts = new WeakMap<object, Restart>()

/** How a spawned program was started; `null` for anything else. */
export function restartOf(program: object): Restart | null {
  return starts.get(program) ?? null
}

/** Time (ms) for the last output of an ended program to arrive. */
const OUTPUT_TIME = 500

/** Characters of a command line to show: it may contain a whole script. */
const MAX_NAME = 120

/** Lines of its output that an error about its end shows. */
const LAST_LINES = 10

/**
 * Starts a program and waits until it is ready. It ends with this process, even if this process crashes.
 * @param placer places it on CPUs
 * @throws {WyndrvrError} `ERR_WYNDRVR_WORKER`, with the program's output, if it cannot be started, ends early or times out
 */
export async function spawnProgram(
  command: string,
  words: readonly string[],
  options: SpawnOptions,
  placer?: Placer,
): Promise<WatchedProgram> {
  checkOptions('spawn', options, OPTIONS)
  const { ready, timeout = '10s', host, cwd = projectRoot(), env = process.env, mayEnd = false } = options
  const patience = timeoutOf(timeout)
  const port = asksForPort(words) ? await freePort() : null
  const start: ProgramStart = { command, words: words.map((word) => withPort(word, port)), cwd }
  const line = [command, ...start.words].join(' ')
  const name = line.length > MAX_NAME ? `${line.slice(0, MAX_NAME)}…` : line
  const readiness = readinessOf(ready, port, host)
  const before = await reasonNotToStart(cwd, readiness)
  if (before !== null)
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', `The program ${name} was not started: ${before}`)
  const kept = keepProcess(start, env, placer)
  const { output, ended } = kept
  const over = new AbortController()
  try {
    const pid = await kept.started
    const first = await Promise.race([
      untilReady(readiness, output, over.signal),
      after(wholeMilliseconds(patience), `was not ready after ${limitText(patience)}`, {
        signal: over.signal,
      }),
      ended.then(() => `${kept.end() ?? 'ended'} before it was ready`),
    ])
    if (typeof first === 'string') throw new Error(first)
    const program: WatchedProgram = {
      name,
      pid,
      port,
      ready: first,
      get output() {
        return output.text
      },
      get stopped() {
        return kept.stopped
      },
      ended,
      failure: () => {
        const end = kept.end()
        if (mayEnd || end === null) return null
        const advice =
          kept.exitCode === 0 ? ' Run it in the foreground, or allow its end with mayEnd: true.' : ''
        return `The program ${name} ${end} before it was stopped.${advice} ${lastWords(output, LAST_LINES)}`
      },
      unseen: () => output.unseen(),
      stop: kept.stop,
    }
    starts.set(program, { start, env, host })
    return program
  } catch (error) {
    await kept.stop()
    // Its last output may still be in transit.
    await Promise.race([output.ended, after(OUTPUT_TIME)])
    const reason = messageOf(error)
    const sentence = `The program ${name} ${reason}. ${lastWords(output)}`
    throw new WyndrvrError('ERR_WYNDRVR_WORKER', sentence, { cause: error })
  } finally {
    over.abort()
  }
}

/** Why it cannot be started or would be mistaken for another program; `null` if it can. */
async function reasonNotToStart(cwd: string, { door }: Readiness): Promise<string | null> {
  const missing = missingFolder(cwd)
  if (missing !== null) return missing
  if (door === null || !(await isTaken(door))) return null
  return `something already answers at ${door.name}. End that program, or choose another port: write {port} in the command to get a free one.`
}

/** That a working directory does not exist, for which Node blames the program; `null` if it does. */
export function missingFolder(cwd: string): string | null {
  const isFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? null : `its working directory ${cwd} does not exist.`
}

/** The sentence with its output. */
function lastWords(output: Output, lines = Number.POSITIVE_INFINITY): string {
  const text = output.text.trimEnd().split('\n').slice(-lines).join('\n')
  return text.trim() === '' ? 'It printed nothing.' : `It printed:\n${text}`
}
