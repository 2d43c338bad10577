import type { Socket } from 'node:net'

import { SEED_REPLY } from '../../protocol/seed.ts'

/** A conversation that Node's HTTP/2 holds on the connection. */
export interface HeldTalk {
  readonly hold: (socket: Socket, heard: Heard) => void
}

/** What a conversation tells. */
export interface Heard {
  /** The answer begins. */
  readonly first: () => void
  /** The answer is complete, and the connection can be closed. */
  readonly whole: () => void
  /** It failed; `null`: by a wrong answer. */
  readonly fail: (error: unknown) => void
}

/** What a connection says in an exchange, and what it expects. */
export interface CycleTalk {
  /** Each character is a byte. */
  readonly opening: string
  /**
   * Judges all that the server has said so far in this exchange. `whole`: the answer is complete; `last`: it is, and the connection
   * has no further one.
   */
  readonly hear: (said: string) => 'part' | 'whole' | 'last' | 'wrong' | { readonly say: string }
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
