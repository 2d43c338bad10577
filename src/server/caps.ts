import { checkWhole, valueError } from '../check.ts'
import { LARGEST_DATAGRAM } from '../protocol/datagram.ts'
import type { NativeRequest, NativeTransfer } from '../protocol/native.ts'
import { plannedSecondsText } from '../text/time.ts'
import { amountText, bitsPerSecond, decimalText, milliseconds, wholeBytes } from '../units.ts'
import type { Duration, Rate, Size } from '../units.ts'

/** How much a server lets clients do. */
export interface CapOptions {
  /** Connections in all, 1 to 1,000,000. Default 16384. */
  readonly maxConnections?: number
  /** Connections of one IPv4 address or one IPv6 network of 64 bits, 1 to 1,000,000. Default 8192. */
  readonly maxConnectionsPerAddress?: number
  /**
   * Sessions at once, 1 to 1,000,000; others wait. A client of the seed dialect is a session. 1 lets one client measure at a
   * time, in any mode. Default: as many as there are connections.
   */
  readonly maxSessions?: number
  /** Sessions that wait for others to end, 0 to 1,000,000; more are refused. Default 1000. */
  readonly maxWaiting?: number
  /** Streams of one session besides its first connection, 1 to 1,000,000. Default: as many as there are connections. */
  readonly maxStreams?: number
  /** Longest test, from its request to its end. Default `'24h'`. */
  readonly maxDuration?: Duration
  /** Largest transfer. Default 1024 TiB; in the seed dialect 1 TiB. */
  readonly maxBytes?: Size
  /** Highest rate of one stream or flow; a client must then ask for one. Default: any, also none. */
  readonly maxRate?: Rate
  /** Largest datagram, 18 to 65507 bytes. Default 65507. */
  readonly maxDatagram?: Size
}

/** How much a server lets clients do, as workers get it. */
export interface Caps {
  readonly connections: number
  readonly perAddress: number
  /** `null`: any number. */
  readonly sessions: number | null
  readonly waiting: number
  readonly streams: number | null
  /** Seconds. */
  readonly seconds: number
  readonly bytes: number
  /** bit/s; `null`: any. */
  readonly rate: number | null
  readonly datagram: number
}

/** The caps of a server unless its options say otherwise. */
export const DEFAULT_CAPS: Caps = {
  connections: 16_384,
  perAddress: 8192,
  sessions: null,
  waiting: 1000,
  streams: null,
  seconds: 86_400,
  bytes: 2 ** 50,
  rate: null,
  datagram: LARGEST_DATAGRAM,
}

/** Most connections that a server can be told to keep. */
export const MOST_CONNECTIONS = 1_000_000

/** Smallest datagram that can be the largest: a probe's header. */
const LEAST_DATAGRAM = 18

/** Whether sessions and their streams are counted. */
export function limitsSeats({ sessions, streams }: Caps): boolean {
  return sessions !== null || streams !== null
}

/**
 * Checks how much clients may do.
 * @param caps what holds for options that are not given
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function planCaps(options: CapOptions, caps: Caps): Caps {
  const { maxConnections, maxConnectionsPerAddress, maxDuration, maxBytes, maxRate, maxDatagram } = options
  const seconds = maxDuration === undefined ? caps.seconds : milliseconds(maxDuration) / 1000
  if (seconds <= 0 || seconds > DEFAULT_CAPS.seconds)
    throw valueError("The server's maxDuration must be above 0 and at most 24h", maxDuration)
  const size = maxBytes === undefined ? caps.bytes : wholeBytes(maxBytes)
  if (size < 1 || size > DEFAULT_CAPS.bytes)
    throw valueError("The server's maxBytes must be from 1 byte to 1024TiB", maxBytes)
  const rate = maxRate === undefined ? caps.rate : bitsPerSecond(maxRate)
  if (rate !== null && rate < 1000) throw valueError("The server's maxRate must be at least 1kbit/s", maxRate)
  const datagram = maxDatagram === undefined ? caps.datagram : wholeBytes(maxDatagram)
  checkWhole("The server's maxDatagram", datagram, LEAST_DATAGRAM, LARGEST_DATAGRAM)
  const connections = maxConnections ?? caps.connections
  checkWhole("The server's maxConnections", connections, 1, MOST_CONNECTIONS)
  const perAddress = maxConnectionsPerAddress ?? caps.perAddress
  checkWhole("The server's maxConnectionsPerAddress", perAddress, 1, MOST_CONNECTIONS)
  const { maxSessions: sessions = caps.sessions, maxStreams: streams = caps.streams } = options
  if (sessions !== null) checkWhole("The server's maxSessions", sessions, 1, MOST_CONNECTIONS)
  if (streams !== null) checkWhole("The server's maxStreams", streams, 1, MOST_CONNECTIONS)
  const { maxWaiting: waiting = caps.waiting } = options
  checkWhole("The server's maxWaiting", waiting, 0, MOST_CONNECTIONS)
  return { connections, perAddress, sessions, waiting, streams, seconds, bytes: size, rate, datagram }
}

/** Why a server does not do what a request asks for; `null` if it does. */
export function excessOf(request: NativeRequest, caps: Caps): string | null {
  switch (request.request) {
    case 'download':
    case 'upload':
      return transferExcess(request, caps)
    case 'udp':
      if (request.payload > caps.datagram)
        return `This server takes datagrams of at most ${caps.datagram} bytes. Choose a smaller --payload.`
      if (request.direction === 'echo') return null
      return (
        sizeExcess(request.bytes, caps) ??
        timeExcess(request.seconds ?? 0, caps) ??
        rateExcess(request.rate, caps)
      )
    case 'echo':
    case 'tcp':
    case 'bye':
      return null
  }
}

/** Why a server does not transfer that much, for so long, or so fast; `null` if it does. */
export function transferExcess(
  { bytes, seconds, warmup, rate }: Pick<NativeTransfer, 'bytes' | 'seconds' | 'warmup' | 'rate'>,
  caps: Caps,
): string | null {
  return sizeExcess(bytes, caps) ?? timeExcess((seconds ?? 0) + warmup, caps) ?? rateExcess(rate, caps)
}

function sizeExcess(size: number | null, caps: Caps): string | null {
  if (size === null || size <= caps.bytes) return null
  return `This server transfers at most ${decimalText(caps.bytes)} bytes in one test. Choose a smaller --size.`
}

function timeExcess(seconds: number, caps: Caps): string | null {
  if (seconds <= caps.seconds) return null
  const most = plannedSecondsText(caps.seconds)
  return `This server allows tests of at most ${most}, with their warm-up. Choose a shorter --duration.`
}

function rateExcess(rate: number | null, caps: Caps): string | null {
  if (caps.rate === null || (rate !== null && rate <= caps.rate)) return null
  return `This server allows at most ${amountText(caps.rate / 1e6, 'rate')} per stream. Choose a --rate.`
}
