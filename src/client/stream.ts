import type { NativeTransfer } from '../protocol/native.ts'
import type { WyndrvrError } from '../errors.ts'
import { ask } from './ask.ts'
import type { Channel } from './channel.ts'
import { transfer } from './native-transfer.ts'
import type { TransferListener, TransferResult } from './native-transfer.ts'

/** One connection of a native session that carries payload, in this thread or in one of its own. */
export interface Stream {
  readonly transfer: (
    request: NativeTransfer,
    timeout: number,
    listener: TransferListener,
  ) => Promise<TransferResult>
  readonly goodbye: () => Promise<void>
  readonly destroy: (reason: WyndrvrError) => void
}

/** A stream in this thread. */
export function localStream(channel: Channel): Stream {
  return {
    transfer: async (request, timeout, listener) => transfer(channel, request, timeout, listener),
    goodbye: async () => {
      if (channel.usable) await ask(channel, { request: 'bye' })
    },
    destroy: (reason) => channel.destroy(reason),
  }
}
