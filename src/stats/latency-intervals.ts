import type { LatencyInterval } from '../results/events.ts'
import { RunningIntervals } from './running-intervals.ts'
import { brief } from './summary.ts'

/** The intervals of a running latency test. A sample is a probe's round-trip time in ms, `null` if it was lost. */
export class LatencyIntervals extends RunningIntervals<number | null, Figures> {
  /** @param width length of an interval in seconds */
  constructor(width: number, report: (interval: LatencyInterval) => void) {
    super(width, figuresOf, report)
  }
}

type Figures = Omit<LatencyInterval, 'from' | 'seconds'>

function figuresOf(probes: readonly (number | null)[]): Figures {
  const rtts = probes.filter((rtt) => rtt !== null)
  const lost = probes.length - rtts.length
  return { received: rtts.length, lost, ...brief(rtts, lost) }
}
