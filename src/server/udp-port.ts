import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { systemCodeOf } from '../errors.ts'
import { challengeDatagram, helloToken } from '../protocol/datagram.ts'
import { decodeSecret, encodeSecret } from '../protocol/flow.ts'
import { iperf3Reply } from '../protocol/iperf3-datagram.ts'
import { closeUdp, openUdp, plainAddress, SHARING } from '../transfer/udp-socket.ts'
import type { Endpoint, Sharing } from '../transfer/udp-socket.ts'
import type { Address } from './listen.ts'
import { UdpHellos } from './udp-hellos.ts'
import type { UdpAsk, UdpReply } from './udp-messages.ts'

/** Limit of answered hellos: twice as many as a client sends, so that every one counts on a path that loses most of them. */
const MOST_ANSWERS = 128

/** A flow whose hello is expected. */
interface Knock {
  readonly worker: object
  readonly token: Buffer
  readonly nonce: Buffer
  /** The door for the address of its connection; `null`: the server's own. */
  readonly door: LocalDoor | null
  /** Where its first hello came from, and the address at which it arrived. */
  peer: Endpoint | null
  local: string
  answers: number
}

/** A socket for one of the addresses of a server that listens on all of them: its answers come from that address. */
interface LocalDoor {
  readonly address: string
  readonly opened: Promise<UdpSocket | null>
  users: number
}

/**
 * The UDP port of a server. It has the number of the TCP port, so that one port mapping covers both. It answers the hellos of all workers' flows, never with more bytes than the hello, and only if the token is
 * right. When the client has proved its address, the flow's worker opens a socket on the same port that is connected to
 * the client: the kernel then delivers the client's datagrams there, and nobody else's.
 */
export class UdpPort {
  readonly #sharing: Sharing
  readonly #knocks = new Map<string, Knock>()
  readonly #locals = new Map<string, LocalDoor>()
  readonly #hellos = new UdpHellos()
  #address: Address | null = null
  #own: UdpSocket | null = null
  #closed = false
  /** If the platform cannot share a port: the flow that has it. */
  #lent: Pick<Knock, 'worker' | 'token'> | null = null
  #ready: () => void = () => undefined
  readonly #bound = new Promise<void>((resolve) => {
    this.#ready = resolve
  })

  constructor(sharing: Sharing = SHARING) {
    this.#sharing = sharing
  }

  /**
   * Takes the port of the TCP address.
   * @returns why it is not available, `null` if it is
   */
  async bind(address: Address): Promise<string | null> {
    this.#address = address
    const obstacle = await this.#openOwn()
    this.#ready()
    return obstacle
  }

  /** Serves a worker. */
  async take(worker: object, ask: UdpAsk): Promise<UdpReply> {
    const { type, id, token } = ask
    if (ask.ask === 'leave') return { type, id, ...this.#leave(token) }
    if (ask.ask === 'hello') return { type, id, hello: await this.#hello(token) }
    if (ask.ask === 'stray') this.#hellos.hear(ask.hello)
    if (ask.ask === 'stray') return { type, id }
    await this.#bound
    if (ask.ask === 'expect') {
      const obstacle = this.#sharing === 'none' ? NOT_SHARED : await this.#openOwn()
      if (obstacle !== null) return { type, id, obstacle }
      await this.#hellos.expect(worker, token, ask.from)
      return { type, id }
    }
    const obstacle = await this.#knock(worker, ask)
    return obstacle === null ? { type, id, port: this.#address?.port ?? 0 } : { type, id, obstacle }
  }

  /** Ends the flows of a worker that has died. */
  forget(worker: object): void {
    for (const [token, knock] of this.#knocks) if (knock.worker === worker) this.#leave(token)
    this.#hellos.forget(worker)
    if (this.#lent?.worker === worker) this.#takeBack()
  }

  close(): void {
    this.#closed = true
    this.#closeSockets()
  }

  async #knock(worker: object, ask: UdpAsk & { readonly ask: 'open' }): Promise<string | null> {
    // The program that had the port may have ended.
    const obstacle = this.#lent === null ? await this.#openOwn() : ONE_AT_A_TIME
    if (obstacle !== null) return obstacle
    const door = await this.#doorAt(plainAddress(ask.local))
    const [token, nonce] = [decodeSecret(ask.token), decodeSecret(ask.nonce)]
    if (token === null || nonce === null) return 'The token is wrong.'
    this.#knocks.set(ask.token, { worker, token, nonce, door, peer: null, local: '', answers: 0 })
    return null
  }

  async #hello(token: string): Promise<NonNullable<UdpReply['hello']> | null> {
    const hello = await this.#hellos.next(token)
    return hello && { ...hello, sharing: this.#sharing }
  }

  /** Stops answering the hellos of a flow. */
  #leave(token: string): Pick<UdpReply, 'entered'> {
    if (this.#hellos.leave(token)) return {}
    const knock = this.#knocks.get(token)
    if (knock === undefined) {
      if (this.#lent && encodeSecret(this.#lent.token) === token) this.#takeBack()
      return { entered: null }
    }
    this.#knocks.delete(token)
    const { peer, local } = knock
    if (peer !== null && this.#sharing === 'none') {
      this.#lent = knock
      this.#closeSockets()
    }
    this.#release(knock.door)
    if (peer === null) return { entered: null }
    return { entered: { peer, local, sharing: this.#sharing } }
  }

  async #openOwn(): Promise<string | null> {
    const address = this.#address
    if (this.#own !== null || address === null || this.#closed) return null
    const { host, port } = address
    try {
      // A socket that shares the port would share it with another program's, unnoticed.
      closeUdp(await openUdp({ address: host, port }, { dual: true }))
      const socket = await openUdp({ address: host, port }, { dual: true, sharing: this.#sharing })
      if (this.#isTaken()) closeUdp(socket)
      else this.#own = this.#listen(socket, host)
      return null
    } catch (error) {
      const code = systemCodeOf(error) ?? 'it failed'
      const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`
      return `UDP port ${port} of the server ${why}.`
    }
  }

  /** Whether it was opened by another call, or is not needed any more. */
  #isTaken(): boolean {
    return this.#own !== null || this.#closed
  }

  /** Answers must come from the address that the client knows, which a socket on all addresses cannot tell. */
  async #doorAt(address: string): Promise<LocalDoor | null> {
    const { host = '', port = 0 } = this.#address ?? {}
    if ((host !== '0.0.0.0' && host !== '::') || this.#sharing === 'none') return null
    const open = async (): Promise<UdpSocket | null> => {
      const socket = await openUdp({ address, port }, { sharing: this.#sharing }).catch(() => null)
      return socket && this.#listen(socket, address)
    }
    const door = this.#locals.get(address) ?? { address, opened: open(), users: 0 }
    door.users += 1
    this.#locals.set(address, door)
    await door.opened
    return door
  }

  #release(door: LocalDoor | null): void {
    if (door === null) return
    door.users -= 1
    if (door.users > 0) return
    this.#locals.delete(door.address)
    void door.opened.then((socket) => socket && closeUdp(socket))
  }

  #listen(socket: UdpSocket, local: string): UdpSocket {
    return socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      if (iperf3Reply(bytes) !== null) {
        const peer = { address: plainAddress(from.address), port: from.port }
        return this.#hellos.hear({ peer, bytes: bytes.toString('latin1') })
      }
      const token = helloToken(bytes)
      const knock = token === null ? undefined : this.#knocks.get(encodeSecret(token))
      if (knock === undefined) return
      if (knock.peer === null) {
        const peer = { address: plainAddress(from.address), port: from.port }
        const isMapped = local === '::' && !peer.address.includes(':')
        Object.assign(knock, { peer, local: isMapped ? '0.0.0.0' : local })
      }
      if (plainAddress(from.address) !== knock.peer?.address || from.port !== knock.peer.port) return
      if (knock.answers >= MOST_ANSWERS) return
      knock.answers += 1
      socket.send(challengeDatagram(knock.token, knock.nonce), from.port, from.address, () => undefined)
    })
  }

  #takeBack(): void {
    this.#lent = null
    void this.#openOwn()
  }

  #closeSockets(): void {
    if (this.#own !== null) closeUdp(this.#own)
    this.#own = null
    for (const door of this.#locals.values()) void door.opened.then((socket) => socket && closeUdp(socket))
    this.#locals.clear()
  }
}

const NOT_SHARED = 'On this platform the server has no UDP in the iperf3 dialect.'

const ONE_AT_A_TIME =
  'On this platform the server measures one UDP flow at a time, and another one is running.'
