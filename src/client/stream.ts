import type { NativeTransfer, Tally } from '../protocol/native.ts'
import type { WyndrvrError } from '../errors.ts'
import { ask } from './ask.ts'
import type { Channel } from './channel.ts'
import { transfer } from './native-transfer.ts'
import type { TransferResult } from './native-transfer.ts'

/** One connection of a native session that carries payload, in this thread or in one of its own. */
export interface Stream {
  /** @param onProgress is given what tells how far the receiving end is, where it is this one */
  readonly transfer: (
    request: NativeTransfer,
    timeout: number,
    onProgress: (tally: () => Tally) => void,
  ) => Promise<TransferResult>
  readonly goodbye: () => Promise<void>
  readonly destroy: (reason: WyndrvrError) => void
}

/** A stream in this thread. */
export function localStream(channel: Channel): Stream {
  return {
    transfer: async (request, timeout, onProgress) => transfer(channel, request, timeout, onProgress),
    goodbye: async () => {
      if (channel.usable) await ask(channel, { request: 'bye' })
    },
    destroy: (reason) => channel.destroy(reason),
  }
}
