import type { ConnectInterval } from '../results/events.ts'
import { RunningIntervals } from './running-intervals.ts'

/** The intervals of a running connect test. A sample is a connection: whether it was completed or failed. */
export class ConnectIntervals extends RunningIntervals<boolean, Figures> {
  /** @param width length of an interval in seconds */
  constructor(width: number, report: (interval: ConnectInterval) => void) {
    super(width, figuresOf, report)
  }
}

type Figures = Omit<ConnectInterval, 'from' | 'seconds'>

function figuresOf(connections: readonly boolean[], seconds: number): Figures {
  const completed = connections.filter(Boolean).length
  const failed = connections.length - completed
  return { completed, failed, rate: seconds > 0 ? completed / seconds : null }
}
