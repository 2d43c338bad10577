import { clearInterval, setInterval, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { ask } from '../wire/ask.ts'
import { openChannel } from '../wire/open-channel.ts'
import type { Channel, ChannelOptions } from '../wire/channel.ts'
import { nativeHandshake } from '../wire/handshake.ts'
import { joining } from '../wire/web-socket-target.ts'

/** New connections per second. */
export const FOREIGN_RATE = 10

/** The most new connections open at once. Further ones are skipped until some have ended. */
const MOST_OPEN = 64

/**
 * New connections under load: each is opened, joins the session as a stream does, and leaves when the server has
 * answered. A server in any mode, even a sequential one, serves them beside the other connections of the session.
 */
export class ForeignProbes {
  /** TCP connect times, and times from the first line to its answer; ms, of the same connections. */
  readonly connect: number[] = []
  readonly exchange: number[] = []
  /** Connections that were not served. */
  failed = 0
  readonly #target: ChannelOptions
  readonly #session: string
  readonly #open = new Set<AbortController>()
  #timer: NodeJS.Timeout | undefined
  #over = false

  /** @param target by its numeric address, so that no connection needs a name lookup */
  constructor(target: Omit<ChannelOptions, 'signal'>, session: string) {
    this.#target = joining(target, session)
    this.#session = session
  }

  /** Starts after a delay (ms). */
  start(after: number): void {
    this.#timer = setTimeout(() => {
      void this.#probe()
      this.#timer = setInterval(() => void this.#probe(), 1000 / FOREIGN_RATE)
    }, after)
  }

  /** Stops. Connections that are not served by now do not count, because the load is over. */
  stop(): void {
    this.#over = true
    clearInterval(this.#timer)
    for (const stop of this.#open) stop.abort()
  }

  async #probe(): Promise<void> {
    if (this.#open.size >= MOST_OPEN) return
    const stop = new AbortController()
    this.#open.add(stop)
    let channel: Channel | null = null
    let served = false
    try {
      const begunAt = nanoseconds()
      channel = await openChannel({ ...this.#target, signal: stop.signal })
      const connectedAt = nanoseconds()
      const hello = { role: 'stream', session: this.#session } as const
      served = (await nativeHandshake(channel, hello, this.#target)) !== null
      if (served && !this.#over) {
        // The figure is of TCP alone, as without TLS and WebSocket.
        const { secured, upgrade } = channel
        this.connect.push((connectedAt - begunAt) / 1e6 - (secured?.handshake ?? 0) - upgrade)
        this.exchange.push((nanoseconds() - connectedAt) / 1e6)
        // The server closes first, so that TIME_WAIT occupies none of this host's ports.
        await ask(channel, { request: 'bye' })
      }
    } catch {
      // Whatever failed: a connection that was served counts, and any other is counted below.
    } finally {
      if (!served && !this.#over) this.failed += 1
      channel?.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A probe was over.'))
      this.#open.delete(stop)
    }
  }
}
