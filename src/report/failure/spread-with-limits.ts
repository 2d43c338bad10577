import type { LatencyFigures } from '../../results/types.ts'
import { blocks } from '../terminal/bars.ts'
import type { Paint } from '../terminal/paint.ts'
import { limitText } from '../../text/figure.ts'
import { shareText } from '../../text/share.ts'
import { timeText } from '../../text/time.ts'

/** A limit on times, in ms. */
export interface TimeLimit {
  readonly bound: number
  /** Whether times above it break it, as with `<`. */
  readonly ceiling: boolean
}

/** Width of the picture in columns. */
const WIDTH = 64

/** A narrower picture shows nothing. */
const LEAST_WIDTH = 3

/**
 * A histogram on a logarithmic scale that includes the limits, each marked below with the share of samples beyond it. Empty
 * without limits or samples.
 */
export function spreadWithLimits(
  times: Pick<LatencyFigures, 'histogram' | 'sent' | 'lost' | 'min' | 'max'>,
  limits: readonly TimeLimit[],
  paint: Paint,
): readonly string[] {
  const { histogram, min, max } = times
  const counts = Object.entries(histogram.counts).map(([bucket, count]) => [Number(bucket), count] as const)
  const [first] = limits
  if (first === undefined || counts.length === 0 || min === null || max === null) return []
  const bucketOf = (time: number): number =>
    Math.max(0, Math.ceil(Math.log(time / histogram.smallest) / Math.log(histogram.growth) - 1e-9))
  const buckets = [...counts.map(([bucket]) => bucket), ...limits.map(({ bound }) => bucketOf(bound))]
  const least = Math.min(...buckets)
  const span = Math.max(...buckets) - least + 1
  const width = Math.min(WIDTH, span)
  const columnOf = (bucket: number): number => Math.floor(((bucket - least) * width) / span)
  const beyond = limits.map((limit) => beyondText(times, limit, bucketOf(limit.bound)))
  if (width < LEAST_WIDTH) return beyond
  // Bucket bounds are already logarithmic.
  const bars = Array.from({ length: width }, () => 0)
  for (const [bucket, count] of counts) bars[columnOf(bucket)] = (bars[columnOf(bucket)] ?? 0) + count
  const ends = [min, max, ...limits.map(({ bound }) => bound)]
  return [
    painted(blocks(bars, ' '), columnOf(bucketOf(first.bound)), first, paint),
    paint('aside', axis(timeText(Math.min(...ends)), timeText(Math.max(...ends)), width)),
    ...limits.map(({ bound }, index) => marked(columnOf(bucketOf(bound)), beyond[index] ?? '', paint)),
  ]
}

/** Colors the part beyond the limit. */
function painted(bars: string, column: number, { ceiling }: TimeLimit, paint: Paint): string {
  const cut = ceiling ? column + 1 : column
  const [below, above] = [bars.slice(0, cut), bars.slice(cut)]
  return paint(ceiling ? 'chart' : 'bad', below) + paint(ceiling ? 'bad' : 'chart', above)
}

/** The ends of the scale, with a line between them if it fits. */
function axis(from: string, to: string, width: number): string {
  const room = width - from.length - to.length - 2
  const words = ' log scale '
  if (room < 1) return `${from} to ${to}`
  const line = room >= words.length + 4 ? words.padStart(Math.ceil((room + words.length) / 2), '─') : ''
  return `${from} ${line.padEnd(room, '─')} ${to}`
}

/** The mark below the limit's column, with its text on the side that has space. */
function marked(column: number, text: string, paint: Paint): string {
  const before = column - text.length - 1
  return before >= 0 && column > WIDTH / 2
    ? `${' '.repeat(before)}${text} ${paint('bad', '^')}`
    : `${' '.repeat(column)}${paint('bad', '^')} ${text}`
}

/** Counts a bucket by its middle, which is at most 1 % off. Lost samples are above any limit. */
function beyondText(
  { histogram, sent, lost }: Pick<LatencyFigures, 'histogram' | 'sent' | 'lost'>,
  { bound, ceiling }: TimeLimit,
  limitBucket: number,
): string {
  const { smallest, growth } = histogram
  const middle = (smallest * growth ** (limitBucket - 1) + smallest * growth ** limitBucket) / 2
  let above = lost
  for (const [bucket, count] of Object.entries(histogram.counts)) {
    if (Number(bucket) > limitBucket || (Number(bucket) === limitBucket && middle > bound)) above += count
  }
  const beyond = ceiling ? above : sent - above
  const notBack = ceiling && lost > 0 ? `, ${lost} of them lost` : ''
  const share = shareText(sent > 0 ? beyond / sent : null)
  return `limit ${limitText(bound, 'ms')}: ${beyond} of ${sent} ${ceiling ? 'above' : 'below'} (${share})${notBack}`
}
