import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'

import { makeAnswer, markOf, readMark, readSequenceNumber } from '../../protocol/datagram.ts'
import type { EchoFlowRequest } from '../../protocol/flow.ts'
import { SequenceWindow } from '../../stats/sequence-window.ts'
import { BusyPoll } from '../../host/busy-poll.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'

/** Number of probes that are remembered to find duplicates: more than are in flight at once. */
const WINDOW = 65_536

/** Limit of answers that wait for the kernel. */
const MOST_QUEUED = 1024

/** Sends every probe of a flow back, stamped; a duplicate too. */
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

  /** Distinct probes received, and duplicates. */
  get echoed(): { readonly received: number; readonly duplicates: number } {
    return { received: this.#received, duplicates: this.#duplicates }
  }

  /** Whether this end busy-polled. */
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
    // Answers that the kernel has no room for do not pile up: they are lost, as in a network.
    if (this.#socket.getSendQueueCount() >= MOST_QUEUED) return
    makeAnswer(probe, at, nanoseconds())
    this.#socket.send(probe, () => undefined)
  }
}
