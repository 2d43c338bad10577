import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'

import { programEnvironment } from './program-environment.ts'
import { spawnArguments } from './spawn-arguments.ts'
import { clearTimeout, setTimeout } from './timers.ts'

/** Time (ms) from SIGTERM to SIGKILL. */
const GRACE = 2000

/**
 * Starts a user's program in a process group of its own: its children end with it, and Ctrl-C in a terminal does not reach
 * it. A program that cannot be started emits an error and no exit.
 */
export function startGroup(
  program: string,
  words: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'cwd'>,
): ChildProcess {
  const { platform } = process
  const { file, args, options: needed } = spawnArguments(platform, program, words)
  const env = programEnvironment()
  return spawn(file, args, { ...options, ...needed, env, detached: platform !== 'win32' })
}

/**
 * Ends the process group that a child leads: SIGTERM first, SIGKILL for whoever is left.
 * @param ended resolves when the child has ended
 */
export async function endGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  signalGroup(child, 'SIGTERM')
  const timer = setTimeout(() => killGroup(child), GRACE)
  await ended
  clearTimeout(timer)
  // Its children may have outlived it.
  killGroup(child)
}

/** Kills the process group that a child leads. */
export function killGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL')
}

/** On Windows, every signal ends the child and its children. */
function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    // Windows has neither process groups nor SIGTERM: taskkill ends the whole tree.
    if (child.exitCode !== null || child.signalCode !== null) return
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () =>
      child.kill(name),
    )
    return
  }
  try {
    process.kill(-child.pid, name)
  } catch {
    // The whole group has ended already.
  }
}
