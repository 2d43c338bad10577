import {
  IPERF3_BLOCK,
  IPERF3_BLOCKS,
  IPERF3_ERROR,
  IPERF3_LONGEST,
  IPERF3_MOST_STREAMS,
} from '../../protocol/iperf3.ts'
import type { Iperf3Parameters } from '../../protocol/iperf3.ts'
import { FLOW_RATES } from '../../protocol/flow.ts'
import { DEFAULT_CAPS } from '../caps.ts'
import type { Caps } from '../caps.ts'
import type { StreamPlan } from './session-messages.ts'

/** A test that a client asked for. */
export interface RequestedTest {
  readonly protocol: 'tcp' | 'udp'
  /** In the order in which the client opens its streams: first those on which the server receives. */
  readonly streams: readonly StreamPlan[]
  /** Seconds, with the warm-up; `null`: until the client ends it. */
  readonly time: number | null
  readonly warmup: number
  /** Whether sequence numbers of datagrams have 64 bits. */
  readonly isWide: boolean
  /** Whether the client wants to show what the server has to say. */
  readonly wantsOutput: boolean
}

/** Rate of a UDP stream unless the client says otherwise, bit/s. */
const UDP_RATE = 1024 * 1024

/** Largest socket buffer that a client may ask for, and most datagrams of a burst. */
const MOST = { window: 512 * 1024 * 1024, burst: 1000, segment: 32_767, typeOfService: 255 } as const

/** The test that these parameters describe, or the number of the error to answer with. */
export function requestedTest(parameters: Iperf3Parameters, caps: Caps): RequestedTest | number {
  const problem = problemOf(parameters) ?? excessOf(parameters, caps)
  if (problem !== null) return problem
  const { omit = 0, time = 10, parallel = 1, len = IPERF3_BLOCK } = parameters
  const sends = parameters.reverse === true || parameters.bidirectional === true
  const receives = parameters.reverse !== true
  const of = (way: boolean): readonly StreamPlan[] =>
    Array.from({ length: parallel }, () => ({
      sends: way,
      block: len,
      rate: rateOf(parameters),
      warmup: omit,
    }))
  return {
    protocol: parameters.udp === true ? 'udp' : 'tcp',
    streams: [...(receives ? of(false) : []), ...(sends ? of(true) : [])],
    time: time === 0 ? null : time + omit,
    warmup: omit,
    isWide: (parameters.udp_counters_64bit ?? 0) !== 0,
    wantsOutput: (parameters.get_server_output ?? 0) !== 0,
  }
}

/** The first parameter out of range, as the number of its error; `null` if all are fine. */
function problemOf(parameters: Iperf3Parameters): number | null {
  const { omit = 0, time = 0, parallel = 1, len, window = 0, burst = 1, MSS = 0, TOS = 0 } = parameters
  const isUdp = parameters.udp === true
  const least = isUdp ? IPERF3_BLOCKS.leastDatagram : 1
  const most = isUdp ? IPERF3_BLOCKS.mostDatagram : IPERF3_BLOCKS.most
  const both = parameters.reverse === true && parameters.bidirectional === true
  if (parameters.sctp === true) return IPERF3_ERROR.noSctp
  if (both) return IPERF3_ERROR.bothReverseAndBidirectional
  if (!isWithin(omit, 0, IPERF3_LONGEST.omit)) return IPERF3_ERROR.omit
  if (!isWithin(time, 0, IPERF3_LONGEST.time)) return IPERF3_ERROR.duration
  if (!isWithin(parallel, 1, IPERF3_MOST_STREAMS)) return IPERF3_ERROR.streams
  if (!isWithin(len ?? (isUdp ? 0 : IPERF3_BLOCK), least, most)) {
    return isUdp ? IPERF3_ERROR.datagramSize : IPERF3_ERROR.blockSize
  }
  if (!isWithin(window, 0, MOST.window)) return IPERF3_ERROR.window
  if (!isWithin(MSS, 0, MOST.segment)) return IPERF3_ERROR.segmentSize
  if (!isWithin(burst, 1, MOST.burst)) return IPERF3_ERROR.burst
  if (!isWithin(TOS, 0, MOST.typeOfService)) return IPERF3_ERROR.typeOfService
  return obstacleOf(parameters)
}

/** What the server does not allow, as the number of its error. A test of an amount is cut when it takes too long. */
function excessOf(parameters: Iperf3Parameters, caps: Caps): number | null {
  const { omit = 0, time = 10, parallel = 1, len = 0, udp } = parameters
  const rate = rateOf(parameters)
  const isLimited = caps.seconds < DEFAULT_CAPS.seconds
  if (isLimited && time + omit > caps.seconds) return IPERF3_ERROR.duration
  if (caps.streams !== null && parallel > caps.streams) return IPERF3_ERROR.streams
  if (caps.rate !== null && (rate === null || rate > caps.rate)) return IPERF3_ERROR.totalRate
  return udp === true && len > caps.datagram ? IPERF3_ERROR.datagramSize : null
}

/** What a Node program cannot set on its sockets matters only if it sends. */
function obstacleOf({ reverse, bidirectional, congestion, TOS = 0 }: Iperf3Parameters): number | null {
  if (reverse !== true && bidirectional !== true) return null
  if (congestion !== undefined && congestion !== '') return IPERF3_ERROR.setCongestion
  return TOS === 0 ? null : IPERF3_ERROR.setTypeOfService
}

function rateOf({ udp, bandwidth, fqrate = 0 }: Iperf3Parameters): number | null {
  const asked = [bandwidth ?? (udp === true ? UDP_RATE : 0), fqrate].filter((rate) => rate > 0)
  if (asked.length === 0) return null
  return Math.min(FLOW_RATES.most, Math.max(FLOW_RATES.least, Math.min(...asked)))
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}
