import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { challengeDatagram, isHello, SECRET_SIZE } from '../../protocol/datagram.ts'
import { closeUdp, connectUdp, openUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'

/** Hellos that are answered; a client says a few, as long as no answer comes. */
const MOST_ANSWERS = 32

/**
 * Where a flow begins at the server: a UDP socket that sends nothing but the answers to hellos with the flow's own token,
 * none longer than its hello. The first address that said one is the only one that is listened to from then on. Whether
 * its owner wants the flow is proved by the nonce in the answer, said on the TCP connection: a forged address would
 * have seen the token, but not what was sent to somebody else.
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

  /** Whether the token has come. */
  get heard(): boolean {
    return this.#peer !== null
  }

  /**
   * Ends the answers, and binds the socket to the address that was proved.
   * @returns that address; `null` where the nonce is wrong
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
 * Opens a flow's socket: on the port of the server where it is free, so that one open port is enough for a client behind a
 * firewall, else on any.
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

/** Hashes have the same length, whatever was said. */
function isSame(a: Buffer, b: Buffer): boolean {
  const [one, other] = [a, b].map((bytes) => createHash('sha256').update(bytes).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}
