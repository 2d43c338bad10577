/** Runs a program of the user's, and ends it when the parent process disconnects or dies. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

import { signalGroup } from '../../src/host/signal-group.ts'
import { spawnArguments } from '../../src/host/spawn-arguments.ts'
import { setTimeout } from '../../src/host/timers.ts'

/** The program to run. */
export interface ProgramStart {
  readonly command: string
  readonly words: readonly string[]
  readonly cwd: string | undefined
}

/** Whether the program started, and how it ended. */
export type ProgramReport =
  | { readonly type: 'started'; readonly pid: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'ended'; readonly code: number | null; readonly signal: string | null }

/** Time (ms) between SIGTERM and SIGKILL. */
const GRACE = 2000

let program: ChildProcess | null = null

process.on('message', (start: ProgramStart) => {
  program = run(start)
})
process.on('disconnect', end)
process.on('SIGTERM', end)
// The parent may have died before the listener above was added.
if (!process.connected) process.exit(0)

function run({ command, words, cwd }: ProgramStart): ChildProcess {
  const { file, args, options } = spawnArguments(process.platform, command, words)
  const child = spawn(file, args, {
    ...options,
    // Its own process group, so that its children end with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  child.once('spawn', () => report({ type: 'started', pid: child.pid ?? 0 }))
  child.once('error', (error) => {
    report({ type: 'failed', message: error.message })
    process.exitCode = 1
    if (process.connected) process.disconnect()
  })
  child.once('exit', (code, signal) => {
    signalGroup(child, 'SIGKILL')
    report({ type: 'ended', code, signal }, () => process.exit(code ?? 1))
  })
  return child
}

function end(): void {
  if (program?.pid === undefined) process.exit()
  signalGroup(program, 'SIGTERM')
  setTimeout(() => program && signalGroup(program, 'SIGKILL'), GRACE)
}

function report(message: ProgramReport, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then)
  else then()
}
