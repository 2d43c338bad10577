import * as v from 'valibot'

import { usageError } from '../check.ts'
import { Guarded } from '../client/guarded.ts'
import { namedToken } from '../client/named-token.ts'
import { CONNECT_TIMEOUT, CONNECTION_OPTIONS } from '../client/connection.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import type { PlacementOption } from '../host/placement.ts'
import type { MeasuringOrder } from '../protocol/agent.ts'
import type { HostFacts, Measurement, PathMtu, Placement, Target } from '../results/types.ts'
import { timeoutOf } from '../units.ts'
import type { AgentProcess, Progress } from './agent-process.ts'
import type { Begin, Meet } from './any-client.ts'
import { LONGEST_ANSWER, longestMeasurement, longestOrder } from './longest-order.ts'

/** Where the agent connects to, and where it runs. */
export interface AgentOptions extends ConnectionOptions {
  readonly placement?: PlacementOption | undefined
}

/** What an order has beside its name and connection. */
export type OrderExtra = Partial<Pick<MeasuringOrder, 'direction'>>

/** What a listener is called with: the interval, and the part of the measurement that it is of. */
export type HeardSchemas = readonly [interval: v.GenericSchema, of: v.GenericSchema]

/** A connection of an agent. */
export class AgentSession {
  readonly target: Target
  readonly server: HostFacts | null
  /** Round-trip time (ms), in a dialect without probes; else `null`. */
  readonly roundTrip: number | null
  readonly #agent: AgentProcess
  readonly #connection: number
  readonly #options: AgentOptions
  readonly #signal: AbortSignal | undefined
  #placement: Placement | null
  #meet: Meet | null = null
  #closing: Promise<void> | null = null

  /** Has the agent connect. */
  static async open(agent: AgentProcess, options: AgentOptions): Promise<AgentSession> {
    const { signal, placement = 'none', onWaiting } = options
    agent.allowSilence(timeoutOf(options.timeout ?? CONNECT_TIMEOUT))
    const place = placement === 'none' ? {} : { placement }
    const queued = new Guarded(onWaiting ?? ignore, () => abort())
    const { id, done } = agent.order(
      { order: 'connect', options: sent(options), ...place, ...(onWaiting && { waiting: true }) },
      longestOrder(options),
      (report) => {
        if (report.report === 'waiting') queued.tell({ place: report.place, of: report.of })
      },
    )
    const abort = (): void => abortConnection(agent, id)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted) abort()
    try {
      const { target, server = null, roundTrip = null, placement: placed = null } = await done
      if (target === undefined) throw await agent.broken('connected without a target')
      return new AgentSession(agent, id, options, { target, server, roundTrip, placed })
    } finally {
      signal?.removeEventListener('abort', abort)
      queued.end()
    }
  }

  private constructor(
    agent: AgentProcess,
    connection: number,
    options: AgentOptions,
    opened: Pick<AgentSession, 'target' | 'server' | 'roundTrip'> & { readonly placed: Placement | null },
  ) {
    this.target = opened.target
    this.server = opened.server
    this.roundTrip = opened.roundTrip
    this.#agent = agent
    this.#connection = connection
    this.#options = options
    this.#signal = options.signal
    this.#placement = opened.placed
    this.#signal?.addEventListener('abort', this.#abort, { once: true })
    if (this.#signal?.aborted) this.#abort()
  }

  /** The CPUs of the agent so far; `null` if it was not to place itself. */
  get placement(): Placement | null {
    return this.#placement
  }

  /** Has the next measurement wait before its first packet. */
  meetBefore(meet: Meet): void {
    this.#meet = meet
  }

  /**
   * Has the agent measure.
   * @param given the options. Those that are listeners stay here; the agent is told to report instead
   */
  async measure(
    order: MeasuringOrder['order'],
    given: object,
    schemas: HeardSchemas,
    extra: OrderExtra = {},
  ): Promise<readonly Measurement[]> {
    const { onProbe, onInterval, ...options }: Listeners = given
    const meet = this.#meet
    this.#meet = null
    const longest = longestOrder(this.#options, longestMeasurement(order, options))
    // It also waits for the others, each of which may take as long.
    const most = meet === null ? longest : 2 * longest
    const request = {
      order,
      connection: this.#connection,
      options,
      ...(onProbe && { probes: true }),
      ...(onInterval && { intervals: true }),
      ...(meet && { waits: true }),
      ...extra,
    }
    const probe = new Guarded(onProbe ?? ignore, this.#abort)
    const interval = new Guarded(onInterval ?? ignore, this.#abort)
    let onBegan: Begin['onBegan'] = ignore
    const begin = async (): Promise<void> => {
      if (meet === null) return
      const { at, ...begun } = await meet()
      onBegan = begun.onBegan
      await this.#agent.order({ order: 'begin', connection: this.#connection, at }, LONGEST_ANSWER).done
    }
    const hear = (report: Progress): void => {
      if (report.report === 'ready') begin().catch(this.#abort)
      else if (report.report === 'probes')
        for (const [number, count, rtt] of report.probes) probe.tell({ number, count, rtt })
      else if (
        report.report === 'interval' &&
        v.is(schemas[0], report.interval) &&
        v.is(schemas[1], report.of)
      )
        interval.tell(report.interval, report.of)
    }
    try {
      const { measurements = [], time, placement } = await this.#agent.order(request, most, hear).done
      this.#placement = placement ?? this.#placement
      if (time !== undefined) onBegan(time)
      return measurements
    } finally {
      // What a listener threw comes before the error of the measurement that it ended.
      probe.end()
      interval.end()
    }
  }

  /** Has the agent find the path MTU. */
  async pathMtu(): Promise<PathMtu> {
    const request = { order: 'pathMtu', connection: this.#connection } as const
    const { pathMtu } = await this.#agent.order(request, longestOrder(this.#options)).done
    return pathMtu ?? (await Promise.reject(await this.#agent.broken('reported no path MTU')))
  }

  /** Ends the session and closes its connections. Idempotent; never throws. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#closing ??= this.#agent
      .order({ order: 'close', connection: this.#connection }, longestOrder(this.#options))
      .done.then(ignore, ignore)
    await this.#closing
  }

  readonly #abort = (): void => abortConnection(this.#agent, this.#connection)
}

interface Listeners {
  readonly onProbe?: (probe: object) => void
  readonly onInterval?: (interval: object, of: unknown) => void
}

function abortConnection(agent: AgentProcess, connection: number): void {
  agent.order({ order: 'abort', connection }, LONGEST_ANSWER).done.catch(ignore)
}

/** An order has at most 64 KiB, and JSON writes a line break as two characters. */
const MOST_CA_OF_AGENT = 48_000

/** Options that mean something in this process only. */
const LOCAL: ReadonlySet<string> = new Set(['signal', 'onWaiting'])

/** The options that the agent needs. Aborting is an order of its own. */
function sent(options: ConnectionOptions): Readonly<Record<string, unknown>> {
  const given = Object.entries(options).filter(([name]) => name in CONNECTION_OPTIONS && !LOCAL.has(name))
  const token = namedToken(options.token)
  if (typeof options.tls === 'object' && (options.tls?.ca?.length ?? 0) > MOST_CA_OF_AGENT)
    throw usageError(
      `An agent takes at most ${MOST_CA_OF_AGENT} characters of certificates. Give only the authority of the server, or the fingerprint of its certificate.`,
    )
  return { ...Object.fromEntries(given), ...(token !== undefined && { token }) }
}

function ignore(): void {
  // Nobody listens.
}
