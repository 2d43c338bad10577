import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { endGroup, killGroup, startGroup } from '../host/process-group.ts'

/** A started program, in its own process group. */
export interface Command {
  /** Its process id; `null` if it could not be started or is not known. */
  readonly pid: number | null
  /** How it ended, to continue a sentence with; `null` while it runs. */
  readonly end: () => string | null
  /** Resolves when it has ended, for any reason. */
  readonly ended: Promise<void>
  /** The end of its output, on one line; empty if it printed nothing. */
  readonly lastOutput: () => string
  /** Ends its process group and waits for it to exit. Idempotent; never throws. */
  readonly stop: () => Promise<void>
}

/** Characters of its output that are kept. */
const KEPT = 8192
/** Characters of its output that an error shows. */
const SHOWN = 400

/** Children to kill if this process exits early. */
const running = new Set<ChildProcess>()

/** Starts a program. If it cannot be started, {@link Command.end} says so. */
export function startCommand([program = '', ...words]: readonly string[]): Command {
  const child = startGroup(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT)
    })
  }
  let failure: string | null = null
  child.on('error', (error) => {
    failure ??= `could not be started (${error.message})`
  })
  if (running.size === 0) process.on('exit', killAll)
  running.add(child)
  const ended = gone(child)
  let stopping: Promise<void> | null = null
  return {
    pid: child.pid ?? null,
    end: () => failure ?? howItEnded(child),
    ended,
    lastOutput: () => shownOutput(output),
    stop: async () => {
      stopping ??= stop(child, ended)
      await stopping
    },
  }
}

/** The end of an output, on one line. */
export function shownOutput(output: string): string {
  return output.trim().replaceAll(/\s+/g, ' ').slice(-SHOWN)
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string | null {
  if (signalCode !== null) return `ended by ${signalCode}`
  return exitCode === null ? null : `ended with exit code ${exitCode}`
}

async function gone(child: ChildProcess): Promise<void> {
  // A program that could not be started emits an error and no exit.
  await Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined)
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  await endGroup(child, ended)
  running.delete(child)
  if (running.size === 0) process.removeListener('exit', killAll)
}

function killAll(): void {
  for (const child of running) killGroup(child)
}
