import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

import { NATIVE_MAX_RTTS } from '../protocol/native.ts'
import { countsOf, ssWords } from './ss.ts'
import type { TcpConnection } from './ss.ts'
import { connectionOf, LONGEST_OUTPUT, MOST } from './tcp-counts.ts'

/** How often (ms) the kernel is asked. */
const EVERY = 500

/** A watch over a connection's round-trip time. */
export interface RttWatch {
  /** What was noted until now; nothing, where the kernel can't be asked. */
  readonly rtts: readonly number[]
  /** Ends it. Can be called again. */
  readonly stop: () => void
}

interface Watched {
  readonly connection: TcpConnection
  /** What is seen before (ms) does not count. */
  readonly from: number
  readonly rtts: number[]
}

/** All that this thread watches, asked about in one. */
const watched = new Set<Watched>()
let shell: Shell | null = null
let timer: NodeJS.Timeout | undefined

/**
 * Notes twice a second what the kernel takes for the round-trip time (ms; smoothed, RFC 6298) of a connection that sends.
 * @param after seconds at the beginning that are left out
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

/** A line that ss never prints. */
const END = 'end\n'

/** Each line is a filter of connections; what ss knows of them comes back, and {@link END}. */
const SCRIPT = 'while IFS= read -r filter; do ss -tinH "$filter" || :; echo end; done'

/**
 * A shell that runs ss. To start a program holds up a thread of Node until it runs, some 10 ms; to say a line to one that
 * runs does not, and here payload and probes wait for their turns. It ends when this thread does, by its standard input.
 */
class Shell {
  readonly #child: ChildProcessByStdio<Writable, Readable, null> | null
  #output = ''
  #tell: ((output: string) => void) | null = null

  constructor() {
    this.#child = startShell()
    // Without a shell, or when it has gone, nothing is noted.
    this.#child?.on('error', () => undefined)
    this.#child?.stdin.on('error', () => undefined)
    this.#child?.stdout.setEncoding('latin1').on('data', (text: string) => this.#take(text))
  }

  /** One question at a time: a tool that hangs is asked nothing more. */
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
      // Its group: ss may be the one that hangs.
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has gone already.
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
    // Too little memory for another process is thrown, other than what else can go wrong.
    return null
  }
}
