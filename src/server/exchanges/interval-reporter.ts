import type { ReportInterval } from '../../transfer/interval-watch.ts'
import type { ExchangeHost } from './exchange.ts'

/**
 * Reports the intervals of a client's payload to that client.
 * @param seconds width of an interval
 */
export function intervalReporter({ socket, idle, say }: ExchangeHost, seconds: number): ReportInterval {
  let quiet = 0
  return (index, bytes) => {
    // A client that does not read gets its intervals later, at the latest in the tally: nothing piles up for it.
    if (socket.writableNeedDrain) return false
    // These lines count as traffic, but must not keep a connection alive on which no payload moves.
    quiet = bytes > 0 ? 0 : quiet + seconds * 1000
    if (quiet >= idle) socket.destroy()
    else say({ interval: { index, bytes } })
    return true
  }
}
