import type { WyndrvrError } from '../../errors.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { measureNativeThroughput } from '../throughput/native.ts'
import type { Stream } from '../throughput/stream.ts'
import { NOT_DIRECT, watchTcp } from '../throughput/tcp-facts.ts'
import type { AddTcpFacts } from '../throughput/tcp-facts.ts'
import type { ThroughputPlan } from '../throughput/plan.ts'
import { Load } from './load.ts'

/** A load on connections of the native dialect. The kernels that send know its round-trip times. */
export class NativeLoad extends Load {
  readonly #streams: readonly Stream[]
  readonly #plan: ThroughputPlan
  readonly #watched: boolean
  #addFacts: AddTcpFacts | null = null

  /** @param watched whether the kernels that send are asked */
  constructor(streams: readonly Stream[], direction: Direction, plan: ThroughputPlan, watched: boolean) {
    super(direction)
    this.#watched = watched
    this.#streams = streams.map((stream) => ({
      ...stream,
      transfer: async (request, timeout, listener) => {
        const rtts = watched && stream.direct
        const result = await stream.transfer({ ...request, rtts }, timeout, listener)
        this.rtts.push(...result.rtts)
        return result
      },
    }))
    this.#plan = plan
  }

  get noRtts(): string {
    // With a proxy on the way of a stream, a kernel knows a part of it only.
    return this.#streams.every(({ direct }) => direct) ? NO_RTTS : NOT_DIRECT
  }

  /** Asks the kernels that will send. */
  async prepare(): Promise<void> {
    if (this.#watched) this.#addFacts = await watchTcp(this.#streams, this.direction)
  }

  /** Asks the kernels again. */
  async finish(): Promise<void> {
    if (this.measured !== null && this.#addFacts !== null) this.measured = await this.#addFacts(this.measured)
  }

  destroy(reason: WyndrvrError): void {
    for (const stream of this.#streams) stream.destroy(reason)
  }

  protected async transfer(): Promise<ThroughputMeasurement> {
    return measureNativeThroughput(this.#streams, this.direction, this.#plan)
  }
}

const NO_RTTS =
  'The round-trip time of the connections that carry the load needs Linux and its tool ss at the sending end, and a phase of a second.'
