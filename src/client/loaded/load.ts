import { WyndrvrError } from '../../errors.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { measureNativeThroughput } from '../throughput/native.ts'
import type { Stream } from '../throughput/stream.ts'
import { watchTcp } from '../throughput/tcp-facts.ts'
import type { AddTcpFacts } from '../throughput/tcp-facts.ts'
import type { ThroughputPlan } from '../throughput/plan.ts'

/** The load in one direction while latency is measured: a separate throughput test. */
export class Load {
  readonly direction: Direction
  /** Whether the kernels that send know the whole way of each stream: there is no proxy on it. */
  readonly direct: boolean
  /** Round-trip times (ms) on the loaded connections, from the kernels that send. */
  readonly rtts: number[] = []
  /** Its measurement, complete or not; `null` without one. */
  measured: ThroughputMeasurement | null = null
  readonly #streams: readonly Stream[]
  readonly #plan: ThroughputPlan
  readonly #watched: boolean
  #addFacts: AddTcpFacts | null = null

  /** @param watched whether the kernels that send are asked */
  constructor(streams: readonly Stream[], direction: Direction, plan: ThroughputPlan, watched: boolean) {
    this.direction = direction
    this.#watched = watched
    this.direct = streams.every((stream) => stream.direct)
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

  /** Asks the kernels that will send. It disturbs, so it comes before the measurement. */
  async prepare(): Promise<void> {
    if (this.#watched) this.#addFacts = await watchTcp(this.#streams, this.direction)
  }

  async run(): Promise<void> {
    try {
      this.measured = await measureNativeThroughput(this.#streams, this.direction, this.#plan)
    } catch (error) {
      const partial = error instanceof WyndrvrError ? error.measurement : null
      this.measured = partial?.kind === 'throughput' ? partial : null
      throw error
    }
  }

  /** Asks the kernels again, after the measurement. */
  async finish(): Promise<void> {
    if (this.measured !== null && this.#addFacts !== null) this.measured = await this.#addFacts(this.measured)
  }

  /** Ends its connections, and what runs on them. */
  destroy(reason: WyndrvrError): void {
    for (const stream of this.#streams) stream.destroy(reason)
  }
}
