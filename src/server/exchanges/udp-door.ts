import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket as UdpSocket } from 'node:dgram'

import { SECRET_SIZE } from '../../protocol/datagram.ts'
import { encodeSecret } from '../../protocol/flow.ts'
import { closeUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import { openFlowSocket } from '../flow-socket.ts'
import type { UdpDoors } from '../udp-doors.ts'

/** The server's end of a flow that has begun. */
export interface ServedFlow {
  /** Connected to the peer. */
  readonly socket: UdpSocket
  readonly peer: Endpoint
  readonly token: Buffer
}

/**
 * Where a flow begins at the server: at the server's UDP port, which answers hellos with the flow's token. From the
 * first such hello on, the flow accepts datagrams from that address only. The owner of the address proves that it wants
 * the flow by repeating the answer's nonce on the TCP connection: whoever forged the address knows the token, but does
 * not receive the answer.
 */
export class UdpDoor {
  readonly port: number
  readonly token: Buffer
  readonly #nonce: Buffer
  readonly #doors: UdpDoors
  #socket: UdpSocket | null = null
  #closed = false

  /** @internal use {@link openDoor} */
  constructor(doors: UdpDoors, port: number, token: Buffer, nonce: Buffer) {
    this.#doors = doors
    this.port = port
    this.token = token
    this.#nonce = nonce
  }

  /**
   * Stops answering hellos, and opens the flow's socket.
   * @returns `null` if the nonce is wrong
   */
  async enter(nonce: Buffer): Promise<ServedFlow | null> {
    const { entered } = await this.#leave()
    if (!entered || !isSame(nonce, this.#nonce)) return null
    const { peer, local, sharing } = entered
    const socket = await openFlowSocket(this.#doors, { address: local, port: this.port }, peer, sharing)
    this.#socket = socket
    // If the connection has closed by now, nobody else would close the socket.
    if (this.#closed) closeUdp(socket)
    return { socket, peer, token: this.token }
  }

  /** Whether a hello with the token has arrived. */
  async heard(): Promise<boolean> {
    return this.#socket !== null || !!(await this.#leave()).entered
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#socket !== null) closeUdp(this.#socket)
    void this.#leave()
  }

  async #leave(): ReturnType<UdpDoors['ask']> {
    return this.#doors.ask({ ask: 'leave', token: encodeSecret(this.token) })
  }
}

/**
 * Opens a door at the server's UDP port.
 * @param local the server's address of the client's TCP connection
 * @returns the door, or the sentence why there is none
 */
export async function openDoor(doors: UdpDoors, local: string): Promise<UdpDoor | string> {
  const [token, nonce] = [randomBytes(SECRET_SIZE), randomBytes(SECRET_SIZE)]
  const secrets = { token: encodeSecret(token), nonce: encodeSecret(nonce) }
  const { port = 0, obstacle } = await doors.ask({ ask: 'open', ...secrets, local })
  return obstacle ?? new UdpDoor(doors, port, token, nonce)
}

/** Compares hashes, because `timingSafeEqual` needs equal lengths. */
function isSame(a: Buffer, b: Buffer): boolean {
  const [one, other] = [a, b].map((bytes) => createHash('sha256').update(bytes).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
