import * as v from 'valibot'

import { DEFAULT_SERVER } from '../address.ts'
import type { HostPort } from '../address.ts'
import { Guarded } from '../client/guarded.ts'
import { CONNECTION_OPTIONS } from '../client/connection.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import type { PlacementOption } from '../host/placement.ts'
import { performance } from '../host/clock.ts'
import type { MeasuringOrder } from '../protocol/agent.ts'
import { connectInterval } from '../results/connect.ts'
import { datagramInterval } from '../results/datagram.ts'
import { latencyInterval } from '../results/latency.ts'
import { phaseNameSchema } from '../results/loaded.ts'
import { directionSchema } from '../results/parts.ts'
import { throughputInterval } from '../results/throughput.ts'
import type { Direction, Measurement, MeasurementKind, Placement } from '../results/types.ts'
import { timeoutOf } from '../units.ts'
import type { AgentProcess, Progress } from './agent-process.ts'
import type { AnyClient, Away, ClockOffset } from './any-client.ts'

/** How often clocks are compared: the shortest round trip counts. */
const CLOCK_READINGS = 8

/** Where the agent connects to, and where it runs. */
export interface AgentOptions extends ConnectionOptions {
  readonly placement?: PlacementOption | undefined
}

/** What an order has beside its name and connection. */
type Extra = Partial<Pick<MeasuringOrder, 'direction'>>

/** A listener's schemas of what it is called with: the interval, and which part of the measurement it is of. */
type HeardSchemas = readonly [interval: v.GenericSchema, of: v.GenericSchema]

/** Has an agent connect to a server. The client's methods order it to measure. */
export async function connectAgent(agent: AgentProcess, options: AgentOptions): Promise<AnyClient> {
  const { signal, placement = 'none' } = options
  agent.allowSilence(timeoutOf(options.timeout ?? '10s'))
  const place = placement === 'none' ? {} : { placement }
  const opening = agent.order({ order: 'connect', options: sent(options), ...place })
  const connection = opening.id
  const abort = (): void => void agent.order({ order: 'abort', connection }).done.catch(() => undefined)
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()
  const over = (): void => signal?.removeEventListener('abort', abort)
  const {
    target,
    server = null,
    placement: begun = null,
  } = await opening.done.catch((error: unknown) => {
    over()
    throw error
  })
  if (target === undefined) throw await agent.broken('connected without a target')
  let placed: Placement | null = begun
  let start: { readonly time: number; readonly onBegan: (time: number) => void } | null = null
  let closing: Promise<void> | null = null

  const ask = async (
    order: MeasuringOrder['order'],
    given: object,
    schemas: HeardSchemas,
    extra: Extra = {},
  ): Promise<readonly Measurement[]> => {
    const { onProbe, onInterval, ...plain }: Listeners = given
    const probe = new Guarded(onProbe ?? ignore, abort)
    const interval = new Guarded(onInterval ?? ignore, abort)
    const hear = (report: Progress): void => {
      if (report.report === 'probes')
        for (const [number, count, rtt] of report.probes) probe.tell({ number, count, rtt })
      else if (v.is(schemas[0], report.interval) && v.is(schemas[1], report.of))
        interval.tell(report.interval, report.of)
    }
    const asked = start
    start = null
    const request = {
      order,
      connection,
      options: plain,
      ...(onProbe && { probes: true }),
      ...(onInterval && { intervals: true }),
      ...(asked && { at: asked.time }),
      ...extra,
    }
    try {
      const { measurements = [], time, placement: cpus } = await agent.order(request, hear).done
      placed = cpus ?? placed
      if (time !== undefined) asked?.onBegan(time)
      return measurements
    } finally {
      // What a listener threw comes before the error of the measurement that it ended.
      probe.check()
      interval.check()
    }
  }

  const one = async <Kind extends MeasurementKind>(
    kind: Kind,
    measuring: Promise<readonly Measurement[]>,
  ): Promise<Extract<Measurement, { kind: Kind }>> => {
    const [found] = await measuring
    if (found !== undefined && isOf(found, kind)) return found
    throw await agent.broken(`reported no measurement of the kind ${kind}`)
  }
  const both = async <Kind extends 'throughput' | 'datagram'>(
    kind: Kind,
    measuring: Promise<readonly Measurement[]>,
  ): Promise<Readonly<Record<Direction, Extract<Measurement, { kind: Kind }>>>> => {
    const all = await measuring
    const of = async (wanted: Direction): Promise<Extract<Measurement, { kind: Kind }>> =>
      one(kind, Promise.resolve(all.filter((each) => 'direction' in each && each.direction === wanted)))
    return { download: await of('download'), upload: await of('upload') }
  }

  const close = async (): Promise<void> => {
    over()
    closing ??= agent.order({ order: 'close', connection }).done.then(ignore, ignore)
    await closing
  }
  const away: Away = {
    host: agent.host,
    get placement() {
      return placed
    },
    compareClocks: async () => compareClocks(agent),
    beginAt: (time, onBegan) => {
      start = { time, onBegan }
    },
  }
  // A kind without methods does not compile.
  const methods = {
    latency: {
      latency: async (given = {}) => one('latency', ask('latency', given, LATENCY)),
    },
    throughput: {
      download: async (given = {}) => one('throughput', ask('download', given, THROUGHPUT)),
      upload: async (given = {}) => one('throughput', ask('upload', given, THROUGHPUT)),
      bidirectional: async (given = {}) => both('throughput', ask('bidirectional', given, THROUGHPUT)),
    },
    datagram: {
      udpDownload: async (given = {}) => one('datagram', ask('udpDownload', given, DATAGRAMS)),
      udpUpload: async (given = {}) => one('datagram', ask('udpUpload', given, DATAGRAMS)),
      udpBidirectional: async (given = {}) => both('datagram', ask('udpBidirectional', given, DATAGRAMS)),
    },
    loaded: {
      loadedLatency: async (given = {}) => one('loaded', ask('loadedLatency', given, LOADED)),
      underLoad: async (direction, given) => one('loaded', ask('underLoad', given, LOADED, { direction })),
    },
    connect: {
      connectRate: async (given = {}) => one('connect', ask('connectRate', given, CONNECT)),
    },
  } satisfies Record<MeasurementKind, Partial<AnyClient>>
  return {
    // As it was addressed, also if the agent calls it something else.
    target: { ...target, ...addressOf(options) },
    server,
    ...methods.latency,
    ...methods.throughput,
    ...methods.datagram,
    ...methods.loaded,
    ...methods.connect,
    away,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function addressOf({ host, port }: ConnectionOptions): HostPort {
  return { host: host ?? DEFAULT_SERVER.host, port: port ?? DEFAULT_SERVER.port }
}

/** The options that the agent needs. Aborting is an order of its own. */
function sent(options: ConnectionOptions): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => name in CONNECTION_OPTIONS && name !== 'signal'),
  )
}

/** Options that are functions stay here; the agent is told to report instead. */
interface Listeners {
  readonly onProbe?: (probe: object) => void
  readonly onInterval?: (interval: object, of: unknown) => void
}

const LATENCY: HeardSchemas = [v.object(latencyInterval), v.undefined()]
const THROUGHPUT: HeardSchemas = [v.object(throughputInterval), directionSchema]
const DATAGRAMS: HeardSchemas = [v.object(datagramInterval), directionSchema]
const LOADED: HeardSchemas = [v.object(latencyInterval), phaseNameSchema]
const CONNECT: HeardSchemas = [v.object(connectInterval), v.undefined()]

/** The offset at the shortest of several round trips. */
async function compareClocks(agent: AgentProcess): Promise<ClockOffset> {
  let best: ClockOffset = { ahead: 0, error: Number.POSITIVE_INFINITY }
  for (let reading = 0; reading < CLOCK_READINGS; reading += 1) {
    const before = performance.now()
    const { time } = await agent.order({ order: 'clock' }).done
    const after = performance.now()
    if (time === undefined) throw await agent.broken('did not tell the time')
    const error = (after - before) / 2
    if (error < best.error) best = { ahead: time - (before + after) / 2, error }
  }
  return best
}

function isOf<Kind extends MeasurementKind>(
  measurement: Measurement,
  kind: Kind,
): measurement is Extract<Measurement, { kind: Kind }> {
  return measurement.kind === kind
}

function ignore(): void {
  // Nobody listens.
}
