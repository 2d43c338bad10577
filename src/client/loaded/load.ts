import { WyndrvrError } from '../../errors.ts'
import type { Direction, ThroughputMeasurement } from '../../results/types.ts'

/** The load in one direction while latency is measured: a separate throughput test. */
export abstract class Load {
  readonly direction: Direction
  /** Round-trip times (ms) on the loaded connections. */
  readonly rtts: number[] = []
  /** What makes the load untrustworthy. */
  readonly notes: string[] = []
  /** Its measurement, complete or not; `null` without one. */
  measured: ThroughputMeasurement | null = null

  constructor(direction: Direction) {
    this.direction = direction
  }

  /** Why there are no round-trip times, in a sentence. */
  abstract get noRtts(): string

  /** What disturbs, so it comes before the measurement. */
  abstract prepare(): Promise<void>

  async run(): Promise<void> {
    try {
      this.measured = await this.transfer()
    } catch (error) {
      const partial = error instanceof WyndrvrError ? error.measurement : null
      this.measured = partial?.kind === 'throughput' ? partial : null
      throw error
    }
  }

  /** What comes after the measurement. */
  abstract finish(): Promise<void>

  /** Ends its connections, and what runs on them. */
  abstract destroy(reason: WyndrvrError): void

  protected abstract transfer(): Promise<ThroughputMeasurement>
}
