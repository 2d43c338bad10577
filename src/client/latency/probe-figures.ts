import type { LatencyMeasurement } from '../../results/types.ts'
import { summarize } from '../../stats/summary.ts'
import type { Summary } from '../../stats/summary.ts'
import { judgeValidity, showsWaits } from '../../stats/validity.ts'
import { partOf } from '../../text/count.ts'
import type { ProbeSchedule } from './probe-schedule.ts'

type Counts = Pick<LatencyMeasurement, 'sent' | 'received' | 'lost' | 'lostOn' | 'duplicates' | 'samples'>

/** What a schedule has counted and timed so far, of a transport that shows neither where a probe was lost nor a duplicate. */
export function probeFigures({ rtts, lost, samples }: ProbeSchedule): Counts & Summary {
  const counts = { sent: rtts.length + lost, received: rtts.length, lost, lostOn: null, duplicates: null }
  return { ...counts, ...summarize(rtts, lost), ...(samples && { samples: samples.samples() }) }
}

/**
 * How much of a schedule was answered before it was cut off, in words.
 * @param count how many probes were asked for; `null` if a time was
 */
export function answeredSoFar({ rtts, lost }: ProbeSchedule, count: number | null): string {
  return `${partOf(rtts.length, count ?? rtts.length + lost, 'probe')} answered`
}

/**
 * Judges whether a complete latency is trustworthy.
 * @param missed slots of its schedule that were missed
 */
export function judged(measurement: LatencyMeasurement, missed: number): LatencyMeasurement {
  const validity = judgeValidity({
    ...measurement.ends,
    ...(showsWaits(measurement) && { waitsIn: 'times' }),
    samples: measurement.received,
    slots: { due: measurement.sent, missed },
    leastNetwork: measurement.network?.min ?? null,
  })
  return { ...measurement, validity }
}

/** A summary of round-trip times without the server's part; `null` without any. */
export function networkPart(times: readonly number[]): LatencyMeasurement['network'] {
  const { min, avg, max, p50 } = summarize(times)
  return min === null || avg === null || max === null ? null : { min, avg, max, p50 }
}
