import { spawn } from 'node:child_process'
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'

/** Start and stop timeouts of a server, seconds. On a busy machine, a start takes many times as long as usual. */
const PATIENCE = { start: 20, stop: 5 } as const

/** A listening server. Disposing of it stops it. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number
  /** Its output when it was ready. */
  readonly ready: RegExpExecArray
}

/** Starts a server, with `env` added to its environment, and waits until it prints `pattern`. */
export async function startServer(
  command: string,
  words: readonly string[],
  pattern: RegExp,
  signal: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: { ...process.env, ...env },
  })
  // An abort is emitted as an error too, which must not end the bench before it has cleaned up.
  child.on('error', () => undefined)
  const stop = async (): Promise<void> => ended(child)
  try {
    const ready = await firstMatch(
      child,
      pattern,
      AbortSignal.any([signal, AbortSignal.timeout(PATIENCE.start * 1000)]),
    )
    return { pid: child.pid ?? 0, ready, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw new Error(`${[command, ...words].join(' ')} did not start. ${messageOf(error)}`, { cause: error })
  }
}

async function firstMatch(
  child: ChildProcessByStdio<null, Readable, Readable>,
  pattern: RegExp,
  signal: AbortSignal,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = ''
    // Both are read after the match too, so that the server's output never fills its pipe.
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (more: string) => {
        // Otherwise a long run would fill the memory.
        text = `${text}${more}`.slice(-10_000)
        const match = pattern.exec(text)
        if (match) resolve(match)
      })
    }
    child.once('close', () => reject(new Error(`It exited: ${text.trim()}`)))
    signal.addEventListener('abort', () => reject(new Error(`It only printed: ${text.trim()}`)))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  // Not events.once, which an abort would end before the process has exited.
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE.stop * 1000)
  await exited
  clearTimeout(kill)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
