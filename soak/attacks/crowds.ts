import { runOurs } from '../../bench/tools/ours.ts'
import { choosePlaces } from '../../bench/tools/places.ts'
import type { Places } from '../../bench/tools/places.ts'
import { PLAIN_SERVER, roundTripsOf, servesIperf3, startIperf3 } from '../others.ts'
import { medianOf } from '../../src/stats/paired.ts'
import { pause } from '../pause.ts'
import { drop, openCrowd, trickle } from '../swarm.ts'
import { holding, settled, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { ALL_MODES } from '../types.ts'
import type { Attack, Bout, Outcome } from '../types.ts'

const CROWD = 1000

/** How much longer a good client's median may be beside a crowd. */
const MOST = 0.2

/** The part of a crowd that must still be there in the end: a sequential server serves one of it, and drops it. */
const MOST_OF_IT = 0.99

/** Of each of the good client's measurements. */
const PROBES = 10_000

/** Each measures the good client alone, alone once more as a control, and beside a crowd. */
const ROUNDS = { short: 2, full: 3 }

/** So that each comes first, second and last equally often: the machine may get slower or faster. */
const ORDERS: readonly (readonly Arm[])[] = [
  ['alone', 'crowd', 'control'],
  ['control', 'alone', 'crowd'],
  ['crowd', 'control', 'alone'],
]

type Arm = 'alone' | 'control' | 'crowd'

const GOAL = "a good client's median round trip at most 20 % longer"

/** Connections that say nothing. */
export const silent: Attack = {
  name: 'silent',
  title: () => `${CROWD} silent connections`,
  goal: GOAL,
  modes: ALL_MODES,
  isInShort: false,
  run: async (bout) => beside(bout, ''),
  others: [
    { name: 'iperf3 -s', run: besideIperf3 },
    { name: PLAIN_SERVER.name, run: besidePlain },
  ],
}

/** Connections that say a line, one byte a second. */
export const slow: Attack = {
  name: 'slow',
  title: () => `${CROWD} connections that send one byte a second`,
  goal: GOAL,
  modes: ALL_MODES,
  isInShort: false,
  run: async (bout) => beside(bout, 'WYNDRVR/2 {"role":"control"}'),
}

/**
 * With one worker, which the crowd and the good client share. With two, the good client would get another one from time to time,
 * which may not busy-poll while the first one keeps its slot, and that changes the median more than any crowd. The server and the
 * good client are placed as in a comparison, because a round trip on one CPU takes half as long as one between two.
 */
async function beside(bout: Bout, text: string): Promise<Outcome> {
  const chosen = choosePlaces()
  const places = typeof chosen === 'string' ? null : chosen
  await using target = await startTarget(bout, ['--workers', '1'], { places })
  const before = await settled(target)
  return await compared(bout, {
    measure: async () => roundTripTo(target, places, bout),
    open: async () => {
      const peers = await openCrowd(target.address, CROWD)
      const stop = trickle(peers, text)
      return async () => {
        stop()
        const { descriptors } = await holding(target)
        const left = descriptors - before.descriptors
        await drop(peers)
        if (left < CROWD * MOST_OF_IT)
          throw new Error(`The server kept only ${left} of the ${CROWD} connections.`)
      }
    },
  })
}

/** The good client's median round trip, ms. */
async function roundTripTo(target: Target, places: Places | null, { signal }: Bout): Promise<number> {
  const words = ['--test', 'latency', '--count', String(PROBES), '--overlap']
  const [latency] = await runOurs(target, words, { seconds: 30, signal, places }, 'latency')
  return latency?.p50 ?? Infinity
}

async function besidePlain(bout: Bout): Promise<Outcome> {
  await using server = await PLAIN_SERVER.start(bout.signal)
  const outcome = await compared(bout, {
    measure: async () => roundTripsOf(server.address, PROBES / 2),
    open: async () => {
      const peers = await openCrowd(server.address, CROWD)
      return async () => drop(peers)
    },
  })
  return { ...outcome, isMet: null }
}

async function besideIperf3({ signal }: Bout): Promise<Outcome> {
  await using server = await startIperf3(signal)
  const peers = await openCrowd(server.address, 1)
  const served = await servesIperf3(server.address.port, signal)
  await drop(peers)
  return { measured: `with one silent connection, a client is ${served ? '' : 'not '}served`, isMet: null }
}

/** How a good client is measured, with a crowd or without. */
interface Scene {
  /** Its median round trip, ms. */
  readonly measure: () => Promise<number>
  /** Opens a crowd. Returns what closes it. */
  readonly open: () => Promise<() => Promise<void>>
}

/** Compares the medians of each round. A control that changes more than the crowd may leaves nothing to judge. */
async function compared({ isShort }: Bout, scene: Scene): Promise<Outcome> {
  const rounds: Record<Arm, number>[] = []
  let longest = 0
  for (let round = 0; round < (isShort ? ROUNDS.short : ROUNDS.full); round += 1) {
    const medians: Record<Arm, number> = { alone: 0, control: 0, crowd: 0 }
    for (const arm of ORDERS[round % ORDERS.length] ?? []) {
      const close = arm === 'crowd' ? await scene.open() : null
      const startedAt = performance.now()
      medians[arm] = await scene.measure()
      if (close !== null) longest = Math.max(longest, (performance.now() - startedAt) / 1000)
      await close?.()
      await pause(100)
    }
    rounds.push(medians)
  }
  const change = spreadOf(rounds.map(({ alone, control, crowd }) => crowd / Math.sqrt(alone * control) - 1))
  const control = spreadOf(rounds.map((round) => round.control / round.alone - 1))
  const alone = spreadOf(rounds.map((round) => Math.sqrt(round.alone * round.control)))
  const crowd = spreadOf(rounds.map((round) => round.crowd))
  return {
    measured:
      `${us(alone.median)} alone, ${us(crowd.median)} beside them: ${spreadText(change)}; ` +
      `control ${spreadText(control)}; a run beside them took at most ${longest.toFixed(1)} s`,
    isMet: Math.abs(control.median) > MOST ? null : change.median <= MOST,
  }
}

interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (place: number): number => sorted[place] ?? Infinity
  return { median: medianOf(values) ?? Infinity, least: at(0), most: at(sorted.length - 1) }
}

function spreadText({ median, least, most }: Spread): string {
  return `${percent(median)} % (${percent(least)} to ${percent(most)} %)`
}

function percent(share: number): string {
  const text = (share * 100).toFixed(0)
  return text.startsWith('-') || text === '0' ? text.replace(/^-0$/, '0') : `+${text}`
}

function us(milliseconds: number): string {
  return `${(milliseconds * 1000).toFixed(0)} µs`
}
