import type { Socket } from 'node:net'

import type { NativeAnswer } from '../../protocol/native.ts'
import type { UdpDoors } from '../udp-doors.ts'

/** What runs on a connection from a request to its last answer. It starts when it is constructed. */
export type Exchange = ByteExchange | LineExchange

/** An exchange whose client sends probes or payload. */
export interface ByteExchange extends AnyExchange {
  /** Takes bytes and returns how many belonged to the exchange: fewer than `length` only if it has ended. */
  receive(length: number, buffer: Buffer): number
}

/** An exchange whose client sends lines. One that is not complete when the exchange ends is read to its end afterwards. */
export interface LineExchange extends AnyExchange {
  hear(text: string): void
}

interface AnyExchange {
  /** Whether a closing server lets it finish before it closes the connection. */
  readonly finishesOnClose: boolean
  /** Stops it without another answer. Idempotent. */
  close(): void
}

/** The conversation that an exchange is part of. */
export interface ExchangeHost {
  readonly socket: Socket
  readonly session: string
  /** The server's UDP port. */
  readonly doors: UdpDoors
  /** Idle limit of the connection (ms). */
  readonly idle: number
  /** Longest silence (ms) of the client during a flow of datagrams. */
  readonly flowSilence: number
  readonly say: (answer: NativeAnswer) => void
  /** The exchange has ended: what the client sends next is a request. */
  readonly ended: () => void
  /** Ends the conversation with an error. */
  readonly refuse: (code: 'request' | 'udp', message: string) => void
}
