import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { amount, count, dialectSchema, figure, name, sentence, share } from './parts.ts'
import type { Dialect, Entries } from './parts.ts'

/** How a server distributes connections. */
export type ServerMode = 'thread' | 'process' | 'sequential'

export const serverModeSchema = v.picklist(['thread', 'process', 'sequential'])

/** Properties that a path was given, in each direction. */
export interface Imitation {
  /** `kernel`: its queueing disciplines, between network namespaces. `relay`: a relay of TCP and UDP in user space. */
  readonly by: 'kernel' | 'relay'
  /** Time (ms) that packets take longer. */
  readonly delay: number
  /** Largest random deviation from the delay, ms. */
  readonly jitter: number
  /** Share (0..1) of packets lost; a relay loses only datagrams. */
  readonly loss: number
  /** Bit/s of whole frames; `null` if unlimited. */
  readonly rate: number | null
}

export const imitationSchema: v.GenericSchema<unknown, Imitation> = v.object({
  by: v.picklist(['kernel', 'relay']),
  delay: amount,
  jitter: amount,
  loss: share,
  rate: figure,
} satisfies Entries<Imitation>)

/** What passes a path unfragmented, from the client to the server and back. */
export interface PathMtu {
  /** Bytes of the largest datagram, without the UDP and IP headers. */
  readonly payload: number
  /** Bytes of its IP packet: the path MTU (RFC 1191, RFC 8201). */
  readonly mtu: number
  /**
   * What keeps larger ones from passing: the MTU of this `host`'s own route; a router that `reported` the smaller MTU of the next
   * link; `silence`: they vanish; the largest size of a `datagram`.
   */
  readonly limit: 'host' | 'reported' | 'silence' | 'datagram'
}

export const pathMtuSchema: v.GenericSchema<unknown, PathMtu> = v.object({
  payload: count,
  mtu: count,
  limit: v.picklist(['host', 'reported', 'silence', 'datagram']),
} satisfies Entries<PathMtu>)

/** How the client opened its sockets, as far as options said. */
export interface LocalSockets {
  /** Local address, or interface. */
  readonly bind?: string
  /** The only version of IP. */
  readonly family?: 4 | 6
  /** Local port of the first connection. */
  readonly sourcePort?: number
  /** Code point of the client's TCP packets, 0 to 63. */
  readonly dscp?: number
  /** Bytes of each buffer of the client's UDP sockets. */
  readonly window?: number
}

const localSocketsSchema = v.object({
  bind: v.exactOptional(name),
  family: v.exactOptional(v.picklist([4, 6])),
  sourcePort: v.exactOptional(count),
  dscp: v.exactOptional(count),
  window: v.exactOptional(count),
} satisfies Entries<LocalSockets>)

/** How the connections to a server were secured. */
export interface TargetTls {
  /** Version of the protocol: `TLSv1.3`. */
  readonly version: string
  /** Cipher suite, by its standard name: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string
  /** SHA-256 fingerprint of the server's certificate. */
  readonly fingerprint: string
  /** What showed that the certificate is the right one: its `fingerprint`, or the `authority` that signed it; `null`: nothing. */
  readonly verified: 'fingerprint' | 'authority' | null
}

export const targetTlsSchema: v.GenericSchema<unknown, TargetTls> = v.object({
  version: name,
  cipher: name,
  fingerprint: name,
  verified: v.nullable(v.picklist(['fingerprint', 'authority'])),
} satisfies Entries<TargetTls>)

/** The measured server, as it was addressed. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The dialect that was spoken; `null` if no connection was established. */
  readonly dialect: Dialect | null
  /** How the server distributes connections; `null` if it did not say, as in the seed and iperf3 dialects and over HTTP/1.1. */
  readonly mode: ServerMode | null
  /** Where requests over HTTP went: `https://proxy.test:8443/base`; missing in other dialects. */
  readonly url?: string
  /** The network that a spec imitated on the path to it; missing without one. */
  readonly network?: Imitation
  /** How the client opened its sockets; missing if the system chose everything. */
  readonly local?: LocalSockets
  /** How its connections were secured; missing without TLS. */
  readonly tls?: TargetTls
  /** Connection timeout, and timeout of the server's answers, ms; missing if it is the default, 10 s. */
  readonly timeout?: number
  /** The largest datagram that passes; missing unless it was probed. */
  readonly pathMtu?: PathMtu
}

export const targetSchema: v.GenericSchema<unknown, Target> = v.object({
  host: name,
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PORT)),
  dialect: v.nullable(dialectSchema),
  mode: v.optional(v.nullable(serverModeSchema), null),
  url: v.exactOptional(sentence),
  network: v.exactOptional(imitationSchema),
  local: v.exactOptional(localSocketsSchema),
  tls: v.exactOptional(targetTlsSchema),
  timeout: v.exactOptional(amount),
  pathMtu: v.exactOptional(pathMtuSchema),
} satisfies Entries<Target>)
