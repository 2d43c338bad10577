import type { Socket } from 'node:net'

import { SEED_REPLY } from '../../protocol/seed.ts'

/** A conversation that Node's HTTP/2 holds on the connection, for all of its exchanges. */
export interface HeldTalk {
  /** Begins an exchange. All of a connection have the same arguments. */
  readonly hold: (socket: Socket, heard: Heard) => void
}

/** What a conversation tells. */
export interface Heard {
  /** The answer begins. */
  readonly first: () => void
  /** The answer is complete. `isLast`: the connection has no further exchange. */
  readonly whole: (isLast: boolean) => void
  /** The other end said so, and this is not what was asked for. */
  readonly wrong: (said: string) => void
  /** The connection was about to end, and the other end has not begun with the request. */
  readonly unserved: () => void
  /** The connection ended before the answer was complete; `null`: the other end has closed it. */
  readonly fail: (error: unknown) => void
}

/**
 * What the other end has said in an exchange. `part`: there is more to come; `whole`: the answer is complete; `last`: it is, and the connection has no
 * further one; `closed`: it ended the conversation instead; `wrong`: it said something else, in words if that is not text.
 */
export type Judgment = 'part' | 'whole' | 'last' | 'closed' | 'wrong' | { readonly wrong: string } | Reply

interface Reply {
  readonly say: string
  /** Whether the exchange begins only now: what was said before has prepared the connection. */
  readonly begins?: boolean
}

/** What a connection says in an exchange, and what it expects. */
export interface CycleTalk {
  /** Each character is a byte. */
  readonly opening: string
  /** Judges all that the server has said so far in this exchange. */
  readonly hear: (said: string) => Judgment
  /** The next exchange of the connection. Missing: it is like the first. */
  readonly next?: () => CycleTalk
}

const SERVED = SEED_REPLY.pong
const CLOSED = SEED_REPLY.pong + SEED_REPLY.bye

/** PING, PONG, QUIT and BYE, which every server of the seed and native dialects answers. */
export function seedTalk(): CycleTalk {
  let expected: string = SERVED
  return {
    opening: 'PING',
    hear: (said) => {
      if (!expected.startsWith(said)) return 'wrong'
      if (said === CLOSED) return 'whole'
      if (said !== SERVED) return 'part'
      expected = CLOSED
      return { say: 'QUIT' }
    },
  }
}
