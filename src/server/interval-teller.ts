import type { Socket } from 'node:net'

import type { NativeAnswer } from '../protocol/native.ts'
import type { TellInterval } from '../transfer/interval-watch.ts'

/**
 * Tells a client of the intervals of what it sends.
 * @param seconds width of an interval
 * @param idle ms without payload after which the connection is dropped
 */
export function intervalTeller(
  socket: Socket,
  seconds: number,
  idle: number,
  say: (answer: NativeAnswer) => void,
): TellInterval {
  let quiet = 0
  return (index, bytes) => {
    // A client that does not read hears later, at the latest by the tally: nothing is piled up for it.
    if (socket.writableNeedDrain) return false
    // These lines must not keep a connection on which no payload moves any more.
    quiet = bytes > 0 ? 0 : quiet + seconds * 1000
    if (quiet >= idle) socket.destroy()
    else say({ interval: { index, bytes } })
    return true
  }
}
