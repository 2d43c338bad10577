import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { IPERF3_ERROR } from '../../protocol/iperf3.ts'
import type { SessionPlace } from './session-line.ts'
import type { StreamCount, StreamNews, StreamOrder, StreamPlan } from './session-messages.ts'
import { NOTHING_COUNTED } from './test-streams.ts'
import type { PeerCount, Streams, StreamsListener } from './test-streams.ts'

/** How long (ms) a client may take to send on all streams on which it sends. Clients send at once. */
const SILENCE = 1000

/**
 * The TCP streams of a test: connections that any worker of the server may have accepted. iperf3 tells them apart by the order
 * in which it opened them, but several workers may accept them in another one. So the streams of a test in both directions
 * are told apart by what they do: the client sends on some of them at once. And which count belongs to which stream of the
 * client is told by the amounts, which agree at both ends.
 */
export class TcpStreams implements Streams {
  readonly #place: SessionPlace
  readonly #plans: readonly StreamPlan[]
  readonly #listener: StreamsListener
  /** In the order in which they joined. */
  readonly #streams: number[] = []
  /** Those that have not left. */
  readonly #open = new Set<number>()
  /** Those on which the server sends; `null`: it is not clear yet. */
  #senders: ReadonlySet<number> | null
  readonly #heard = new Set<number>()
  /** Bytes that had arrived when the client ended the test. */
  readonly #arrived = new Map<number, number>()
  readonly #counts = new Map<number, StreamCount>()
  /** What the client says of each plan, and the plan of each stream once that is known. */
  #told: readonly (PeerCount | null)[] | null = null
  readonly #planOf = new Map<number, number>()
  /** When (ns) the test began; `null` before. */
  #begunAt: number | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(place: SessionPlace, plans: readonly StreamPlan[], listener: StreamsListener) {
    this.#place = place
    this.#plans = plans
    this.#listener = listener
    this.#senders = plans.some(({ sends }) => sends) ? null : new Set()
  }

  begin(at: number): void {
    this.#begunAt = at
    this.#say({ order: 'begin', at })
    if (this.#senders !== null) return
    if (this.#heard.size === this.#receivers) this.#decide()
    else this.#timer = setTimeout(() => this.#decide(), SILENCE)
  }

  stop(): void {
    this.#decide()
    this.#say({ order: 'stop' })
  }

  settle(told: readonly (PeerCount | null)[]): void {
    this.#told = told
    this.#match()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#say({ order: 'leave' })
  }

  /** Takes what a stream says. */
  hear(stream: number, news: StreamNews): void {
    switch (news.news) {
      case 'joined':
        return this.#join(stream)
      case 'heard':
        this.#heard.add(stream)
        if (this.#begunAt !== null && this.#heard.size === this.#receivers) this.#decide()
        return
      case 'arrived':
        this.#arrived.set(stream, news.bytes)
        return this.#match()
      case 'counted':
        return this.#count(stream, news.count)
      case 'left':
        return this.#leave(stream)
    }
  }

  /** How many streams the client sends on. */
  get #receivers(): number {
    return this.#plans.filter(({ sends }) => !sends).length
  }

  #join(stream: number): void {
    // It is one more than the client asked for.
    if (this.#streams.length === this.#plans.length) return this.#place.order(stream, { order: 'leave' })
    this.#streams.push(stream)
    this.#open.add(stream)
    const plan = this.#plans.find(({ sends }) => !sends) ?? this.#plans[0]
    if (plan !== undefined) this.#place.order(stream, { order: 'serve', plan })
    this.#listener.onOpened()
    if (this.#streams.length === this.#plans.length) this.#listener.onReady()
  }

  /** Those on which nothing has come, in the order in which they joined, are taken as iperf3 opens them: the last ones download. */
  #decide(): void {
    clearTimeout(this.#timer)
    if (this.#senders !== null) return
    const likely = this.#streams.toSorted((a, b) => Number(this.#heard.has(b)) - Number(this.#heard.has(a)))
    const senders = likely.slice(this.#receivers)
    this.#senders = new Set(senders)
    const plan = this.#plans.find(({ sends }) => sends)
    if (plan === undefined) return
    for (const stream of senders) {
      if (!this.#open.has(stream)) continue
      this.#place.order(stream, { order: 'serve', plan })
      if (this.#begunAt !== null) this.#place.order(stream, { order: 'begin', at: this.#begunAt })
    }
  }

  /** Finds the plan of each stream, as soon as both ends have said how much it moved. */
  #match(): void {
    const [told, senders] = [this.#told, this.#senders]
    if (told === null || senders === null) return
    for (const sends of [false, true]) {
      const mine = this.#streams.filter(
        (stream) => senders.has(stream) === sends && !this.#planOf.has(stream),
      )
      const bytesOf = (stream: number): number | undefined =>
        this.#counts.get(stream)?.bytes ?? this.#arrived.get(stream)
      if (mine.some((stream) => bytesOf(stream) === undefined)) continue
      const plans = [...this.#plans.keys()].filter((place) => this.#plans[place]?.sends === sends)
      const byTold = plans.toSorted((a, b) => (told[a]?.bytes ?? 0) - (told[b]?.bytes ?? 0))
      const byCount = mine.toSorted((a, b) => (bytesOf(a) ?? 0) - (bytesOf(b) ?? 0))
      for (const [rank, stream] of byCount.entries()) {
        const place = byTold[rank]
        if (place === undefined) continue
        this.#planOf.set(stream, place)
        if (this.#counts.has(stream)) this.#report(stream)
        else this.#place.order(stream, { order: 'settle', sent: told[place]?.bytes ?? null })
      }
    }
  }

  #count(stream: number, count: StreamCount): void {
    if (this.#counts.has(stream) || !this.#streams.includes(stream)) return
    this.#counts.set(stream, count)
    if (this.#planOf.has(stream)) this.#report(stream)
    else this.#match()
  }

  #report(stream: number): void {
    const [place, count] = [this.#planOf.get(stream), this.#counts.get(stream)]
    if (place !== undefined && count !== undefined) this.#listener.onCounted(place, count)
  }

  #leave(stream: number): void {
    if (!this.#open.delete(stream)) return
    if (this.#begunAt === null) return this.#listener.onFailed(IPERF3_ERROR.createStream)
    this.#count(stream, NOTHING_COUNTED)
    if (this.#open.size === 0) this.#listener.onDeserted()
  }

  #say(order: StreamOrder): void {
    for (const stream of this.#open) this.#place.order(stream, order)
  }
}
