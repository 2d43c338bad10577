import { readdirSync, readFileSync } from 'node:fs'

import { connectControl } from '../__tests__/support/peers/native-peer.ts'
import { startOurs } from '../bench/tools/ours.ts'
import type { OurServer } from '../bench/tools/ours.ts'
import type { Places } from '../bench/tools/places.ts'
import { allProcesses, processFacts, processTree } from '../bench/tools/proc.ts'
import { Gauge } from './gauge.ts'
import type { Gauged } from './gauge-words.ts'
import { FairClock, pause, within } from './pause.ts'
import type { Bout } from './types.ts'

/** How soon (ms) a server must have freed what an attack took. */
const BACK_WITHIN = 5000

/** How long (ms) a healthy server may take to serve a client on a busy machine. */
const PATIENCE = 30_000

/** A server under attack. Disposing of it stops it. */
export interface Target extends OurServer {
  readonly address: { readonly host: string; readonly port: number }
  /** The ids of its processes. */
  readonly pids: () => readonly number[]
  /** `null` if nothing in its threads is gauged. */
  readonly gauge: Gauge | null
}

/** What a server holds, summed over its processes and threads. */
export interface Holding {
  readonly descriptors: number
  readonly threads: number
  /** 0 if they are not gauged. */
  readonly timers: number
}

/** How a server is started. */
interface TargetOptions {
  /** What is gauged in its threads. */
  readonly gauged?: Gauged | null
  readonly places?: Places | null
}

/** Starts the built server on a free port of loopback. */
export async function startTarget(
  { mode, signal }: Bout,
  words: readonly string[] = [],
  { gauged = null, places = null }: TargetOptions = {},
): Promise<Target> {
  const gauge = gauged && new Gauge(gauged)
  const server = await startOurs(signal, ['--mode', mode, ...words], places, gauge?.env)
  return {
    ...server,
    address: { host: '127.0.0.1', port: server.port },
    pids: () => processTree(server.pid, allProcesses()),
    gauge,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      gauge?.[Symbol.dispose]()
    },
  }
}

/** Throws unless a client is served. */
export async function serves({ address }: Target): Promise<void> {
  const served = async (): Promise<void> => {
    await using client = await connectControl(address)
    await client.probed()
  }
  await within(PATIENCE, served(), 'A good client was not served')
}

/** What a server holds when it has served its first client. */
export async function settled(target: Target): Promise<Holding> {
  await serves(target)
  // The server learns a moment later that its client has left.
  await pause(300)
  return holding(target)
}

/** The open descriptors, threads and timers of a server. */
export async function holding({ pids, gauge }: Target): Promise<Holding> {
  const ids = pids()
  const sum = (what: string): number =>
    ids.reduce((total, pid) => total + entriesOf(`/proc/${pid}/${what}`), 0)
  const { timers = 0 } = (await gauge?.ask(ids)) ?? {}
  return { descriptors: sum('fd'), threads: sum('task'), timers }
}

/** Whether a server has freed in time what it held during an attack, as the page has it. */
export interface Back {
  readonly isBack: boolean
  readonly text: string
}

/** Waits until a server holds no more than before. */
export async function backTo(before: Holding, target: Target): Promise<Back> {
  using clock = new FairClock()
  for (;;) {
    const now = await holding(target)
    const { spent } = clock
    const more = (['descriptors', 'threads', 'timers'] as const)
      .filter((what) => now[what] > before[what])
      .map((what) => `${now[what] - before[what]} ${what}`)
    if (more.length === 0) return { isBack: true, text: `all back after ${(spent / 1000).toFixed(1)} s` }
    if (spent > BACK_WITHIN)
      return { isBack: false, text: `${more.join(' and ')} not back after ${BACK_WITHIN / 1000} s` }
    await pause(50)
  }
}

/** Resident memory of a server's processes, bytes. */
export function residentOf({ pids }: Target): number {
  const sizes = pids().map((pid) => {
    const text = readOrEmpty(`/proc/${pid}/status`)
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** CPU time of a server's processes and of those that they started and that have ended, seconds. */
export function cpuOf({ pids }: Target): number {
  const all = pids().map(processFacts)
  return all.reduce((sum, { cpu, childrenCpu }) => sum + cpu + childrenCpu, 0)
}

function entriesOf(folder: string): number {
  try {
    return readdirSync(folder).length
  } catch {
    // The process has ended.
    return 0
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
