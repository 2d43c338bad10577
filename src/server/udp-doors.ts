import type { UdpAsk, UdpReply } from './udp-messages.ts'

/** A question without its id. */
type Question = UdpAsk extends infer Ask ? (Ask extends UdpAsk ? Omit<Ask, 'id' | 'type'> : never) : never

/** A worker's line to the UDP port of its server, which is in another thread or process. */
export class UdpDoors {
  readonly #post: (ask: UdpAsk) => void
  readonly #waiting = new Map<number, (reply: UdpReply) => void>()
  #asked = 0

  constructor(post: (ask: UdpAsk) => void) {
    this.#post = post
  }

  async ask(question: Question): Promise<UdpReply> {
    this.#asked += 1
    const id = this.#asked
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#post({ type: 'udp', id, ...question })
    })
  }

  /** Takes the answer to a question. */
  hear(reply: UdpReply): void {
    this.#waiting.get(reply.id)?.(reply)
    this.#waiting.delete(reply.id)
  }
}
