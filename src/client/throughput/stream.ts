import type { WyndrvrError } from '../../errors.ts'
import type { NativeTransfer, TcpCounts } from '../../protocol/native.ts'
import type { Direction } from '../../results/types.ts'
import { ask } from '../wire/ask.ts'
import type { Channel } from '../wire/channel.ts'
import { transfer } from './transfer.ts'
import type { TransferListener, TransferResult } from './transfer.ts'

/** A connection of a native session that carries payload, in this thread or in a worker thread. */
export interface Stream {
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

/**
 * A stream in this thread.
 * @param tellsTcp whether the server reports its kernel's TCP facts
 */
export function localStream(channel: Channel, tellsTcp: boolean): Stream {
  return {
    transfer: async (request, timeout, listener) => transfer(channel, request, timeout, listener),
    tcpCounts: async (direction) => {
      if (direction === 'upload') return channel.tcpCounts()
      return tellsTcp ? ((await ask(channel, { request: 'tcp' })).tcp ?? null) : null
    },
    goodbye: async () => {
      if (channel.usable) await ask(channel, { request: 'bye' })
    },
    destroy: (reason) => channel.destroy(reason),
  }
}
