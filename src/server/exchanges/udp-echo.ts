import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { makeAnswer, markOf, readMark, readSequenceNumber } from '../../protocol/datagram.ts'
import type { EchoFlowRequest } from '../../protocol/flow.ts'
import { SequenceWindow } from '../../stats/sequence-window.ts'
import { BusyPoll } from '../../host/busy-poll.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'

/** Probes of which it is remembered whether they came: more than are on their way at once. */
const WINDOW = 65_536

/** Answers that may wait for the kernel. */
const MOST_QUEUED = 1024

/** Sends every probe of a flow back, once for each time it came, stamped. */
export class UdpEcho {
  readonly #socket: UdpSocket
  readonly #payload: number
  readonly #peer: Endpoint
  readonly #mark: number
  readonly #window = new SequenceWindow(WINDOW)
  readonly #poll: BusyPoll
  #received = 0
  #duplicates = 0

  constructor(socket: UdpSocket, { payload, busyPoll }: EchoFlowRequest, peer: Endpoint, token: Buffer) {
    this.#socket = socket
    this.#payload = payload
    this.#peer = peer
    this.#mark = markOf('probe', token)
    this.#poll = new BusyPoll(busyPoll)
    socket.on('message', this.#take)
  }

  /** Different probes that came, and those that came again. */
  get echoed(): { readonly received: number; readonly duplicates: number } {
    return { received: this.#received, duplicates: this.#duplicates }
  }

  /** Whether this end kept its event loop turning. */
  get busyPolls(): boolean {
    return this.#poll.worked
  }

  close(): void {
    this.#poll.stop()
    this.#socket.removeListener('message', this.#take)
  }

  readonly #take = (probe: Buffer, from: RemoteInfo): void => {
    const at = nanoseconds()
    if (probe.length !== this.#payload || readMark(probe) !== this.#mark) return
    if (from.port !== this.#peer.port || from.address !== this.#peer.address) return
    this.#poll.renew()
    const kind = this.#window.take(readSequenceNumber(probe))
    if (kind === 'new') this.#received += 1
    else this.#duplicates += 1
    // Answers that the kernel has no room for don't pile up: they are lost, as they would be in the network.
    if (this.#socket.getSendQueueCount() >= MOST_QUEUED) return
    makeAnswer(probe, at, nanoseconds())
    this.#socket.send(probe, () => undefined)
  }
}
