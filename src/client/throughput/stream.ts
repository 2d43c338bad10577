import { formatHostPort } from '../../address.ts'
import type { WyndrvrError } from '../../errors.ts'
import type { NativeTransfer, NativeWelcome, TcpCounts } from '../../protocol/native.ts'
import type { Direction } from '../../results/types.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import { plainAddress } from '../../transfer/udp-socket.ts'
import { transfer } from './transfer.ts'
import type { TransferListener, TransferResult } from './transfer.ts'

/** A connection of a native session that carries payload, in this thread or in a worker thread. */
export interface Stream {
  /**
   * Whether both ends see the same addresses of the connection. Otherwise it may consist of several connections, with a
   * proxy between them, and a kernel knows only of the nearest one.
   */
  readonly direct: boolean
  /** Where the nearest connection of each direction's sender leads, `address:port`; `null` if unknown. */
  readonly leadsTo: Readonly<Record<Direction, string | null>>
  readonly transfer: (
    request: NativeTransfer,
    timeout: number,
    listener: TransferListener,
  ) => Promise<TransferResult>
  /** What the sending kernel of a direction knows of the connection; `null` if unknown. */
  readonly tcpCounts: (direction: Direction) => Promise<TcpCounts | null>
  readonly goodbye: () => Promise<void>
  readonly destroy: (reason: WyndrvrError) => void
}

/** A stream in this thread. */
export interface LocalStream extends Stream {
  /** Whether its connection was closed from outside while nothing ran on it. */
  readonly lostIdle: () => boolean
}

/** A stream in this thread. */
export function localStream(channel: Channel, { tellsTcp, peer }: NativeWelcome): LocalStream {
  return {
    direct: channel.isDirect(peer),
    leadsTo: {
      upload: channel.remote,
      download:
        peer === undefined ? null : formatHostPort({ host: plainAddress(peer.address), port: peer.port }),
    },
    lostIdle: () => channel.lostIdle,
    transfer: async (request, timeout, listener) => transfer(channel, request, timeout, listener),
    tcpCounts: async (direction) => {
      if (direction === 'upload') return channel.tcpCounts()
      return tellsTcp === true ? ((await ask(channel, { request: 'tcp' })).tcp ?? null) : null
    },
    goodbye: async () => {
      if (channel.usable) await ask(channel, { request: 'bye' })
    },
    destroy: (reason) => channel.destroy(reason),
  }
}
