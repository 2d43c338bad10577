import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { entryPath } from '../../src/host/entry-path.ts'
import type { Placer } from '../../src/host/placer.ts'
import { clearTimeout, setTimeout } from '../../src/host/timers.ts'
import type { ProgramReport, ProgramStart } from './program-entry.ts'
import { noteProcess } from './own-processes.ts'
import { Output } from './program-output.ts'

/** A started program in a process group of its own, which ends with this process, however that ends. */
export interface KeptProcess {
  readonly output: Output
  /**
   * Its process id, once it runs.
   * @throws the reason that it could not be started
   */
  readonly started: Promise<number>
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>
  /** Its exit code; `null` while it runs, or after a signal. */
  readonly exitCode: number | null
  readonly stopped: boolean
  /** How it ended on its own, to continue a sentence with; `null` if it did not. */
  readonly end: () => string | null
  /** Ends its process group: SIGTERM first, SIGKILL after 2 s. Idempotent. */
  readonly stop: () => Promise<void>
}

/** Time (ms) for the keeper process to end; longer than it gives the program. */
const STOP_TIME = 4000

/**
 * Starts a program behind a process in between, which notices when this one dies.
 * @param placer places it on CPUs
 */
export function keepProcess(start: ProgramStart, env: NodeJS.ProcessEnv, placer?: Placer): KeptProcess {
  const forked = (): ChildProcess =>
    fork(entryPath(import.meta.url, 'program-entry'), {
      env,
      execArgv: [],
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
  const keeper = placer === undefined ? forked() : placer.start(forked)
  const output = new Output(...[keeper.stdout, keeper.stderr].flatMap((stream) => stream ?? []))
  const ended = once(keeper, 'exit')
  noteProcess(keeper.pid, ended)
  let end: string | null = null
  keeper.on('message', (report: ProgramReport) => {
    // Only of its own: once it is stopped, the keeper is disconnected.
    if (report.type === 'ended') end = howItEnded(report)
    if (report.type === 'failed') end = `could not be started: ${report.message}`
  })
  const started = startedBy(keeper, ended)
  // Whoever does not wait for it learns it from the end.
  started.catch(() => undefined)
  keeper.send(start, () => undefined)
  let stopping: Promise<void> | null = null
  return {
    output,
    started,
    ended,
    get exitCode() {
      return keeper.exitCode
    },
    get stopped() {
      return stopping !== null
    },
    end: () => end,
    stop: async () => {
      stopping ??= stopKeeper(keeper, ended)
      await stopping
    },
  }
}

async function startedBy(keeper: ChildProcess, ended: Promise<unknown>): Promise<number> {
  const early = ended.then((): ProgramReport => ({ type: 'failed', message: 'its process ended' }))
  const first = once(keeper, 'message').then(([report]: ProgramReport[]) => report)
  const report = await Promise.race([first, early])
  if (report?.type === 'started') return report.pid
  throw new Error(`could not be started: ${report?.type === 'failed' ? report.message : 'no reason given'}`)
}

function howItEnded({ code, signal }: Extract<ProgramReport, { type: 'ended' }>): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
}

async function stopKeeper(keeper: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return
  // The keeper ends the program when this process disconnects.
  if (keeper.connected) keeper.disconnect()
  const kill = setTimeout(() => keeper.kill('SIGKILL'), STOP_TIME)
  await ended
  clearTimeout(kill)
}
