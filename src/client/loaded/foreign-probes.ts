import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { ask } from '../wire/ask.ts'
import { openChannel } from '../wire/channel.ts'
import type { Channel, ChannelOptions } from '../wire/channel.ts'
import { nativeHandshake } from '../wire/handshake.ts'

/** How many new connections are begun in a second. */
export const FOREIGN_RATE = 10

/** As many may be open at once; further ones are left out until some have ended. */
const MOST_OPEN = 64

/**
 * New connections under load: each is opened, joins the session as a stream would, and leaves when the server has
 * answered. A server in any mode serves them beside the session's others, a sequential one too.
 */
export class ForeignProbes {
  /** TCP connect times, and times from a first line to its answer; ms, of the same connections. */
  readonly connect: number[] = []
  readonly exchange: number[] = []
  /** Connections that were not served. */
  failed = 0
  readonly #target: ChannelOptions
  readonly #session: string
  readonly #open = new Set<AbortController>()
  #timer: NodeJS.Timeout | undefined
  #over = false

  /** @param target by its numeric address, so that no name is looked up for each */
  constructor(target: Omit<ChannelOptions, 'signal'>, session: string) {
    this.#target = target
    this.#session = session
  }

  /** Begins after a time (ms). */
  start(after: number): void {
    this.#timer = setTimeout(() => {
      void this.#probe()
      this.#timer = setInterval(() => void this.#probe(), 1000 / FOREIGN_RATE)
    }, after)
  }

  /** Ends it. Connections that are not served by now do not count: the load is over. */
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
      served = (await nativeHandshake(channel, hello, this.#target.timeout)) !== null
      if (served && !this.#over) {
        this.connect.push((connectedAt - begunAt) / 1e6)
        this.exchange.push((nanoseconds() - connectedAt) / 1e6)
        // The server closes first, and the wait for stray segments takes none of this host's ports.
        await ask(channel, { request: 'bye' })
      }
    } catch {
      // Whatever it was: a connection that was served is served, and one that was not is counted here.
    } finally {
      if (!served && !this.#over) this.failed += 1
      channel?.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', 'A probe was over.'))
      this.#open.delete(stop)
    }
  }
}
