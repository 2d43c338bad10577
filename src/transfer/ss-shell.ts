import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

import { performance } from '../host/clock.ts'
import { after, clearTimeout, setTimeout } from '../host/timers.ts'
import { ssFilter } from './ss.ts'
import type { TcpConnection } from './ss.ts'

/** Most connections of one run of ss, whose output takes about 0.5 KB for each. */
export const MOST = 50
const LONGEST_OUTPUT = 256 * 1024

/** Timeout (ms) of ss, which usually takes about 5. */
const LIMIT = 1000

/**
 * The time (ms) from one run to the next, because any client may ask as often as it likes: this many times as long as the last
 * one took, within these bounds.
 */
const PAUSE = { times: 10, least: 50, most: 250 } as const

/** How long (ms) the shell waits for the next question before it ends. */
const LINGER = 3000

/** Ends an answer: a line that ss never prints. */
const END = 'end\n'

/** For each line, a filter of connections, it prints what ss knows about them, and {@link END}. */
const SCRIPT = 'while IFS= read -r filter; do ss -tinH "$filter" || :; echo end; done'

type Child = ChildProcessByStdio<Writable, Readable, null>

/** The last question, whose answer the next one waits for: each thread runs only one at a time. */
let last: Promise<unknown> = Promise.resolve()
/** When (ms) the next run may begin. */
let readyAt = Number.NEGATIVE_INFINITY
let shell: Shell | null = null
let idle: NodeJS.Timeout | undefined

/** Runs ss(8) for up to {@link MOST} connections, after the questions before. Its output, or `null` if it failed. */
export async function askSs(connections: readonly TcpConnection[]): Promise<string | null> {
  const answer = last.then(async () => run(ssFilter(connections)))
  last = answer
  return answer
}

async function run(filter: string): Promise<string | null> {
  clearTimeout(idle)
  const wait = readyAt - performance.now()
  if (wait > 0) await after(wait, undefined, { ref: false })
  if (shell?.ended !== false) shell = new Shell()
  const startedAt = performance.now()
  const output = await shell.ask(filter)
  const took = performance.now() - startedAt
  readyAt = startedAt + Math.min(PAUSE.most, Math.max(PAUSE.least, PAUSE.times * took))
  if (output === null) shell.end()
  idle = setTimeout(() => shell?.end(), LINGER).unref()
  return output
}

/**
 * A shell that runs ss. Starting a program blocks a thread of Node for about 10 ms, in which payload and probes would wait;
 * writing a line to a running one does not. The shell ends with this thread, which closes its standard input.
 */
class Shell {
  readonly #child: Child | null
  #output = ''
  #tell: ((output: string | null) => void) | null = null
  #ended = false

  constructor() {
    this.#child = startShell()
    if (this.#child === null) this.#ended = true
    const onEnd = (): void => {
      this.#ended = true
      this.#answer(null)
    }
    this.#child?.on('error', onEnd).on('exit', onEnd)
    this.#child?.stdin.on('error', onEnd)
    this.#child?.stdout.setEncoding('latin1').on('data', (text: string) => this.#take(text))
  }

  get ended(): boolean {
    return this.#ended
  }

  async ask(filter: string): Promise<string | null> {
    if (this.#ended) return null
    const limit = setTimeout(() => this.#answer(null), LIMIT)
    try {
      return await new Promise<string | null>((resolve) => {
        this.#tell = resolve
        this.#output = ''
        this.#child?.stdin.write(`${filter}\n`)
      })
    } finally {
      clearTimeout(limit)
    }
  }

  end(): void {
    const pid = this.#child?.pid
    if (this.#ended || pid === undefined) return
    this.#ended = true
    try {
      // Kills the process group, because ss may be what hangs.
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has already ended.
    }
  }

  #take(text: string): void {
    if (this.#tell === null) return
    this.#output += text
    if (this.#output.length > LONGEST_OUTPUT) this.#answer(null)
    else if (this.#output.endsWith(END)) this.#answer(this.#output.slice(0, -END.length))
  }

  #answer(output: string | null): void {
    const tell = this.#tell
    this.#tell = null
    tell?.(output)
  }
}

function startShell(): Child | null {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  try {
    const child = spawn('sh', ['-c', SCRIPT], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    // It does not keep this process alive: whoever asks has a connection that does.
    child.unref()
    for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref()
    return child
  } catch {
    // spawn throws if memory is short; other failures are 'error' events.
    return null
  }
}
