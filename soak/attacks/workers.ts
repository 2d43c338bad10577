import { connectControl, transfer } from '../../__tests__/support/peers/native-peer.ts'
import type { NativePeer } from '../../__tests__/support/peers/native-peer.ts'
import { pause, within } from '../pause.ts'
import { serves, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import type { Attack } from '../types.ts'

const KILLS = { short: 4, full: 40 }

/** Downloads that keep the workers busy. */
const LOAD = 4

/** Workers that die under load. */
export const killedWorkers: Attack = {
  name: 'workers',
  title: (isShort) => `kill -9 of a worker under load, ${isShort ? KILLS.short : KILLS.full} times`,
  goal: 'another worker takes its place, and clients are served within 5 s, each time',
  modes: ['process'],
  isInShort: true,
  run: async (bout) => {
    await using target = await startTarget(bout, ['--workers', '2'])
    await serves(target)
    const stopped = new AbortController()
    const load = Array.from({ length: LOAD }, async () => keepLoading(target, stopped.signal))
    const times: number[] = []
    const kills = bout.isShort ? KILLS.short : KILLS.full
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        const [victim] = workersOf(target).slice(kill % 2)
        if (victim === undefined) throw new Error('The server has no worker.')
        const started = performance.now()
        process.kill(victim, 'SIGKILL')
        await within(20_000, replaced(target, victim), `Worker ${victim} was not replaced`)
        await serves(target)
        times.push(performance.now() - started)
      }
    } finally {
      stopped.abort()
      await Promise.all(load)
    }
    const slowest = Math.max(...times)
    return {
      measured: `served again after at most ${(slowest / 1000).toFixed(2)} s, ${times.length} of ${kills} times`,
      isMet: slowest <= 5000,
    }
  },
}

/** How long (ms) a worker may be silent, and how long its successor may take to start. */
const SILENCE = 10_000
const START = 5000

/** A worker that hangs. */
export const hungWorker: Attack = {
  name: 'hung',
  title: () => 'a worker that is stopped with SIGSTOP',
  goal: `another worker takes its place within ${(SILENCE + START) / 1000} s, and serves its clients`,
  modes: ['process'],
  isInShort: false,
  run: async (bout) => {
    await using target = await startTarget(bout, ['--workers', '2'])
    await serves(target)
    const [victim] = workersOf(target)
    if (victim === undefined) throw new Error('The server has no worker.')
    process.kill(victim, 'SIGSTOP')
    const started = performance.now()
    const replacedAfter = async (): Promise<number> => {
      await within(2 * (SILENCE + START), replaced(target, victim), `Worker ${victim} was not replaced`)
      return performance.now() - started
    }
    // The first of these lands at the worker that hangs, and is served by its successor.
    const [spent] = await Promise.all([replacedAfter(), serves(target), serves(target)])
    return {
      measured: `replaced after ${(spent / 1000).toFixed(1)} s; others served`,
      isMet: spent <= SILENCE + START,
    }
  },
}

/** The processes that the server started, without what these start. */
function workersOf(target: Target): readonly number[] {
  return target.pids().slice(1)
}

async function replaced(target: Target, victim: number): Promise<void> {
  for (;;) {
    const workers = workersOf(target)
    if (!workers.includes(victim) && workers.length === 2) return
    await pause(10)
  }
}

async function keepLoading(target: Target, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let peer: NativePeer | undefined
    const stop = (): void => void peer?.raw.close()
    signal.addEventListener('abort', stop)
    try {
      peer = await connectControl(target.address)
      await peer.say(transfer('download', { bytes: null, seconds: 3600, rate: 100_000_000 }))
      while (!signal.aborted) await peer.raw.receiveBytes(16_384)
    } catch {
      // Its worker was killed: it comes again.
      await pause(20)
    } finally {
      signal.removeEventListener('abort', stop)
      await peer?.raw.close()
    }
  }
}
