import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Server as NetServer, Socket } from 'node:net'
import { platform } from 'node:os'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { hasDescriptors } from '../host/descriptors.ts'
import { entryPath, isEmbedded } from '../host/entry-path.ts'
import { Admission } from './admission.ts'
import { ConnectionCounts, countTables } from './connection-counts.ts'
import { CLOSE_LIMIT, MAX_WAITING } from './limits.ts'
import type { SessionAsk, SessionReply } from './iperf3/session-messages.ts'
import { boundAddress, listen, listenError } from './listen.ts'
import type { Plan, RunningMode, ServerParts, WorkerPlan } from './mode.ts'
import { PollSlots } from './poll-slots.ts'
import type { PollAsk, PollReply } from './poll-slots.ts'
import { replace } from './replace.ts'
import type { SeatAsk, SeatReply } from './seat-messages.ts'
import type { Served } from './tally.ts'
import type { Traffic } from './traffic.ts'
import type { UdpAsk, UdpReply } from './udp-messages.ts'
import { watchWorker } from './worker-watch.ts'
import type { WorkerUsage } from './usage.ts'

/** Messages to a worker process; a connection's socket is sent along. */
export type ProcessOrder =
  | ({ readonly type: 'start' } & WorkerPlan)
  | { readonly type: 'connection'; readonly id: number; readonly address: string }
  /** Answered when all connections up to that id have arrived, if they do. */
  | { readonly type: 'alive'; readonly id: number }
  | { readonly type: 'close' }
  | PollReply
  | UdpReply
  | SessionReply
  | SeatReply

/** Messages of a worker process; the ids are those of the orders. */
export type ProcessReport =
  | { readonly type: 'ready' }
  | { readonly type: 'taken'; readonly id: number }
  | { readonly type: 'alive'; readonly id: number; readonly hasDescriptors: boolean }
  /** `from`: the addresses of the connections that have ended. */
  | ({ readonly type: 'ended'; readonly from: readonly string[] } & Served)
  | PollAsk
  | ({ readonly type: 'usage' } & WorkerUsage)
  | ({ readonly type: 'traffic' } & Traffic)
  | UdpAsk
  | SessionAsk
  | SeatAsk

/**
 * The largest semi-space of V8's young generation, MiB, of which a process has three. It grows with the number of sessions, and
 * with Node's default of 16 it takes as much memory as all else of 10,000 idle ones.
 */
const YOUNG = '--max-semi-space-size=4'

/** Process mode: this process accepts, and hands each connection to the worker process with the fewest. */
export async function startProcesses(plan: Plan, parts: ServerParts): Promise<RunningMode> {
  const processes = new Processes(plan, parts)
  await processes.start(plan.workers)
  try {
    const server = await listen(
      plan,
      (socket) => processes.take(socket),
      () => parts.warnings.noDescriptors(),
    )
    return {
      address: boundAddress(server),
      warnings: [],
      workers: () => processes.ids(),
      close: async () => closeAll(server, processes),
    }
  } catch (error) {
    await processes.close()
    throw listenError(plan.host, plan.port, error)
  }
}

async function closeAll(server: NetServer, processes: Processes): Promise<void> {
  server.close()
  await processes.close()
}

/** A connection that was admitted. */
interface Accepted {
  readonly socket: Socket
  readonly address: string
}

/** The load of one worker process. */
interface Load {
  connections: number
  /** Connections handed to it and not yet taken, by their ids. */
  readonly onTheWay: Map<number, Accepted>
  /** The id of the last one. */
  handed: number
  /** How many there are of each address. */
  readonly from: Map<string, number>
}

/** The worker processes and their loads; one that dies is replaced. */
class Processes {
  readonly #plan: Plan
  readonly #parts: ServerParts
  readonly #loads = new Map<ChildProcess, Load>()
  readonly #polling = new PollSlots<ChildProcess>((child, reply) => {
    if (child.connected) child.send(reply, () => undefined)
  })
  readonly #starting = new Set<ChildProcess>()
  readonly #waiting: Accepted[] = []
  readonly #admission: Admission
  #closing = false

  constructor(plan: Plan, parts: ServerParts) {
    this.#plan = plan
    this.#parts = parts
    const counts = new ConnectionCounts(countTables(1), 0, plan.limits.caps, plan.secret)
    this.#admission = new Admission(plan.access, counts)
  }

  async start(count: number): Promise<void> {
    try {
      await Promise.all(Array.from({ length: count }, async () => this.#startOne()))
    } catch (error) {
      await this.close()
      throw error
    }
  }

  ids(): readonly number[] {
    return Array.from(this.#loads.keys(), (child) => child.pid ?? 0)
  }

  /** Takes an accepted connection; if no process runs, it waits for one. */
  take(socket: Socket): void {
    socket.on('error', () => undefined)
    const address = this.#admission.take(socket)
    if (address === null) return
    if (this.#loads.size > 0) this.#hand({ socket, address })
    else if (!this.#closing && this.#waiting.length < MAX_WAITING) this.#waiting.push({ socket, address })
    else this.#drop({ socket, address })
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#admission.close()
    for (const accepted of this.#waiting.splice(0)) this.#drop(accepted)
    const children = [...this.#loads.keys(), ...this.#starting]
    await Promise.all(children.map(async (child) => closeOne(child)))
  }

  #hand({ socket, address }: Accepted): void {
    const [first] = [...this.#loads].toSorted(([, a], [, b]) => a.connections - b.connections)
    if (first === undefined) return
    const [child, load] = first
    load.connections += 1
    load.handed += 1
    load.onTheWay.set(load.handed, { socket, address })
    load.from.set(address, (load.from.get(address) ?? 0) + 1)
    // Node does not close a socket that a dying process had not taken, and its client would wait forever. So it stays open
    // here until it is taken.
    const order: ProcessOrder = { type: 'connection', id: load.handed, address }
    child.send(order, socket, { keepOpen: true }, () => undefined)
  }

  #drop({ socket, address }: Accepted): void {
    socket.destroy()
    this.#admission.left(address)
  }

  /** A connection that was handed to a process has ended. */
  #left({ from }: Load, address: string): void {
    const others = (from.get(address) ?? 0) - 1
    if (others > 0) from.set(address, others)
    else from.delete(address)
    this.#admission.left(address)
  }

  async #startOne(): Promise<void> {
    const child = fork(entryPath(import.meta.url, 'process-entry'), {
      // The single executable takes Node's options for words of its own.
      execArgv: isEmbedded(import.meta.url) ? [] : [YOUNG],
      // Shields it from the terminal's Ctrl-C: this process decides when it ends.
      detached: platform() !== 'win32',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#starting.add(child)
    child.on('error', () => undefined)
    child.once('exit', () => this.#starting.delete(child))
    const { limits, secret, access, tls, traffic: reports } = this.#plan
    const order = { type: 'start', limits, secret, access, tls, traffic: reports } satisfies ProcessOrder
    child.send(order, () => undefined)
    const failure = await startFailure(child)
    this.#starting.delete(child)
    if (failure !== null) throw new WyndrvrError('ERR_WYNDRVR_WORKER', failure)
    const load: Load = { connections: 0, onTheWay: new Map(), handed: 0, from: new Map() }
    this.#loads.set(child, load)
    const { tally, udp, sessions, seats, usage, traffic, warnings } = this.#parts
    const name = `Worker process ${child.pid ?? 0}`
    const { workerSilence } = limits
    let hung = false
    const watch = watchWorker(
      workerSilence,
      () => {
        if (!hasDescriptors()) warnings.noDescriptors()
        child.send({ type: 'alive', id: load.handed } satisfies ProcessOrder, () => undefined)
      },
      () => {
        hung = true
        warnings.workerHung(name, workerSilence)
        child.kill('SIGKILL')
      },
    )
    child.on('message', (told: ProcessReport) => {
      watch.answered()
      if (told.type === 'alive') {
        if (!told.hasDescriptors) warnings.noDescriptors()
        for (const address of dropLost(load, told.id)) this.#left(load, address)
      }
      if (told.type === 'taken') {
        load.onTheWay.get(told.id)?.socket.destroy()
        load.onTheWay.delete(told.id)
      }
      if (told.type === 'poll') this.#polling.take(child, told)
      const answer = (reply: UdpReply | SessionReply | SeatReply): unknown =>
        child.connected && child.send(reply, () => undefined)
      if (told.type === 'udp') void udp.take(child, told).then(answer)
      if (told.type === 'session') sessions.take(child, told, answer)
      if (told.type === 'seat') seats.take(child, told, answer)
      if (told.type === 'usage') usage.update(child, told)
      if (told.type === 'traffic') traffic.update(child, told)
      if (told.type !== 'ended') return
      load.connections -= told.connections
      for (const address of told.from) this.#left(load, address)
      tally.add(told)
    })
    child.once('exit', (code, signal) => {
      watch.end()
      if (!this.#closing && !hung) warnings.workerEnded(name, signal ?? `exit code ${code}`)
      this.#loads.delete(child)
      this.#polling.forget(child)
      udp.forget(child)
      sessions.forget(child)
      seats.forget(child)
      usage.forget(child)
      traffic.forget(child)
      for (const [address, count] of load.from) {
        for (let left = count; left > 0; left -= 1) this.#admission.left(address)
      }
      // Nothing was read from them, so another process can serve them.
      for (const { socket } of load.onTheWay.values()) this.take(socket)
      void replace(
        async () => this.#startOne(),
        () => this.#closing,
      )
    })
    for (const accepted of this.#waiting.splice(0)) this.#hand(accepted)
  }
}

/**
 * A process without a file descriptor left does not receive connections. Nothing else reports that.
 * @returns the addresses of what was dropped
 */
function dropLost(load: Load, upTo: number): readonly string[] {
  const lost = [...load.onTheWay].filter(([id]) => id <= upTo)
  for (const [id, { socket }] of lost) {
    load.onTheWay.delete(id)
    load.connections -= 1
    socket.destroy()
  }
  return lost.map(([, { address }]) => address)
}

/** Why a worker process could not start; `null` when it is ready. */
async function startFailure(child: ChildProcess): Promise<string | null> {
  const ready = once(child, 'message').then(() => null)
  const ended = once(child, 'exit').then(
    () => `A worker process ended while it started (${child.signalCode ?? `exit code ${child.exitCode}`}).`,
  )
  try {
    return await Promise.race([ready, ended])
  } catch (error) {
    return `A worker process could not be started: ${messageOf(error)}.`
  }
}

async function closeOne(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.send({ type: 'close' } satisfies ProcessOrder, () => undefined)
  const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT)
  await exited
  clearTimeout(kill)
}
