import type { LatencyInterval } from '../../results/events.ts'
import { timeText } from '../../text/time.ts'

/** The round-trip time of an interval, and how many probes were lost, if any. */
export function roundTripTexts(interval: LatencyInterval): readonly string[] {
  const { lost } = interval
  return [roundTripText(interval), ...(lost > 0 ? [`${lost} lost`] : [])]
}

/** The median, or the time of a single probe. */
function roundTripText({ p50, avg }: LatencyInterval): string {
  if (p50 !== null) return `p50 ${timeText(p50)}`
  return avg === null ? 'no answer' : `avg ${timeText(avg)}`
}
