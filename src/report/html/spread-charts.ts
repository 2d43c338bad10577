import type { Histogram, LatencyFigures } from '../../results/types.ts'
import { withoutTime } from '../../results/requests.ts'
import { decimalText } from '../../units.ts'
import type { Point } from './dot-marks.ts'
import { lineChart } from './line-chart.ts'
import type { Line } from './line-chart.ts'
import type { Html } from './markup.ts'
import { isDrawable } from './plot-svg.ts'
import type { Shown } from './shown.ts'

/** Times of one kind, and how many never came to an end. */
interface Spread {
  readonly name: string
  readonly histogram: Histogram
  readonly lost: number
}

/**
 * How the times of measurements are distributed: the share below each time, and the time at each percentile.
 * @param of what the titles add
 */
export function spreadCharts(shown: readonly Shown[], of = ''): readonly Html[] {
  const steps = shown.flatMap(spreadsOf).map((spread) => ({ name: spread.name, steps: stepsOf(spread) }))
  const time = { label: 'ms', type: 'log' } as const
  return [
    lineChart(
      `Distribution${of}`,
      'The share of probes that were answered within each time (ECDF). A curve further left is faster; one that ends below 100 % lost probes.',
      steps.map(({ name, steps: points }): Line => ({ name, points: points.map(cumulative) })),
      {
        x: { ...time, label: 'ms (log axis)', tickFormat: decimalText },
        y: { label: 'share of probes, %', domain: [0, 100] },
        curve: 'step-after',
      },
    ),
    lineChart(
      `Percentiles${of}`,
      'The time within which each percentile was answered. The axis shows the slowest probes as large as all others.',
      steps.map(({ name, steps: points }): Line => ({ name, points: points.flatMap(byRarity) })),
      {
        x: {
          label: 'percentile (log axis)',
          type: 'log',
          ticks: [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6],
          tickFormat: percentileAt,
        },
        y: { ...time, label: 'ms (log axis)', tickFormat: decimalText },
        curve: 'step-after',
      },
    ),
  ]
}

/** Whether a measurement has times to draw. */
export function hasTimes(shown: Shown): boolean {
  return spreadsOf(shown).length > 0
}

/** The times of a measurement, each under its name. */
function spreadsOf({ name, measurement }: Shown): readonly Spread[] {
  switch (measurement.kind) {
    case 'latency':
      return [{ name, histogram: measurement.histogram, lost: measurement.lost }]
    case 'connect': {
      return [{ name, histogram: measurement.histogram, lost: withoutTime(measurement) }]
    }
    case 'loaded': {
      const { idle, download, upload, bidirectional } = measurement
      const phases: Readonly<Record<string, LatencyFigures>> = { idle, download, upload, bidirectional }
      return Object.entries(phases).map(([phase, { histogram, lost }]) => ({
        name: `${name}, ${phase}`,
        histogram,
        lost,
      }))
    }
    case 'throughput':
    case 'datagram':
    case 'capacity':
      return []
  }
}

/** How many samples are at or below a time in ms, of how many. */
interface Step {
  readonly ms: number
  readonly below: number
  readonly all: number
}

function stepsOf({ histogram: { smallest, growth, counts }, lost }: Spread): readonly Step[] {
  const buckets = Object.entries(counts)
    .map(([bucket, count]) => ({ ms: smallest * growth ** Number(bucket), count }))
    // A file can name a bucket whose bound no number can hold.
    .filter(({ ms, count }) => count > 0 && ms > 0 && isDrawable(ms))
  const all = buckets.reduce((sum, { count }) => sum + count, lost)
  let below = 0
  const steps = buckets.map(({ ms, count }) => ({ ms, below: (below += count), all }))
  const [first] = buckets
  return first === undefined ? [] : [{ ms: first.ms / growth, below: 0, all }, ...steps]
}

function cumulative({ ms, below, all }: Step): Point {
  return { x: ms, y: (below / all) * 100 }
}

/** The place of a percentile is one in how many samples are above it: p99 is at 100. The largest is at their number. */
function byRarity({ ms, below, all }: Step): readonly Point[] {
  return below === 0 ? [] : [{ x: below < all ? all / (all - below) : all * 1.0001, y: ms }]
}

function percentileAt(rarity: number): string {
  return rarity === 1 ? 'p0' : `p${decimalText(Number((100 - 100 / rarity).toFixed(6)))}`
}
