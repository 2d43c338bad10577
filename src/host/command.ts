import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

import { systemCodeOf } from '../errors.ts'
import { endGroup, killGroup, startGroup } from './process-group.ts'

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

/** A started program whose standard input and output are ours. Its `lastOutput` is what it printed on standard error. */
export interface Conversation extends Command {
  /** `null` if it could not be started. */
  readonly input: Writable | null
  /** `null` if it could not be started. */
  readonly output: Readable | null
  /** Resolves when it has ended, and with it everything that could still print. */
  readonly closed: Promise<void>
}

/** Characters of its output that are kept. */
const KEPT = 8192
/** Characters of its output that an error shows. */
const SHOWN = 400

/** Children to kill if this process exits early. */
const running = new Set<ChildProcess>()

/** Starts a program. If it cannot be started, {@link Command.end} says so. */
export function startCommand(words: readonly string[]): Command {
  const child = begin(words, 'ignore')
  return commandOf(child, [child.stdout, child.stderr])
}

/** Starts a program to talk with. If it cannot be started, {@link Command.end} says so. */
export function startConversation(words: readonly string[]): Conversation {
  const child = begin(words, 'pipe')
  // A program that has ended reads nothing more.
  child.stdin?.on('error', () => undefined)
  return {
    ...commandOf(child, [child.stderr]),
    input: child.stdin,
    output: child.stdout,
    closed: first(child, 'close'),
  }
}

function begin([program = '', ...words]: readonly string[], input: 'ignore' | 'pipe'): ChildProcess {
  return startGroup(program, words, { stdio: [input, 'pipe', 'pipe'] })
}

/** @param heard the streams whose output is kept */
function commandOf(child: ChildProcess, heard: readonly (Readable | null)[]): Command {
  let output = ''
  for (const stream of heard) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT)
    })
  }
  let failure: string | null = null
  child.on('error', (error) => {
    failure ??= `${UNSTARTED}: ${whyUnstarted(child.spawnfile, error)}`
  })
  if (running.size === 0) process.on('exit', killAll)
  running.add(child)
  const ended = first(child, 'exit')
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

/** A command in a sentence; a long one is cut. */
export function commandText(words: readonly string[]): string {
  const text = words.join(' ')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** The end of a program's output as a sentence that follows another. Empty if it never started. */
export function lastWords(program: Command | Conversation): string {
  if (program.end()?.startsWith(UNSTARTED) === true) return ''
  const printed = program.lastOutput()
  if (printed !== '') return ` Its last output: ${JSON.stringify(printed)}.`
  return 'output' in program ? ' It printed nothing on standard error.' : ' It printed nothing.'
}

/** How a program ended and when, to continue a sentence with. One that never started has no when. */
export function endedWhen(how: string, when: string): string {
  return how.startsWith(UNSTARTED) ? how : `${how} ${when}`
}

const UNSTARTED = 'could not be started'

function whyUnstarted(program: string, error: Error): string {
  const code = systemCodeOf(error)
  if (code === 'ENOENT') return `no program has the name ${program}. Check the command, and PATH`
  if (code === 'EACCES') return `this user may not run ${program}. Check its permissions`
  return error.message
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string | null {
  if (signalCode !== null) return `ended by ${signalCode}`
  return exitCode === null ? null : `ended with exit code ${exitCode}`
}

/** Resolves at the event. A program that could not be started emits an error instead. */
async function first(child: ChildProcess, event: 'exit' | 'close'): Promise<void> {
  await Promise.race([once(child, event), once(child, 'error')]).catch(() => undefined)
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  await endGroup(child, ended)
  running.delete(child)
  if (running.size === 0) process.removeListener('exit', killAll)
}

function killAll(): void {
  for (const child of running) killGroup(child)
}
