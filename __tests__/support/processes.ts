import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout's folder. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url))

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program of ours that runs. */
export interface Running extends AsyncDisposable {
  readonly child: ChildProcess
  /** Resolves with the first match on standard output or standard error; rejects when the program ends without one. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly ended: Promise<Ended>
}

/** Runs a program to its end. */
export async function run(
  command: string,
  words: readonly string[],
  options: SpawnOptions = {},
): Promise<Ended> {
  return start(command, words, options).ended
}

/** Starts a program; one that still runs when the test is over is killed. */
export function start(command: string, words: readonly string[], options: SpawnOptions = {}): Running {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let stdout = ''
  let stderr = ''
  const said = new EventEmitter()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    said.emit('more')
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    said.emit('more')
  })
  const ended = once(child, 'close').then(([code, signal]: unknown[]): Ended => {
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr }
  })
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(stdout) ?? pattern.exec(stderr)
      if (match) return match
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`It ended without printing ${String(pattern)}:\n${stdout}${stderr}`)
      }
      await Promise.race([once(said, 'more'), ended])
    }
  }
  return {
    child,
    printed,
    ended,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

/** Whether a process with that id is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves when no process with that id is there any more. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** The child processes of a process (Linux); empty elsewhere. */
export function childrenOf(pid: number): readonly number[] {
  const text = readProc(`${pid}/task/${pid}/children`)
  return text === null ? [] : text.trim().split(/\s+/).filter(Boolean).map(Number)
}

/** The command line of a process (Linux); `null` where there is none with that id, or only its remains. */
export function commandOf(pid: number): string | null {
  return readProc(`${pid}/cmdline`) || null
}

function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return null
  }
}
