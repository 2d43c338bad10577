import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { challengeDatagram, isHello, SECRET_SIZE } from '../../protocol/datagram.ts'
import { closeUdp, connectUdp, openUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'

/** Limit of answered hellos; a client repeats its hello until it gets an answer. */
const MOST_ANSWERS = 32

/**
 * Where a flow begins at the server: a UDP socket that only answers hellos with the flow's token, never with more bytes
 * than the hello. From the first such hello on, it accepts datagrams from that address only. The owner of the address
 * proves that it wants the flow by repeating the answer's nonce on the TCP connection: whoever forged the address knows
 * the token, but does not receive the answer.
 */
export class UdpDoor {
  readonly socket: UdpSocket
  readonly token: Buffer = randomBytes(SECRET_SIZE)
  readonly #nonce = randomBytes(SECRET_SIZE)
  #peer: Endpoint | null = null
  #answers = 0

  /** @internal use {@link openDoor} */
  constructor(socket: UdpSocket) {
    this.socket = socket
    socket.on('message', this.#take)
  }

  get port(): number {
    return this.socket.address().port
  }

  /** Whether a hello with the token has arrived. */
  get heard(): boolean {
    return this.#peer !== null
  }

  /**
   * Stops answering hellos, and connects the socket to the proved address.
   * @returns that address; `null` if the nonce is wrong
   */
  async enter(nonce: Buffer): Promise<Endpoint | null> {
    const peer = this.#peer
    if (peer === null || !isSame(nonce, this.#nonce)) return null
    this.socket.removeListener('message', this.#take)
    await connectUdp(this.socket, peer)
    return peer
  }

  close(): void {
    closeUdp(this.socket)
  }

  readonly #take = (bytes: Buffer, from: RemoteInfo): void => {
    if (!isHello(bytes, this.token)) return
    this.#peer ??= { address: from.address, port: from.port }
    if (from.address !== this.#peer.address || from.port !== this.#peer.port) return
    if (this.#answers >= MOST_ANSWERS) return
    this.#answers += 1
    this.socket.send(challengeDatagram(this.token, this.#nonce), from.port, from.address, () => undefined)
  }
}

/**
 * Opens a flow's socket, on the server's port if that is free, so that one open port in a firewall is enough, else on
 * any port.
 * @param local the server's end of the client's TCP connection
 * @throws the system's error
 */
export async function openDoor(local: Endpoint): Promise<UdpDoor> {
  try {
    return new UdpDoor(await openUdp(local))
  } catch {
    return new UdpDoor(await openUdp({ address: local.address, port: 0 }))
  }
}

/** Compares hashes, because `timingSafeEqual` needs equal lengths. */
function isSame(a: Buffer, b: Buffer): boolean {
  const [one, other] = [a, b].map((bytes) => createHash('sha256').update(bytes).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
