import { DEFAULT_CAPS } from './caps.ts'
import type { Caps } from './caps.ts'

/** What one connection may cost the server. Times in milliseconds. */
export interface Limits {
  /** The server drops a connection after this time without traffic in either direction. */
  readonly idle: number
  /** A number may continue in the next segment; after this silence, longer than TCP waits to retransmit, it is complete. */
  readonly numberQuiet: number
  /** A partial command that is not completed in this time is answered as an unknown one. */
  readonly commandQuiet: number
  /** The pause after READY, so that a client reads it on its own before the payload arrives. */
  readonly readyMoment: number
  /** In the iperf3 dialect, how long a client may take for its next step: parameters, a stream, results. */
  readonly step: number
  /** In the iperf3 dialect, UDP streams of all sessions in one worker: one connection can ask for hundreds of them. */
  readonly udpStreams: number
  /** Consecutive bad commands after which the server closes the connection. */
  readonly badCommands: number
  /** On a sequential server, how long a client that runs no test keeps its turn while others wait. */
  readonly turnIdle: number
  /** On a sequential server, how long a client keeps its turn while others wait. */
  readonly turn: number
  /** On a sequential server, connections that wait for their turn. More take the place of those that have asked for nothing. */
  readonly line: number
  /** A worker that does not respond for this time is replaced. */
  readonly workerSilence: number
  /** A flow of datagrams ends when nothing was heard from its client for this time. */
  readonly flowSilence: number
  /** A connection that has asked for nothing yet is dropped after this time. */
  readonly handshake: number
  /** What a test may take in addition to its longest time: its first and last messages. */
  readonly testGrace: number
  /** How much clients may do. */
  readonly caps: Caps
}

/** Limit of connections that wait, for their turn on a sequential server or for a worker process; more are refused. */
export const MAX_WAITING = 4096

/** The limits of a server unless its options say otherwise. */
export const DEFAULT_LIMITS: Limits = {
  idle: 60_000,
  numberQuiet: 250,
  commandQuiet: 2000,
  readyMoment: 50,
  step: 10_000,
  udpStreams: 512,
  badCommands: 100,
  turnIdle: 5000,
  turn: 600_000,
  line: MAX_WAITING,
  workerSilence: 10_000,
  flowSilence: 10_000,
  handshake: 30_000,
  testGrace: 30_000,
  caps: DEFAULT_CAPS,
}

/** How long (ms) a test may last, whatever its client does. */
export function longestTest({ caps, testGrace }: Pick<Limits, 'caps' | 'testGrace'>): number {
  return caps.seconds * 1000 + testGrace
}

/** How long (ms) running transfers may continue when the server closes, before they are cut. */
export const CLOSE_GRACE = 1500

/** How long (ms) a worker may take to end before it is killed. */
export const CLOSE_LIMIT: number = CLOSE_GRACE + 300

/** Connections that the kernel queues until they are accepted. */
export const BACKLOG = 1024
