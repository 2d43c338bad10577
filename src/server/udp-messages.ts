import type { Endpoint, Sharing } from '../transfer/udp-socket.ts'
import type { Hello } from './udp-hellos.ts'

/** What a worker asks of the server's UDP port, for one of its flows. Secrets are in base64url. */
export type UdpAsk = { readonly type: 'udp'; readonly id: number; readonly token: string } & (
  | {
      /** To answer the hellos with this token. */
      readonly ask: 'open'
      readonly nonce: string
      /** The server's address of the flow's connection. */
      readonly local: string
    }
  | {
      /** In the iperf3 dialect: to have a turn to open the streams of a session from this address. */
      readonly ask: 'expect'
      readonly from: string
    }
  | {
      /** In its turn: the first datagram of the session's next stream. */
      readonly ask: 'hello'
    }
  | {
      /** Nothing: this first datagram arrived at a flow that it does not belong to. */
      readonly ask: 'stray'
      readonly hello: Hello
    }
  | {
      /** To answer them no longer: the flow begins or is over, or the session has its streams. */
      readonly ask: 'leave'
    }
)

/** The answer to the question with this id. */
export interface UdpReply {
  readonly type: 'udp'
  readonly id: number
  readonly port?: number
  /** Why the flow is not possible, in a sentence. */
  readonly obstacle?: string
  /** Where the first hello came from, and how to open a socket for the flow; `null` if none has come. */
  readonly entered?: FlowEnds | null
  /** The first datagram of a stream, and how to open a socket for it; `null` if the session has left. */
  readonly hello?: (Hello & Pick<FlowEnds, 'sharing'>) | null
}

/** The ends of a flow at the server. */
export interface FlowEnds {
  readonly peer: Endpoint
  /** The server's address at which the hello arrived. */
  readonly local: string
  readonly sharing: Sharing
}
