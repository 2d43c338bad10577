/** Runs a program of the user's, and ends it when the parent process disconnects or dies. */
import type { ChildProcess } from 'node:child_process'

import { endGroup, killGroup, startGroup } from '../../src/host/process-group.ts'

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

let program: ChildProcess | null = null

process.on('message', (start: ProgramStart) => {
  program = run(start)
})
process.on('disconnect', end)
process.on('SIGTERM', end)
// The parent may have died before the listener above was added.
if (!process.connected) process.exit(0)

function run({ command, words, cwd }: ProgramStart): ChildProcess {
  const child = startGroup(command, words, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  child.once('spawn', () => report({ type: 'started', pid: child.pid ?? 0 }))
  child.once('error', (error) => {
    report({ type: 'failed', message: error.message })
    process.exitCode = 1
    if (process.connected) process.disconnect()
  })
  child.once('exit', (code, signal) => {
    killGroup(child)
    report({ type: 'ended', code, signal }, () => process.exit(code ?? 1))
  })
  return child
}

function end(): void {
  if (program?.pid === undefined) process.exit()
  const ended = new Promise((resolve) => program?.once('exit', resolve))
  void endGroup(program, ended)
}

function report(message: ProgramReport, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then)
  else then()
}
