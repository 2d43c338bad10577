import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { IpcNetConnectOpts, ListenOptions, Server, Socket, TcpNetConnectOpts } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

import { messageOf, systemCodeOf, WyndrvrError } from '../errors.ts'

/** The environment variable that lets measurements overlap: `WYNDRVR_OVERLAP=1`. */
export const OVERLAP_VARIABLE = 'WYNDRVR_OVERLAP'

/** The machine's one right to measure, until it is given back. */
export interface MeasuringLock {
  /** Gives it to who has waited longest, and resolves when that one has it. Idempotent; never throws. */
  release(): Promise<void>
}

/** How to wait for it. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined
  /** Told once, in a sentence, when there has been something to wait for a while. */
  readonly onWait?: ((sentence: string) => void) | undefined
  /** How long (ms) to wait at most. Default 10 min. */
  readonly patience?: number | undefined
  /** Where the lock is. Default: the machine's own. */
  readonly place?: LockPlace | undefined
}

/** What the holder listens on: whoever else tries finds it taken, and a crash lets go of it. */
export type LockPlace = ListenOptions & (IpcNetConnectOpts | TcpNetConnectOpts)

/** A wait that is shorter (ms) needs no words. */
const SILENCE = 1000

/** Time (ms) that the next in line has to take over, before the others are let in. */
const HANDOVER = 1000

const PATIENCE = 600_000

const GREETING = /^wyndrvr measuring (\d+)\n/

/** Whether the environment lets measurements overlap. */
export function overlapAsked(environment: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false', undefined].includes(environment[OVERLAP_VARIABLE])
}

/**
 * Waits until nobody else measures on this machine, in this process or another, and keeps it so.
 *
 * The lock is a listening socket, which the kernel closes when its process ends, however it ends. Those who wait are
 * connected to it and learn from the end of their connection that it is free. On Linux it has a name in the abstract
 * namespace, which belongs to the network namespace: what measures in another one has another network.
 * @throws {WyndrvrError} `ERR_WYNDRVR_ABORTED`, `ERR_WYNDRVR_TIMEOUT`, `ERR_WYNDRVR_LISTEN`
 */
export async function takeMeasuringLock(options: LockOptions = {}): Promise<MeasuringLock> {
  const { signal, onWait, patience = PATIENCE, place = machinePlace() } = options
  const waiting = new Waiting(signal, patience, onWait)
  let previous: Socket | null = null
  try {
    for (let attempt = 0; ; attempt += 1) {
      waiting.check()
      const lock = await take(place)
      previous?.destroy()
      if (lock !== null) return lock
      // Who finds it taken, and nobody there, again and again has met others that come and go.
      if (attempt > 0) await after(Math.min(attempt, 20))
      previous = await waiting.turn(place)
    }
  } finally {
    previous?.destroy()
    waiting.end()
  }
}

/** Runs something while nobody else measures on this machine. */
export async function whileMeasuring<T>(options: LockOptions, run: () => Promise<T>): Promise<T> {
  const lock = await takeMeasuringLock(options)
  try {
    return await run()
  } finally {
    await lock.release()
  }
}

function machinePlace(): LockPlace {
  // Elsewhere a port: a socket file would outlive a crash.
  return PLACES[process.platform] ?? { host: '127.0.0.1', port: 20_573 }
}

const PLACES: Partial<Record<NodeJS.Platform, LockPlace>> = {
  linux: { path: '\0wyndrvr-measuring' },
  win32: { path: String.raw`\\.\pipe\wyndrvr-measuring` },
}

/** Those who wait, in the order in which they came, are told of their holder; `null` where there is one already. */
async function take(place: LockPlace): Promise<MeasuringLock | null> {
  const line: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined).unref()
    socket.on('close', () => line.splice(line.indexOf(socket), 1))
    socket.write(`wyndrvr measuring ${process.pid}\n`)
    line.push(socket.resume())
  })
  try {
    server.listen({ ...place, exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return null
    const sentence = `The lock that keeps measurements apart can't be had: ${messageOf(error)}. ${WAY_OUT}`
    throw new WyndrvrError('ERR_WYNDRVR_LISTEN', sentence, { cause: error })
  }
  server.unref()
  let releasing: Promise<void> | null = null
  return {
    release: async () => {
      releasing ??= handOver(server, line)
      await releasing
    },
  }
}

async function handOver(server: Server, line: readonly Socket[]): Promise<void> {
  server.close()
  const [next] = line
  if (next === undefined) return
  // Until it has taken over: a holder that wants it again would be faster than everybody who waits.
  const taken = new AbortController()
  const gone = once(next.ref(), 'close', { signal: taken.signal }).catch(() => undefined)
  next.write('yours\n')
  await Promise.race([gone, after(HANDOVER, undefined, { ref: false })])
  taken.abort()
  for (const socket of line) socket.destroy()
}

/** One wait for the lock, over as many holders as there are. */
class Waiting {
  readonly #signal: AbortSignal | undefined
  readonly #patience: number
  readonly #until: number
  readonly #note: NodeJS.Timeout
  readonly #stop = new AbortController()
  readonly #limit: NodeJS.Timeout
  #holder: string | null = null

  constructor(
    signal: AbortSignal | undefined,
    patience: number,
    onWait: ((sentence: string) => void) | undefined,
  ) {
    this.#signal = signal
    this.#patience = patience
    this.#until = performance.now() + patience
    this.#note = setTimeout(() => onWait?.(`${this.#other()}: waiting for it to end.`), SILENCE)
    this.#limit = setTimeout(this.#wake, patience)
    signal?.addEventListener('abort', this.#wake, { once: true })
  }

  readonly #wake = (): void => this.#stop.abort()

  /** Throws where it has to end. */
  check(): void {
    if (this.#signal?.aborted) {
      throw new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The wait for another measurement was stopped.')
    }
    if (performance.now() >= this.#until) {
      const seconds = this.#patience / 1000
      throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', `${this.#other()}, even after ${seconds} s. ${WAY_OUT}`)
    }
  }

  /**
   * Waits until it is worth trying again.
   * @returns the connection over which the holder told so, if it did: its end tells that the try has been made
   */
  async turn(place: LockPlace): Promise<Socket | null> {
    const socket = connect(place)
    let said = ''
    try {
      return await new Promise((resolve) => {
        socket.on('error', () => undefined).on('close', () => resolve(null))
        socket.setEncoding('utf8').on('data', (text: string) => {
          said = `${said}${text}`.slice(0, 200)
          this.#holder = GREETING.exec(said)?.[1] ?? null
          if (said.endsWith('yours\n')) resolve(socket)
        })
        this.#stop.signal.addEventListener('abort', () => resolve(null), { once: true })
        if (this.#stop.signal.aborted) resolve(null)
      })
    } finally {
      if (!said.endsWith('yours\n')) socket.destroy()
    }
  }

  end(): void {
    clearTimeout(this.#note)
    clearTimeout(this.#limit)
    this.#signal?.removeEventListener('abort', this.#wake)
  }

  #other(): string {
    const who = this.#holder === null ? '' : ` (process ${this.#holder})`
    return `Another wyndrvr measurement is running on this machine${who}`
  }
}

const WAY_OUT = `${OVERLAP_VARIABLE}=1 in the environment measures all the same.`
