import type { Group } from '../types.ts'
import { CONNECT_RATE, CONNECT_TLS } from './connect-rate.ts'
import { CONNECTIONS } from './connections.ts'
import { LOSSLESS_DATAGRAMS, STEADY_DATAGRAMS } from './datagrams.ts'
import { HARNESS } from './harness.ts'
import { HTTP_DOWNLOADS, HTTP_LATENCY, HTTP_REQUESTS, TLS_HANDSHAKES } from './http.ts'
import { IPERF3_CLIENTS } from './iperf3-clients.ts'
import { PING_PONG } from './ping-pong.ts'
import { SHORT_TRANSFERS } from './short-transfers.ts'
import { STARTUP } from './startup.ts'
import { FOUR_STREAMS, ONE_STREAM, OVER_TLS } from './throughput.ts'

/** All groups, in the order of the table. */
export const GROUPS: readonly Group[] = [
  ...ONE_STREAM,
  ...FOUR_STREAMS,
  ...OVER_TLS,
  ...IPERF3_CLIENTS,
  SHORT_TRANSFERS,
  PING_PONG,
  CONNECT_RATE,
  CONNECT_TLS,
  ...TLS_HANDSHAKES,
  HTTP_LATENCY,
  HTTP_REQUESTS,
  ...HTTP_DOWNLOADS,
  ...STEADY_DATAGRAMS,
  LOSSLESS_DATAGRAMS,
  CONNECTIONS,
  STARTUP,
  HARNESS,
]
