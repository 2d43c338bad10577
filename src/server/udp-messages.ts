import type { Endpoint, Sharing } from '../transfer/udp-socket.ts'

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
      /** To answer them no longer: the flow begins or is over. */
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
}

/** The ends of a flow at the server. */
export interface FlowEnds {
  readonly peer: Endpoint
  /** The server's address at which the hello arrived. */
  readonly local: string
  readonly sharing: Sharing
}
