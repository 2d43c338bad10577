import type {
  DatagramMeasurement,
  DirectionSlices,
  StreamSlices,
  ThroughputInterval,
  ThroughputMeasurement,
} from '../../results/types.ts'
import { rateText } from '../../text/rate.ts'
import { shareText } from '../../text/share.ts'
import { mbps } from '../../units.ts'
import type { Point } from './dot-marks.ts'
import { lineChart } from './line-chart.ts'
import type { Line } from './line-chart.ts'
import type { Html } from './markup.ts'
import { isDrawable } from './plot-svg.ts'
import type { Shown } from './shown.ts'

const SECONDS = { label: 'seconds from the start of the test' }

/** Most streams of a test that are drawn. */
const MOST_STREAMS = 16

/** Throughput in time, all tests of a run over each other. */
export function rateChart(shown: readonly Shown[]): Html {
  const lines = shown.flatMap(({ name, measurement }): readonly Line[] =>
    measurement.kind === 'throughput' ? [rateLine(name, measurement)] : [],
  )
  const ranges = lines.flatMap(({ name, points }) => {
    const rates = points.map(({ y }) => y).toSorted((one, other) => one - other)
    const [least = null] = rates
    return least === null ? [] : [`${name} from ${rateText(least)} to ${rateText(rates.at(-1) ?? null)}`]
  })
  return lineChart(
    'Throughput in time',
    `Payload that arrived in each interval: ${ranges.slice(0, 3).join('; ')}.${streamsIn(lines)}`,
    lines,
    {
      x: SECONDS,
      y: { label: 'Mbps', domain: [0, highest(lines)] },
    },
  )
}

/** Says what thin lines are, if any are drawn. */
export function streamsIn(lines: readonly Pick<Line, 'parts'>[]): string {
  return lines.some(({ parts = [] }) => parts.length > 0) ? ' Thin lines are the streams of a test.' : ''
}

function rateLine(name: string, { intervals, streams }: ThroughputMeasurement): Line {
  const slices = { intervals: intervals ?? [], streams: streams.flatMap((stream) => stream.slices ?? []) }
  return { name, ...rateLines(slices) }
}

/** Throughput in time, and that of each stream. */
export function rateLines({ intervals, streams }: DirectionSlices): Pick<Line, 'points' | 'parts'> {
  const pointsIn = (slices: readonly ThroughputInterval[]): readonly Point[] =>
    pointsOf(slices, ({ mbps: rate }) => rate)
  // One stream is its own sum.
  const drawn = streams.length < 2 ? [] : streams.slice(0, MOST_STREAMS)
  return {
    points: pointsIn(intervals),
    parts: drawn.map((slices) => pointsIn(streamIntervals(intervals, slices))),
  }
}

/** The slices of a stream, with the times of the intervals that they are of. */
function streamIntervals(
  intervals: readonly ThroughputInterval[],
  { every, bytes }: StreamSlices,
): readonly ThroughputInterval[] {
  return bytes.flatMap((arrived, index) => {
    const of = intervals.slice(index * every, (index + 1) * every)
    const [first] = of
    if (first === undefined) return []
    const seconds = of.reduce((sum, each) => sum + each.seconds, 0)
    return [{ from: first.from, seconds, bytes: arrived, mbps: mbps(arrived, seconds) }]
  })
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
  const level = sent / seconds
  return { name, points, ...(isDrawable(level) && { level }) }
}

/** Each interval at its middle. */
function pointsOf<T extends ThroughputInterval>(
  intervals: readonly T[],
  valueOf: (interval: T) => number | null,
): readonly Point[] {
  return intervals.flatMap((interval) => {
    const x = interval.from + interval.seconds / 2
    const y = valueOf(interval)
    return y !== null && isDrawable(x) && isDrawable(y) ? [{ x, y }] : []
  })
}

/** The end of an axis that begins at 0, so that heights can be compared. */
export function highest(lines: readonly Omit<Line, 'name'>[]): number {
  const values = lines.flatMap(({ points, level = 0 }) => [level, ...points.map(({ y }) => y)])
  return values.reduce((most, value) => Math.max(most, value), 0) * 1.05 || 1
}
