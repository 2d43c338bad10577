import type { Readable, Writable } from 'node:stream'

import { usageError } from '../check.ts'
import { openConnection } from '../client/connection.ts'
import type { QueuePlace } from '../client/wire/client-greeting.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import { performance } from '../host/clock.ts'
import { hostFacts } from '../host/host-facts.ts'
import { Placer } from '../host/placer.ts'
import { sleepUntil } from '../host/sleep-until.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { AGENT_VERSION, agentLine, ALIVE_INTERVAL, MOST_ORDER, orderSchema } from '../protocol/agent.ts'
import type { AgentGreeting, AgentOrder, AgentReport, MeasuringOrder } from '../protocol/agent.ts'
import { readJson } from '../protocol/native.ts'
import { VERSION } from '../version.ts'
import { localClient } from './any-client.ts'
import type { LocalClient } from './any-client.ts'
import { BoundedLines } from './bounded-lines.ts'
import { perform } from './perform.ts'

/**
 * Carries out the orders that arrive, until the input ends. Then it stops what is running and closes its connections.
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` for a line that is not an order
 */
export async function serveAgent(input: Readable, output: Writable): Promise<void> {
  const say = (line: AgentGreeting | AgentReport): void => void output.write(agentLine(line))
  const orders = new Orders(say)
  say({ agent: AGENT_VERSION, version: VERSION, host: hostFacts() })
  const alive = setInterval(() => say({ report: 'alive' }), ALIVE_INTERVAL).unref()
  try {
    await new Promise<void>((resolve, reject) => {
      const lines = new BoundedLines(
        MOST_ORDER,
        (line) => {
          try {
            orders.take(readJson(orderSchema, line, 'order'))
          } catch (error) {
            reject(error)
          }
        },
        () => reject(new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `An order has more than ${MOST_ORDER} bytes.`)),
      )
      input.on('data', (bytes: Buffer) => lines.take(bytes))
      for (const end of ['end', 'close', 'error']) input.once(end, () => resolve())
      // Nobody reads the reports any more.
      output.on('error', () => resolve())
    })
  } finally {
    clearInterval(alive)
    input.destroy()
    await orders.end()
  }
}

/** A connection that an order opened, or is opening. */
interface Opened {
  readonly stop: AbortController
  readonly client: Promise<LocalClient>
  /** Has the measurement begin that waits, at a time; `null` if none waits. */
  begin: ((at: number) => void) | null
}

type Results = Partial<Omit<Extract<AgentReport, { report: 'done' }>, 'report' | 'id'>>

/** The orders of one agent, and the connections that they opened. */
class Orders {
  readonly #tell: (report: AgentReport) => void
  readonly #connections = new Map<number, Opened>()
  #placer: Placer | null = null

  constructor(tell: (report: AgentReport) => void) {
    this.#tell = tell
  }

  /** Carries out an order, beside those that are running. Never throws. */
  take(order: AgentOrder): void {
    void this.#carryOut(order).then(this.#tell)
  }

  /** Stops what is running, and closes the connections. Never throws. */
  async end(): Promise<void> {
    const all = [...this.#connections.values()]
    for (const { stop } of all) stop.abort()
    await Promise.all(all.map(async ({ client }) => (await client.catch(() => null))?.close()))
    this.#placer?.[Symbol.dispose]()
  }

  async #carryOut(order: AgentOrder): Promise<AgentReport> {
    const { id } = order
    try {
      return { report: 'done', id, ...(await this.#results(order)), ...this.#placer?.entry }
    } catch (error) {
      const { code, measurements } = error instanceof WyndrvrError ? error : OTHER
      return {
        report: 'failed',
        id,
        code,
        message: messageOf(error),
        measurements: [...measurements],
      }
    }
  }

  async #results(order: AgentOrder): Promise<Results> {
    switch (order.order) {
      case 'connect':
        return this.#connect(order)
      case 'clock':
        return { time: performance.now() }
      case 'abort':
        this.#connections.get(order.connection)?.stop.abort()
        return {}
      case 'close':
        return this.#close(order.connection)
      case 'begin':
        return this.#begin(order.connection, order.at)
      case 'pathMtu':
        return { pathMtu: await (await this.#opened(order.connection).client).pathMtu() }
      case 'latency':
      case 'download':
      case 'upload':
      case 'bidirectional':
      case 'udpDownload':
      case 'udpUpload':
      case 'udpBidirectional':
      case 'udpCapacity':
      case 'loadedLatency':
      case 'connectRate':
      case 'underLoad':
        return this.#measure(order)
    }
  }

  async #connect(order: Extract<AgentOrder, { order: 'connect' }>): Promise<Results> {
    const { id, options, placement, waiting } = order
    if (placement !== undefined) this.#placer ??= new Placer(placement)
    const stop = new AbortController()
    const onWaiting = ({ place, of }: QueuePlace): void => this.#tell({ report: 'waiting', id, place, of })
    const told = { ...options, signal: stop.signal, ...(waiting === true && { onWaiting }) }
    const client = openConnection(told).then(localClient)
    this.#connections.set(id, { stop, client, begin: null })
    try {
      const { target, server, roundTrip } = await client
      return { target, server, roundTrip }
    } catch (error) {
      this.#connections.delete(id)
      throw error
    }
  }

  async #close(connection: number): Promise<Results> {
    const opened = this.#connections.get(connection)
    this.#connections.delete(connection)
    await (await opened?.client)?.close()
    return {}
  }

  #opened(connection: number): Opened {
    const opened = this.#connections.get(connection)
    if (opened === undefined) throw usageError(`No order with the id ${connection} opened a connection.`)
    return opened
  }

  async #measure(order: MeasuringOrder): Promise<Results> {
    const opened = this.#opened(order.connection)
    const client = await opened.client
    this.#placer?.client(order.order === 'latency' ? 'latency' : 'transfers')
    let time = performance.now()
    const gate = async (): Promise<void> => {
      await this.#told(opened, order.id)
      time = performance.now()
    }
    client.hold(order.waits === true ? gate : null)
    const measurements = [...(await perform(client, order, this.#tell))]
    return { measurements, time }
  }

  /** Reports that a measurement is ready, and waits until it is told to begin, or is stopped. */
  async #told(opened: Opened, id: number): Promise<void> {
    const { signal } = opened.stop
    const at = await new Promise<number>((resolve) => {
      opened.begin = resolve
      signal.addEventListener('abort', () => resolve(0), { once: true })
      if (signal.aborted) resolve(0)
      else this.#tell({ report: 'ready', id })
    })
    opened.begin = null
    await sleepUntil(at, signal)
  }

  #begin(connection: number, at: number): Results {
    const { begin } = this.#opened(connection)
    if (begin === null)
      throw usageError(`Nothing waits to begin on the connection of the order ${connection}.`)
    const left = at - performance.now()
    if (left > LONGEST_WAIT)
      throw usageError(`A measurement cannot begin in ${left} ms: the most is ${LONGEST_WAIT}.`)
    begin(at)
    return {}
  }
}

/** An error that is not one of ours. */
const OTHER = { code: 'ERR_WYNDRVR_WORKER', measurements: [] } as const

/** The longest time (ms) until a measurement begins. */
const LONGEST_WAIT = 60_000
