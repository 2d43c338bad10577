import * as v from 'valibot'

import { DEFAULT_SERVER } from '../address.ts'
import { performance } from '../host/clock.ts'
import { capacityTrial } from '../results/capacity.ts'
import { connectInterval } from '../results/connect.ts'
import { datagramInterval } from '../results/datagram.ts'
import { latencyInterval } from '../results/latency.ts'
import { phaseNameSchema } from '../results/loaded.ts'
import { directionSchema } from '../results/parts.ts'
import { throughputInterval } from '../results/throughput.ts'
import type { Direction, Measurement, MeasurementKind } from '../results/types.ts'
import type { AgentProcess } from './agent-process.ts'
import { AgentSession } from './agent-session.ts'
import type { AgentOptions, HeardSchemas } from './agent-session.ts'
import type { AnyClient, Away, ClockOffset } from './any-client.ts'
import { LONGEST_ANSWER } from './longest-order.ts'

/** How often clocks are compared, and for how long (ms) beyond the least: the shortest round trip counts. */
const CLOCK_READINGS = { least: 8, most: 64, time: 20 } as const

const LATENCY: HeardSchemas = [v.object(latencyInterval), v.undefined()]
const THROUGHPUT: HeardSchemas = [v.object(throughputInterval), directionSchema]
const DATAGRAMS: HeardSchemas = [v.object(datagramInterval), directionSchema]
const CAPACITY: HeardSchemas = [v.object(capacityTrial), directionSchema]
const LOADED: HeardSchemas = [v.object(latencyInterval), phaseNameSchema]
const CONNECT: HeardSchemas = [v.object(connectInterval), v.undefined()]

/** Has an agent connect to a server. The client's methods order it to measure. */
export async function connectAgent(agent: AgentProcess, options: AgentOptions): Promise<AnyClient> {
  const session = await AgentSession.open(agent, options)
  const one = async <Kind extends MeasurementKind>(kind: Kind, ...words: Words): Promise<OfKind<Kind>> => {
    const [found] = ofKind(kind, await session.measure(...words))
    return found ?? (await missing(kind))
  }
  const both = async <Kind extends 'throughput' | 'datagram'>(
    kind: Kind,
    ...words: Words
  ): Promise<Readonly<Record<Direction, OfKind<Kind>>>> => {
    const all = ofKind(kind, await session.measure(...words))
    const found = (wanted: Direction): OfKind<Kind> | undefined =>
      all.find((each) => 'direction' in each && each.direction === wanted)
    return {
      download: found('download') ?? (await missing(kind)),
      upload: found('upload') ?? (await missing(kind)),
    }
  }
  const missing = async (kind: MeasurementKind): Promise<never> => {
    throw await agent.broken(`reported no measurement of the kind ${kind}`)
  }
  const away: Away = {
    host: agent.host,
    get placement() {
      return session.placement
    },
    compareClocks: async () => compareClocks(agent),
    meetBefore: (meet) => session.meetBefore(meet),
  }
  // A kind without methods does not compile.
  const methods = {
    latency: {
      latency: async (given = {}) => one('latency', 'latency', given, LATENCY),
    },
    throughput: {
      download: async (given = {}) => one('throughput', 'download', given, THROUGHPUT),
      upload: async (given = {}) => one('throughput', 'upload', given, THROUGHPUT),
      bidirectional: async (given = {}) => both('throughput', 'bidirectional', given, THROUGHPUT),
    },
    datagram: {
      udpDownload: async (given = {}) => one('datagram', 'udpDownload', given, DATAGRAMS),
      udpUpload: async (given = {}) => one('datagram', 'udpUpload', given, DATAGRAMS),
      udpBidirectional: async (given = {}) => both('datagram', 'udpBidirectional', given, DATAGRAMS),
    },
    capacity: {
      udpCapacity: async (given = {}) => one('capacity', 'udpCapacity', given, CAPACITY),
    },
    loaded: {
      loadedLatency: async (given = {}) => one('loaded', 'loadedLatency', given, LOADED),
      underLoad: async (direction, given) => one('loaded', 'underLoad', given, LOADED, { direction }),
    },
    connect: {
      connectRate: async (given = {}) => one('connect', 'connectRate', given, CONNECT),
    },
  } satisfies Record<MeasurementKind, Partial<AnyClient>>
  const { host = DEFAULT_SERVER.host, port = DEFAULT_SERVER.port } = options
  const close = async (): Promise<void> => session.close()
  return {
    // As it was addressed, also if the agent calls it something else.
    target: { ...session.target, host, port },
    server: session.server,
    roundTrip: session.roundTrip,
    ...methods.latency,
    ...methods.throughput,
    ...methods.datagram,
    ...methods.capacity,
    ...methods.loaded,
    ...methods.connect,
    pathMtu: async () => session.pathMtu(),
    away,
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Words = Parameters<AgentSession['measure']>
type OfKind<Kind extends MeasurementKind> = Extract<Measurement, { kind: Kind }>

function ofKind<Kind extends MeasurementKind>(
  kind: Kind,
  all: readonly Measurement[],
): readonly OfKind<Kind>[] {
  return all.filter((one): one is OfKind<Kind> => one.kind === kind)
}

/** The offset at the shortest of several round trips. */
async function compareClocks(agent: AgentProcess): Promise<ClockOffset> {
  const { least, most, time: longest } = CLOCK_READINGS
  const startedAt = performance.now()
  let best: ClockOffset = { ahead: 0, error: Number.POSITIVE_INFINITY, slowest: 0 }
  for (let reading = 0; reading < most; reading += 1) {
    const before = performance.now()
    if (reading >= least && before - startedAt > longest) break
    const { time } = await agent.order({ order: 'clock' }, LONGEST_ANSWER).done
    const after = performance.now()
    if (time === undefined) throw await agent.broken('did not tell the time')
    const error = (after - before) / 2
    const slowest = Math.max(best.slowest, after - before)
    best = error < best.error ? { ahead: time - (before + after) / 2, error, slowest } : { ...best, slowest }
  }
  return best
}
