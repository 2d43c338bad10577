import type { DatagramInterval } from '../../results/types.ts'
import { FLOW_MAX_INTERVALS, plannedSeconds } from '../../protocol/flow.ts'
import { flowInterval } from '../../stats/datagrams.ts'
import { wholeSlices } from '../../stats/slices.ts'
import type { DatagramPlan } from './plan.ts'

/** Reports the intervals of a running flow, and at its end the remaining ones. */
export class FlowIntervals {
  readonly #width: number
  readonly #payload: number
  readonly #whole: number
  readonly #tell: (interval: DatagramInterval) => void
  readonly #counts: number[] = []
  #told = 0

  constructor(plan: DatagramPlan, tell: (interval: DatagramInterval) => void) {
    this.#width = plan.interval
    this.#payload = plan.payload
    this.#whole = wholeSlices(plan.interval, plannedSeconds(plan), FLOW_MAX_INTERVALS)
    this.#tell = tell
  }

  /** How many were reported. */
  get told(): number {
    return this.#told
  }

  /** Datagrams of each interval that was taken. */
  get counts(): readonly number[] {
    return this.#counts
  }

  /** Takes a complete interval; false if it is not the next one, or is impossible. */
  take(index: number, bytes: number): boolean {
    if (index !== this.#told || index >= this.#whole || bytes % this.#payload !== 0) return false
    this.#told += 1
    this.#counts.push(bytes / this.#payload)
    const [from, to] = [index * this.#width, (index + 1) * this.#width]
    this.#tell(flowInterval(from, to, bytes / this.#payload, this.#payload))
    return true
  }

  /** Takes all intervals of the measurement. */
  finish(intervals: readonly DatagramInterval[]): void {
    const rest = intervals.slice(this.#told)
    this.#told += rest.length
    for (const interval of rest) this.#tell(interval)
  }
}
