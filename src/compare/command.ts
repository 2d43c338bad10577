import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { platform } from 'node:os'

/** A program that was started, in a process group of its own. */
export interface Command {
  /** How it ended, as part of a sentence; `null` while it runs. */
  readonly end: () => string | null
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** The last that it printed, on one line; empty where it printed nothing. */
  readonly lastOutput: () => string
  /** Ends it and all that it started, and waits until they have gone. Idempotent; never throws. */
  readonly stop: () => Promise<void>
}

/** How long (ms) it may take to end after SIGTERM. */
const STOP_TIME = 3000

/** How much of its output (characters) is kept, and how much of that an error shows. */
const KEPT = 8192
const SHOWN = 400

/** What still runs when this process ends before its time. */
const running = new Set<ChildProcess>()

/** Starts a program. That it could not be started shows in {@link Command.end}. */
export function startCommand([program = '', ...words]: readonly string[]): Command {
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what it starts is ended with it, and the terminal's Ctrl-C leaves that to us.
    detached: platform() !== 'win32',
  })
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
    end: () => failure ?? howItEnded(child),
    ended,
    lastOutput: () => output.trim().replaceAll(/\s+/g, ' ').slice(-SHOWN),
    stop: async () => {
      stopping ??= stop(child, ended)
      await stopping
    },
  }
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string | null {
  if (signalCode !== null) return `ended by ${signalCode}`
  return exitCode === null ? null : `ended with exit code ${exitCode}`
}

async function gone(child: ChildProcess): Promise<void> {
  // A program that could not be started has an error, and no exit.
  await Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined)
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signal(child, 'SIGTERM')
  const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_TIME)
  await ended
  clearTimeout(timer)
  // What it started may have outlived it.
  signal(child, 'SIGKILL')
  running.delete(child)
  if (running.size === 0) process.removeListener('exit', killAll)
}

function killAll(): void {
  for (const child of running) signal(child, 'SIGKILL')
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (platform() === 'win32') child.kill(name)
    else process.kill(-child.pid, name)
  } catch {
    // It has gone already.
  }
}
