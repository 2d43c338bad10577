import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { NATIVE_MAX_RTTS } from '../protocol/native.ts'
import { countsOf, ssWords } from './ss.ts'
import type { TcpConnection } from './ss.ts'
import { connectionOf, LONGEST_OUTPUT, MOST } from './tcp-counts.ts'

/** How often (ms) the round-trip times are read. */
const EVERY = 500

/** A watch over a connection's round-trip time. */
export interface RttWatch {
  /** The round-trip times so far; empty if the kernel cannot be asked. */
  readonly rtts: readonly number[]
  /** Ends the watch. Idempotent. */
  readonly stop: () => void
}

interface Watched {
  readonly connection: TcpConnection
  /** Round-trip times before this moment (ms) do not count. */
  readonly from: number
  readonly rtts: number[]
}

/** All watches of this thread, which are read together. */
const watched = new Set<Watched>()
let shell: Shell | null = null
let timer: NodeJS.Timeout | undefined

/**
 * Records twice a second the kernel's smoothed round-trip time (ms, RFC 6298) of a connection that sends.
 * @param after seconds to skip at the beginning
 */
export function watchRtt(socket: Socket, after: number): RttWatch {
  const connection = connectionOf(socket)
  if (connection === null) return { rtts: [], stop: () => undefined }
  const each: Watched = { connection, from: performance.now() + after * 1000, rtts: [] }
  watched.add(each)
  shell ??= new Shell()
  timer ??= setInterval(look, EVERY)
  return {
    rtts: each.rtts,
    stop: () => {
      watched.delete(each)
      if (watched.size === 0) rest()
    },
  }
}

function look(): void {
  const now = performance.now()
  const due = [...watched].filter(({ from, rtts }) => from <= now && rtts.length < NATIVE_MAX_RTTS)
  const asked = due.slice(0, MOST)
  const [, filter] = ssWords(asked.map(({ connection }) => connection))
  if (asked.length === 0 || filter === undefined) return
  shell?.ask(filter, (output) => {
    for (const each of asked) {
      const rtt = countsOf(output, each.connection)?.rtt ?? null
      if (rtt !== null && watched.has(each)) each.rtts.push(rtt)
    }
  })
}

function rest(): void {
  clearInterval(timer)
  timer = undefined
  shell?.end()
  shell = null
}

/** Ends an answer: a line that ss never prints. */
const END = 'end\n'

/** For each line, a filter of connections, it prints what ss knows about them, and {@link END}. */
const SCRIPT = 'while IFS= read -r filter; do ss -tinH "$filter" || :; echo end; done'

/**
 * A shell that runs ss. Starting a program blocks a thread of Node for about 10 ms, in which payload and probes would wait;
 * writing a line to a running one does not. The shell ends with this thread, which closes its standard input.
 */
class Shell {
  readonly #child: ChildProcessByStdio<Writable, Readable, null> | null
  #output = ''
  #tell: ((output: string) => void) | null = null

  constructor() {
    this.#child = startShell()
    // Without a shell, or after it has ended, nothing is recorded.
    this.#child?.on('error', () => undefined)
    this.#child?.stdin.on('error', () => undefined)
    this.#child?.stdout.setEncoding('latin1').on('data', (text: string) => this.#take(text))
  }

  /** One question at a time, so that none pile up if the tool hangs. */
  ask(filter: string, tell: (output: string) => void): void {
    if (this.#tell !== null || this.#child === null) return
    this.#tell = tell
    this.#output = ''
    this.#child.stdin.write(`${filter}\n`)
  }

  end(): void {
    this.#tell = null
    const pid = this.#child?.pid
    if (pid === undefined) return
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
    if (this.#output.length > LONGEST_OUTPUT) return this.end()
    if (!this.#output.endsWith(END)) return
    const tell = this.#tell
    this.#tell = null
    tell(this.#output.slice(0, -END.length))
  }
}

function startShell(): ChildProcessByStdio<Writable, Readable, null> | null {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  try {
    return spawn('sh', ['-c', SCRIPT], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  } catch {
    // spawn throws if memory is short; other failures are 'error' events.
    return null
  }
}
