import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout's folder. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url))

/** How a program ended, and its output. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A running program. */
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

/** Starts a program, which is killed if it still runs at the end of the test. */
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
  let isEnded = false
  const ended = once(child, 'close').then(([code, signal]: unknown[]): Ended => {
    isEnded = true
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr }
  })
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(stdout) ?? pattern.exec(stderr)
      if (match) return match
      // Not when it exits: its last words may still be in the pipes.
      if (isEnded) {
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

/** The running child processes of a process, without zombies. */
export function childrenOf(pid: number): readonly number[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
  return listing.split('\n').flatMap((line) => {
    const [child, parent, state = 'Z'] = line.trim().split(/\s+/)
    return Number(parent) === pid && !state.startsWith('Z') ? [Number(child)] : []
  })
}

/** Whether a process is running; a zombie is not. */
export function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'stat='], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout.trim())
}

/** Resolves when the process with that id has ended. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** The processes whose environment contains a test's mark. Linux only. */
export function processesMarked(mark: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(mark) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
