import type { CapacityLimit, CapacityMeasurement } from '../results/types.ts'
import { rateText } from '../text/rate.ts'

/** What kept a search from finding a higher rate, to follow `limited by`. */
export const LIMITS: Readonly<Record<CapacityLimit, string>> = {
  network: 'the network',
  receiver: 'the receiving host',
  sender: 'the sender',
  rate: 'the highest rate of the search',
  trials: 'the number of trials',
}

/** The two loads between which the capacity is: `from 9.41 Mbps to 9.88 Mbps`. */
export function boundsText({ lower, upper }: CapacityMeasurement): string {
  if (lower === null) return upper === null ? 'no bound found' : `below ${rateText(upper)}`
  return upper === null ? `at least ${rateText(lower)}` : `from ${rateText(lower)} to ${rateText(upper)}`
}
