import type { Endpoint } from '../transfer/udp-socket.ts'

/** The first datagram of a stream of the iperf3 dialect. */
export interface Hello {
  readonly peer: Endpoint
  /** Its bytes, as latin1. */
  readonly bytes: string
}

/** A session that opens its streams, or waits for its turn. */
interface Guest {
  readonly worker: object
  readonly from: string
  readonly admit: () => void
  /** Ends from which a first datagram came. A client repeats it if the reply is late. */
  readonly peers: Set<string>
  /** First datagrams that its worker has not asked for yet. */
  readonly heard: Hello[]
  next: ((hello: Hello | null) => void) | null
}

/** Most streams that a session can have. */
const MOST_PEERS = 256

/**
 * The first datagrams of the streams of the iperf3 dialect. They do not say whose they are, so each belongs to the session
 * that comes from the same address as its control connection, one session of an address after another.
 */
export class UdpHellos {
  readonly #guests = new Map<string, Guest>()
  /** Tokens of the sessions from each address, in order of arrival. */
  readonly #queues = new Map<string, string[]>()

  /** Resolves when it is the turn of a session from this address. */
  async expect(worker: object, token: string, from: string): Promise<void> {
    await new Promise<void>((admit) => {
      this.#guests.set(token, { worker, from, admit, peers: new Set(), heard: [], next: null })
      const queue = this.#queues.get(from) ?? []
      this.#queues.set(from, queue)
      queue.push(token)
      if (queue.length === 1) admit()
    })
  }

  /** Resolves with the next first datagram of a session; with `null` if the session has left. */
  async next(token: string): Promise<Hello | null> {
    const guest = this.#guests.get(token)
    if (guest === undefined) return null
    const hello = guest.heard.shift()
    if (hello !== undefined) return hello
    return new Promise((resolve) => {
      guest.next = resolve
    })
  }

  /** A session has opened its streams, or is over. Returns whether it was known. */
  leave(token: string): boolean {
    const guest = this.#guests.get(token)
    if (guest === undefined) return false
    this.#guests.delete(token)
    guest.admit()
    guest.next?.(null)
    const queue = (this.#queues.get(guest.from) ?? []).filter((each) => each !== token)
    if (queue.length === 0) this.#queues.delete(guest.from)
    else this.#queues.set(guest.from, queue)
    this.#guests.get(queue[0] ?? '')?.admit()
    return true
  }

  /** Forgets the sessions of a worker that has died. */
  forget(worker: object): void {
    for (const [token, guest] of this.#guests) if (guest.worker === worker) this.leave(token)
  }

  /** Takes the first datagram of a stream; one that nobody expects is dropped. */
  hear(hello: Hello): void {
    const guest = this.#guests.get(this.#queues.get(hello.peer.address)?.[0] ?? '')
    const end = `${hello.peer.address} ${hello.peer.port}`
    if (guest === undefined || guest.peers.has(end) || guest.peers.size >= MOST_PEERS) return
    guest.peers.add(end)
    if (guest.next === null) guest.heard.push(hello)
    else guest.next(hello)
    guest.next = null
  }
}
