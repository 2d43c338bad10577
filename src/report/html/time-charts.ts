import type { DatagramMeasurement, ThroughputInterval } from '../../results/types.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { lineChart } from './line-chart.ts'
import type { Line, Point } from './line-chart.ts'
import type { Html } from './markup.ts'
import type { Shown } from './shown.ts'

const SECONDS = { label: 'seconds from the start of the test' }

/** Throughput in time, all tests of a run over each other. */
export function rateChart(shown: readonly Shown[]): Html {
  const lines = shown.flatMap(({ name, measurement }): readonly Line[] =>
    measurement.kind === 'throughput'
      ? [{ name, points: pointsOf(measurement.intervals ?? [], ({ mbps }) => mbps) }]
      : [],
  )
  const ranges = lines.flatMap(({ name, points }) => {
    const rates = points.map(({ y }) => y).toSorted((one, other) => one - other)
    const [least = null] = rates
    return least === null ? [] : [`${name} from ${rateText(least)} to ${rateText(rates.at(-1) ?? null)}`]
  })
  return lineChart(
    'Throughput in time',
    `Payload that arrived in each interval: ${ranges.slice(0, 3).join('; ')}.`,
    lines,
    {
      x: SECONDS,
      y: { label: 'Mbps', domain: [0, highest(lines)] },
    },
  )
}

/** UDP loss in time: what arrived, below what was sent. */
export function datagramChart(shown: readonly Shown[]): Html {
  const lines = shown.flatMap(({ name, measurement }): readonly Line[] =>
    measurement.kind === 'datagram' ? [datagramLine(name, measurement)] : [],
  )
  const losses = shown.flatMap(({ name, measurement }) =>
    measurement.kind === 'datagram' ? [`${name} lost ${shareText(measurement.loss)}`] : [],
  )
  return lineChart(
    'UDP loss in time',
    `Datagrams that arrived in each interval. The level line is the mean rate at which they were sent, and what is missing below it was lost or late: ${losses.slice(0, 3).join('; ')}.`,
    lines,
    { x: SECONDS, y: { label: 'datagrams per second', domain: [0, highest(lines)] } },
  )
}

function datagramLine(name: string, { intervals, sent, seconds }: DatagramMeasurement): Line {
  const points = pointsOf(intervals, ({ received, seconds: time }) => (time > 0 ? received / time : null))
  return { name, points, ...(seconds > 0 && { level: sent / seconds }) }
}

/** Each interval at its middle. */
function pointsOf<T extends ThroughputInterval>(
  intervals: readonly T[],
  valueOf: (interval: T) => number | null,
): readonly Point[] {
  return intervals.flatMap((interval) => {
    const y = valueOf(interval)
    return y === null ? [] : [{ x: interval.from + interval.seconds / 2, y }]
  })
}

/** The axis begins at 0, so that heights can be compared. */
function highest(lines: readonly Line[]): number {
  const values = lines.flatMap(({ points, level = 0 }) => [level, ...points.map(({ y }) => y)])
  return values.reduce((most, value) => Math.max(most, value), 0) * 1.05 || 1
}
