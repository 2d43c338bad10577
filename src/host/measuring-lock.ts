import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { IpcNetConnectOpts, ListenOptions, Server, Socket, TcpNetConnectOpts } from 'node:net'

import { performance } from './clock.ts'
import { after, clearTimeout, setTimeout, wholeMilliseconds } from './timers.ts'
import { messageOf, systemCodeOf, WyndrvrError } from '../errors.ts'
import { plannedSecondsText } from '../text/time.ts'
import { milliseconds } from '../units.ts'
import { isSet } from './flag-variable.ts'
import { holderAt, isStopped, listenerAt, otherUser } from './lock-holder.ts'

/** The environment variable that lets measurements overlap: `WYNDRVR_OVERLAP=1`. */
export const OVERLAP_VARIABLE = 'WYNDRVR_OVERLAP'

/** The environment variable with the longest wait for other measurements: `WYNDRVR_PATIENCE=1h`. */
export const PATIENCE_VARIABLE = 'WYNDRVR_PATIENCE'

/** The machine's only permission to measure, until it is released. */
export interface MeasuringLock {
  /** Hands it to whoever has waited longest, and resolves when that process has it. Idempotent; never throws. */
  release(): Promise<void>
}

/** How to wait for it. */
export interface LockOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined
  /** Called once with a sentence if the wait is not short, or is for another user. */
  readonly onWait?: ((sentence: string) => void) | undefined
  /** Longest wait (ms). Default: {@link PATIENCE_VARIABLE}, or 10 min. */
  readonly patience?: number | undefined
  /** Where the lock is. Default: the one place of this machine. */
  readonly place?: LockPlace | undefined
}

/** The address that the holder listens on: others find it in use, and a crash frees it. */
export type LockPlace = ListenOptions & (IpcNetConnectOpts | TcpNetConnectOpts)

/** How long (ms) to wait before saying so. */
const SILENCE = 1000

/** How long (ms) the next in line has to take over before the others may try. */
const HANDOVER = 1000

/** How long (ms) a listener on our port may be silent, unless it is stopped: a holder greets at once. */
const GREETING_TIME = 3000

const PATIENCE = 600_000

const GREETING = 'wyndrvr measuring '

/** Whether the environment allows measurements to overlap. */
export function overlapAsked(environment: NodeJS.ProcessEnv): boolean {
  return isSet(environment, OVERLAP_VARIABLE)
}

/**
 * Waits until no other measurement runs on this machine, in this process or another, and takes the lock.
 *
 * The lock is a listening socket, which the kernel closes when its process ends in any way. Waiting processes are
 * connected to it, and know by the end of their connection that it is free. On Linux it has a name in the abstract
 * namespace, which belongs to the network namespace: measurements in different namespaces use different networks.
 * @throws {WyndrvrError} `ERR_WYNDRVR_ABORTED`, `ERR_WYNDRVR_BUSY`, `ERR_WYNDRVR_LISTEN`, `ERR_WYNDRVR_VALUE`
 */
export async function takeMeasuringLock(options: LockOptions = {}): Promise<MeasuringLock> {
  const { signal, onWait, patience = patienceAsked(process.env) } = options
  let place = options.place ?? machinePlace()
  const waiting = new Waiting(signal, patience, onWait)
  let previous: Socket | null = null
  try {
    for (let attempt = 0; ; attempt += 1) {
      // Without patience the lock is still tried once.
      waiting.check(attempt > 0)
      const lock = await take(place)
      previous?.destroy()
      if (lock !== null) return lock
      // The lock was in use, but its holder had gone when this process connected: others come and go quickly.
      if (attempt > 0) await after(Math.min(attempt, 20))
      const turn = await waiting.turn(place)
      previous = turn === 'stranger' ? null : turn
      // Every process that measures finds the same stranger, and goes to the same next place.
      if (turn === 'stranger') place = placeAfter(place)
    }
  } finally {
    previous?.destroy()
    waiting.end()
  }
}

/** The patience that the environment sets, ms. */
function patienceAsked(environment: NodeJS.ProcessEnv): number {
  const asked = environment[PATIENCE_VARIABLE] ?? ''
  return asked === '' ? PATIENCE : milliseconds(/^[\d.]+$/.test(asked) ? `${asked}s` : asked)
}

/** Runs something while holding the measuring lock. */
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

function placeAfter(place: LockPlace): LockPlace {
  return 'port' in place && typeof place.port === 'number' ? { ...place, port: place.port + 1 } : place
}

/** Takes the lock and queues whoever connects; `null` if somebody else holds it. */
async function take(place: LockPlace): Promise<MeasuringLock | null> {
  const line: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined).unref()
    socket.on('close', () => line.splice(line.indexOf(socket), 1))
    socket.write(`${GREETING}${process.pid}\n`)
    line.push(socket.resume())
  })
  try {
    server.listen({ ...place, exclusive: true })
    await once(server, 'listening')
  } catch (error) {
    if (systemCodeOf(error) === 'EADDRINUSE') return null
    const sentence = `The machine-wide lock for measurements is not available: ${messageOf(error)}. ${WAY_OUT}`
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
  // Waits until the next one has taken over: a holder that wants the lock again would be faster than those in line.
  const taken = new AbortController()
  const gone = once(next.ref(), 'close', { signal: taken.signal }).catch(() => undefined)
  next.write('yours\n')
  await Promise.race([gone, after(HANDOVER, undefined, { ref: false })])
  taken.abort()
  for (const socket of line) socket.destroy()
}

/** Who holds the lock; without an id if nobody tells. */
interface Holder {
  readonly pid: number | null
  /** Whose it is, if not this user's. */
  readonly user: string | null
  readonly stopped: boolean
}

/** One wait for the lock, across successive holders. */
class Waiting {
  readonly #signal: AbortSignal | undefined
  readonly #onWait: (sentence: string) => void
  #said = false
  readonly #patience: number
  readonly #until: number
  readonly #note: NodeJS.Timeout
  readonly #stop = new AbortController()
  readonly #limit: NodeJS.Timeout
  /** What the holder says that its process is. */
  #holder: number | null = null
  #place: LockPlace | null = null

  constructor(
    signal: AbortSignal | undefined,
    patience: number,
    onWait: (sentence: string) => void = () => undefined,
  ) {
    this.#signal = signal
    this.#onWait = onWait
    this.#patience = patience
    this.#until = performance.now() + patience
    this.#note = setTimeout(() => this.#say(this.#who()), SILENCE)
    this.#limit = setTimeout(this.#wake, wholeMilliseconds(patience))
    signal?.addEventListener('abort', this.#wake, { once: true })
  }

  readonly #wake = (): void => this.#stop.abort()

  /** Throws if the wait was stopped or, if it was tried, takes too long. */
  check(tried: boolean): void {
    if (this.#signal?.aborted) {
      throw new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The wait for another measurement was stopped.')
    }
    if (tried && performance.now() >= this.#until) {
      throw new WyndrvrError(
        'ERR_WYNDRVR_BUSY',
        `${this.#other(this.#who())}, even after ${plannedSecondsText(this.#patience / 1000)}. ${WAY_OUT}`,
      )
    }
  }

  /**
   * Waits until it is worth trying again.
   * @returns the connection over which the holder handed over, if it did: closing it tells the holder that the try is made;
   * `'stranger'` if another program listens at that place
   */
  async turn(place: LockPlace): Promise<Socket | null | 'stranger'> {
    this.#place = place
    const socket = connect(place)
    let said = ''
    let silence: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve) => {
        socket.on('error', () => undefined).on('close', () => resolve(null))
        silence = setTimeout(() => {
          if (said === '' && isStranger(place)) resolve('stranger')
        }, GREETING_TIME)
        socket.setEncoding('utf8').on('data', (text: string) => {
          said = `${said}${text}`.slice(0, 200)
          if (!said.startsWith(GREETING) && !GREETING.startsWith(said)) return resolve('stranger')
          this.#holder = Number(/^\D+(\d+)\n/.exec(said)?.[1]) || null
          // Its end is not in this user's hands.
          if (this.#holder !== null && !this.#said) this.#sayIfForeign()
          if (said.endsWith('yours\n')) resolve(socket)
        })
        this.#stop.signal.addEventListener('abort', () => resolve(null), { once: true })
        if (this.#stop.signal.aborted) resolve(null)
      })
    } finally {
      clearTimeout(silence)
      if (!said.endsWith('yours\n')) socket.destroy()
    }
  }

  end(): void {
    clearTimeout(this.#note)
    clearTimeout(this.#limit)
    this.#signal?.removeEventListener('abort', this.#wake)
  }

  #sayIfForeign(): void {
    const holder = this.#who()
    if (holder.user !== null) this.#say(holder)
  }

  #say(holder: Holder): void {
    if (this.#said) return
    this.#said = true
    const { pid, user, stopped } = holder
    const ours = user === null
    const advice = stopped && ours ? `continue it with kill -CONT ${pid}, or end it` : 'waiting for it to end'
    this.#onWait(`${this.#other(holder)}: ${advice}.${ours ? '' : ` ${WAY_OUT}`}`)
  }

  #other({ pid, user, stopped }: Holder): string {
    const whose = user === null ? '' : ` of ${user}`
    const where = `on this machine${pid === null ? '' : ` (process ${pid})`}`
    return `Another wyndrvr measurement${whose} is ${stopped ? 'stopped' : 'running'} ${where}`
  }

  #who(): Holder {
    const place = this.#place
    const pid = place === null ? null : holderAt(place, this.#holder)
    const user = place === null ? null : otherUser(place, pid)
    return { pid, user, stopped: pid !== null && isStopped(pid) === true }
  }
}

/** Whether a silent listener is another program. Names outside of ports are ours alone. */
function isStranger(place: LockPlace): boolean {
  if (!('port' in place)) return false
  const pid = listenerAt(place)
  return pid !== null && isStopped(pid) === false
}

const WAY_OUT = `Set ${OVERLAP_VARIABLE}=1 to measure anyway, or give --overlap.`
