import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../../host/timers.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { sendHttpProbe } from '../latency/http.ts'
import { openBeside } from '../open-beside.ts'
import type { HttpSession } from '../session.ts'
import { measureOver } from '../throughput/http.ts'
import type { ThroughputPlan } from '../throughput/plan.ts'
import type { HttpLink } from '../wire/http-link.ts'
import { Load } from './load.ts'

/** Probes per second on a connection with load. */
export const SELF_RATE = 10

/** The most probes at a time on a connection with load. Further ones are skipped until some are answered. */
const MOST_OPEN = 64

/** Bytes of the answer to a probe, as in the draft. */
const PROBE_BYTES = 1

/**
 * A load over HTTP: over HTTP/2 on the streams of a connection of its own, over HTTP/1.1 on a connection for each stream. Over HTTP/2, probes on
 * further streams of the connection show its round-trip times: http_l in the draft.
 */
export class HttpLoad extends Load {
  readonly noRtts: string
  readonly #session: HttpSession
  readonly #plan: ThroughputPlan
  readonly #isShared: boolean
  readonly #probed: boolean
  #links: readonly HttpLink[] = []

  /** @param probed whether its connection has probes */
  constructor(session: HttpSession, direction: Direction, plan: ThroughputPlan, probed: boolean) {
    super(direction)
    this.#session = session
    this.#plan = plan
    this.#isShared = session.dialect === 'http2'
    this.#probed = probed && this.#isShared
    this.noRtts = this.#isShared ? NO_ANSWER : ONE_REQUEST
  }

  /** Opens the connections. */
  async prepare(): Promise<void> {
    const { streams } = this.#plan
    this.#links = await openBeside(this.#session, this.#isShared ? 1 : streams)
    if (this.#isShared) for (const link of this.#links) link.requireRequests(streams + (this.#probed ? 1 : 0))
  }

  /** Ends the connections. */
  async finish(): Promise<void> {
    this.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The load is over.'))
  }

  destroy(reason: WyndrvrError): void {
    for (const link of this.#links) link.destroy(reason)
  }

  protected async transfer(): Promise<ThroughputMeasurement> {
    const [first] = this.#links
    if (first === undefined) throw new Error('A load has no connection.')
    const stop = this.#probed ? this.#probe(first) : () => undefined
    try {
      const { streams } = this.#plan
      const links = this.#isShared ? Array.from({ length: streams }, () => first) : this.#links
      return await measureOver(links, this.direction, this.#plan, false, this.notes)
    } finally {
      stop()
    }
  }

  /**
   * Sends probes after the warm-up.
   * @returns what ends that: answers that arrive later do not count, because the load is over
   */
  #probe(link: HttpLink): () => void {
    const { streams, warmup } = this.#plan
    const most = Math.min(MOST_OPEN, link.mostRequests - streams)
    let open = 0
    let over = false
    const send = (): void => {
      if (open >= most) return
      open += 1
      const sentAt = nanoseconds()
      const onAnswer = (_held: number, arrivedAt: number): void => {
        open -= 1
        if (!over) this.rtts.push((arrivedAt - sentAt) / 1e6)
      }
      const onFail = (): void => {
        // If the connection is gone, the transfer says so.
        open -= 1
      }
      sendHttpProbe(link, PROBE_BYTES, onAnswer, onFail)
    }
    let timer: NodeJS.Timeout | undefined
    const begin = setTimeout(() => {
      send()
      timer = setInterval(send, 1000 / SELF_RATE)
    }, warmup * 1000)
    return () => {
      over = true
      clearTimeout(begin)
      clearInterval(timer)
    }
  }
}

const NO_ANSWER = 'No probe was answered in time on the connections that carry the load.'

const ONE_REQUEST =
  'The formula needs requests on the connections that carry the load, and over HTTP/1.1 these have one request at a time. Measure over HTTP/2 (--http-version 2).'
