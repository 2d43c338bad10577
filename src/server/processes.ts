import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Server as NetServer, Socket } from 'node:net'

import { WyndrvrError } from '../errors.ts'
import { entryPath } from '../entry.ts'
import { CLOSE_GRACE } from './limits.ts'
import type { Limits } from './limits.ts'
import { boundAddress, listen, listenError } from './listen.ts'
import type { Plan, RunningMode } from './mode.ts'

/** What the parent tells a worker process; a connection's socket comes with its message. */
export type ProcessOrder =
  | { readonly type: 'start'; readonly limits: Limits }
  | { readonly type: 'connection' }
  | { readonly type: 'close' }

/** What a worker process tells its parent. */
export type ProcessReport = { readonly type: 'ready' | 'ended' }

/** Process mode: this process accepts, and hands each connection to the worker process that has fewest. */
export async function startProcesses(plan: Plan): Promise<RunningMode> {
  const processes = new Processes(plan.limits)
  await processes.start(plan.workers)
  try {
    const server = await listen(plan, (socket) => processes.hand(socket))
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

/** The worker processes and how many connections each has; one that dies is replaced. */
class Processes {
  readonly #limits: Limits
  readonly #connections = new Map<ChildProcess, number>()
  readonly #starting = new Set<ChildProcess>()
  #closing = false

  constructor(limits: Limits) {
    this.#limits = limits
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
    return Array.from(this.#connections.keys(), (child) => child.pid ?? 0)
  }

  hand(socket: Socket): void {
    socket.on('error', () => undefined)
    const [first] = [...this.#connections].toSorted(([, a], [, b]) => a - b)
    if (first === undefined) {
      socket.destroy()
      return
    }
    const [child] = first
    this.#count(child, 1)
    child.send({ type: 'connection' } satisfies ProcessOrder, socket, (error) => {
      if (error) socket.destroy()
    })
  }

  async close(): Promise<void> {
    this.#closing = true
    const children = [...this.#connections.keys(), ...this.#starting]
    await Promise.all(children.map(async (child) => closeOne(child)))
  }

  async #startOne(): Promise<void> {
    const child = fork(entryPath(import.meta.url, 'process-entry'), {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#starting.add(child)
    child.on('error', () => undefined)
    child.once('exit', () => this.#starting.delete(child))
    child.send({ type: 'start', limits: this.#limits } satisfies ProcessOrder, () => undefined)
    const [ready] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])])
    this.#starting.delete(child)
    if (ready === null) {
      throw new WyndrvrError(
        'ERR_WYNDRVR_WORKER',
        `A worker process ended while it started (exit code ${child.exitCode}).`,
      )
    }
    this.#connections.set(child, 0)
    child.on('message', () => this.#count(child, -1))
    child.once('exit', () => {
      this.#connections.delete(child)
      if (!this.#closing) this.#startOne().catch(() => undefined)
    })
  }

  #count(child: ChildProcess, change: number): void {
    const count = this.#connections.get(child)
    if (count !== undefined) this.#connections.set(child, count + change)
  }
}

async function closeOne(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.send({ type: 'close' } satisfies ProcessOrder, () => undefined)
  const kill = setTimeout(() => child.kill('SIGKILL'), CLOSE_GRACE + 300)
  await exited
  clearTimeout(kill)
}
