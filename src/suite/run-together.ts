import type { AnyClient, Begin } from '../agent/any-client.ts'
import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { checkWhole } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import { performance } from '../host/clock.ts'
import type { HostFacts, Measurement, Together, TogetherStart } from '../results/types.ts'
import { refusePid } from './concurrent.ts'
import type { ClientResult, ConcurrentRun, ConcurrentSuite } from './concurrent.ts'
import type { PlannedStep } from './kinds.ts'
import type { SuiteListener } from './listener.ts'
import { planSuite } from './plan.ts'
import { runPlannedSuite } from './suite.ts'

/** What clients in several places measured. */
export interface TogetherResult {
  readonly results: readonly ClientResult[]
  readonly together: Together
}

/** The most places of one run. */
const MOST_PLACES = 100

/** Time (ms) from the order to begin until the beginning, beyond the longest round trip to any of the agents. */
const NOTICE = 50

/**
 * Runs the suite from several places at once: an agent in each, which begin every test at the same time.
 * @param places the words of the command that runs each agent
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export async function runTogether(
  places: readonly (readonly string[])[],
  suite: ConcurrentSuite,
  { planned = planSuite(suite), signal, listener = {} }: ConcurrentRun = {},
): Promise<TogetherResult> {
  checkWhole('the number of places', places.length, 1, MOST_PLACES)
  if (places.length > 1) refusePid(suite)
  const meeting = new Meeting(places.length)
  const hosts = new Map<number, HostFacts>()
  const numbered = (client: number): SuiteListener => ({
    onConnect: (target, begun) => {
      hosts.set(client, begun.environment.client)
      listener.onConnect?.(target, begun)
    },
    ...(listener.onInterval && {
      onInterval: (interval) => listener.onInterval?.({ ...interval, client }),
    }),
    onMeasurement: (measurement) => listener.onMeasurement?.({ ...measurement, client }),
  })
  const stop = new AbortController()
  const signals = [stop.signal, ...(signal ? [signal] : [])]
  const runOne = async (from: readonly string[], client: number): Promise<ClientResult> => {
    const options = { ...suite, from, signal: AbortSignal.any(signals), listener: numbered(client) }
    const gate = async (one: AnyClient, { test }: PlannedStep): Promise<void> => {
      if (one.target.mode === 'sequential') throw servesOne(one.target)
      await meeting.gather(client)
      one.away?.meetBefore(async () => meeting.begin(client, one, test))
    }
    try {
      const { document, error } = await runPlannedSuite(options, planned, { gate })
      const measurements = document.measurements.map((one): Measurement => ({ ...one, client }))
      return {
        client,
        document: { ...document, measurements },
        error: error && { code: error.code, message: error.message },
      }
    } catch (error) {
      // An option that the server's dialect does not have, or a listener that threw, ends all of them.
      stop.abort()
      throw error
    } finally {
      // The others do not wait for a client that has ended.
      meeting.leave(client)
    }
  }
  const running = places.map(async (from, index) => runOne(from, index + 1))
  await Promise.allSettled(running)
  const results = await Promise.all(running)
  const clients = places.map((from, index) => ({
    client: index + 1,
    from,
    host: hosts.get(index + 1) ?? null,
  }))
  return { results, together: { clients, starts: meeting.starts } }
}

/** A client that waits for the others. */
interface Waiting {
  /** It goes on with the test. */
  readonly goOn: () => void
  /** It has prepared the test, and is to begin; `null` if it has yet to prepare it. */
  readonly ready: Ready | null
}

interface Ready {
  readonly client: AnyClient
  readonly test: string
  readonly resolve: (begin: Begin) => void
  readonly reject: (error: unknown) => void
}

/** When a client began, by this process's clock, ms. */
interface Begun {
  readonly at: number
  readonly error: number
}

/**
 * Where clients wait for each other: before each test, and when all have prepared it. Preparing takes each a different time: it
 * opens streams, asks kernels, and exchanges datagrams.
 */
class Meeting {
  readonly #starts: { readonly test: string; readonly begun: Begun[] }[] = []
  readonly #waiting = new Map<number, Waiting>()
  #parties: number

  constructor(parties: number) {
    this.#parties = parties
  }

  /** How far apart the clients began each test. */
  get starts(): readonly TogetherStart[] {
    return this.#starts.flatMap(({ test, begun }) => {
      if (begun.length === 0) return []
      const times = begun.map(({ at }) => at)
      const errors = begun.map(({ error }) => error).toSorted((a, b) => b - a)
      const [largest = 0, next = 0] = errors
      const apart = Math.max(...times) - Math.min(...times)
      return [{ test, clients: begun.length, apart, error: largest + next }]
    })
  }

  /** Waits until all clients are at the same test. */
  async gather(number: number): Promise<void> {
    await new Promise<void>((goOn) => this.#wait(number, { goOn, ready: null }))
  }

  /** Waits until all clients have prepared the test. Resolves with the time at which they begin. */
  async begin(number: number, client: AnyClient, test: string): Promise<Begin> {
    return new Promise((resolve, reject) => {
      this.#wait(number, { goOn: () => undefined, ready: { client, test, resolve, reject } })
    })
  }

  /** One client fewer. */
  leave(number: number): void {
    this.#waiting.delete(number)
    this.#parties -= 1
    this.#goOnIfComplete()
  }

  #wait(number: number, waiting: Waiting): void {
    this.#waiting.set(number, waiting)
    this.#goOnIfComplete()
  }

  #goOnIfComplete(): void {
    if (this.#waiting.size === 0 || this.#waiting.size < this.#parties) return
    const all = [...this.#waiting]
    const ready = all.flatMap(([, one]) => one.ready ?? [])
    // One whose test ended before it was ready waits for the next test already.
    for (const [number, one] of all)
      if (ready.length === 0 || one.ready !== null) this.#waiting.delete(number)
    if (ready.length > 0) void this.#begin(ready)
    else for (const [, one] of all) one.goOn()
  }

  async #begin(ready: readonly Ready[]): Promise<void> {
    const begun: Begun[] = []
    this.#starts.push({ test: ready[0]?.test ?? '', begun })
    const offsets = await Promise.all(
      ready.map(async ({ client, reject }) => {
        try {
          return (await client.away?.compareClocks()) ?? null
        } catch (error) {
          // Its next order fails, too. The others begin without it.
          reject(error)
          return null
        }
      }),
    )
    const slowest = Math.max(0, ...offsets.map((offset) => offset?.slowest ?? 0))
    const at = performance.now() + NOTICE + slowest
    for (const [index, { resolve }] of ready.entries()) {
      const offset = offsets[index]
      if (offset == null) continue
      const { ahead, error } = offset
      resolve({ at: at + ahead, onBegan: (time) => begun.push({ at: time - ahead, error }) })
    }
  }
}

function servesOne(server: HostPort): WyndrvrError {
  const sentence = `${formatHostPort(server)} serves one client at a time, and several are to measure together. Start it in a mode other than sequential.`
  return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}
