import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Timeout of a run in addition to its measuring time. */
const SLACK = 30

/** A concurrent run's document, with 1000 histograms, is long. */
const MAX_OUTPUT = 512 * 1024 * 1024

/** A program's output, and the time from its start to its exit. */
export interface Ended {
  readonly stdout: string
  readonly milliseconds: number
}

/** Runs a program to its exit. Throws if it fails or times out. */
export async function run(
  command: string,
  words: readonly string[],
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<Ended> {
  const timeout = (seconds + SLACK) * 1000
  const started = performance.now()
  try {
    const { stdout } = await promisify(execFile)(command, words, {
      timeout,
      signal,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
    })
    return { stdout, milliseconds: performance.now() - started }
  } catch (error) {
    throw new Error(`${[command, ...words].join(' ')}: ${reason(error, timeout)}`, { cause: error })
  }
}

function reason(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error)
  if ('killed' in error && error.killed === true) return `timed out after ${timeout / 1000} s`
  // The programs print the reason on standard error, iperf3 in its JSON.
  const told = [outputOf(error, 'stderr'), /"error":\s*"(.*)"/.exec(outputOf(error, 'stdout'))?.[1] ?? '']
  return told.map((text) => text.trim()).find((text) => text !== '') ?? error.message
}

function outputOf(error: Error, name: 'stdout' | 'stderr'): string {
  const text: unknown = Reflect.get(error, name)
  return typeof text === 'string' ? text : ''
}
