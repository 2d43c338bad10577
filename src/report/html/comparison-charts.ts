import { dot, link, rect, ruleX, ruleY } from '@observablehq/plot'

import type { Comparison } from '../../results/types.ts'
import { changeText, sizeText } from '../../text/change.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { figureText } from '../../text/figure.ts'
import { decimalText } from '../../units.ts'
import { comparedName, judgedArm } from '../../verdict/compared-name.ts'
import { isJudged } from '../../verdict/worst-first.ts'
import { plain } from '../plain.ts'
import { figure, folded, table } from './blocks-html.ts'
import { crosses, dots } from './dot-marks.ts'
import type { Point } from './dot-marks.ts'
import { NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { isDrawable } from './plot-svg.ts'
import type { Chart } from './plot-svg.ts'
import { verdictCell } from './outcome-tables.ts'
import { lookOf } from './series-look.ts'

/** Metrics in one picture, and those whose pairs are drawn. */
const MOST_METRICS = 20
const MOST_PAIRED = 12

/** What two arms were: each metric's change with its interval, margin and floor, and all pairs. */
export function comparisonCharts(comparisons: readonly Comparison[]): readonly Html[] {
  return [
    table(
      'Medians and changes',
      ['Metric', 'Base', 'Head', 'Change (interval)', 'Margin', 'Detectable', 'Verdict'],
      comparisons.map((one) => [
        nameOf(one),
        figureText(one.base, one.unit),
        figureText(one.head, one.unit),
        one.change === null ? UNKNOWN : changeText(one.change, one.interval, one.scale),
        `± ${sizeText(one.margin, 3, one.scale)}`,
        one.floor === null ? UNKNOWN : sizeText(one.floor, 2, one.scale),
        isJudged(one) ? verdictCell(one.verdict) : 'for information',
      ]),
    ),
    ...[undefined, 'difference' as const].map((scale) =>
      changes(comparisons.filter((one) => one.scale === scale).slice(0, MOST_METRICS), scale),
    ),
    ...comparisons.slice(0, MOST_PAIRED).map(pairs),
  ]
}

interface Row {
  readonly from: number
  readonly to: number
  readonly top: number
  readonly bottom: number
}

/** The changes of all metrics below each other. */
function changes(comparisons: readonly Comparison[], scale: Comparison['scale']): Html {
  const known = comparisons.filter(({ interval }) => interval !== null)
  if (known.length === 0) return NOTHING
  const rows = (of: (one: Comparison) => { from: number; to: number } | null, half: number): Row[] =>
    known.flatMap((one, place) => {
      const range = of(one)
      const [from, to] = [(range?.from ?? Number.NaN) * 100, (range?.to ?? Number.NaN) * 100]
      return isDrawable(from) && isDrawable(to) ? [{ from, to, top: place - half, bottom: place + half }] : []
    })
  const around = (size: number | null): { from: number; to: number } | null =>
    size === null ? null : { from: -size, to: size }
  const intervals = rows(({ interval }) => interval, 0)
  const points = known
    .map(({ change }, place) => ({ x: (change ?? 0) * 100, y: place }))
    .filter(({ x }) => isDrawable(x))
  const { stroke } = lookOf(0)
  const unit = scale === undefined ? '%' : 'percentage points'
  const says = `The change of each metric from base to head (dot) with its confidence interval (line). The shaded band is the margin, in which a change does not matter; the dashed frame is what this machine could not detect. ${known.map((one) => `${nameOf(one)} ${changeText(one.change ?? 0, one.interval, one.scale)}`).join('; ')}.`
  const chart: Chart = {
    height: 70 + known.length * 44,
    marginLeft: 210,
    x: { label: `change, ${unit}`, tickFormat: (value) => `${value > 0 ? '+' : ''}${decimalText(value)}` },
    y: {
      label: '',
      nice: false,
      grid: false,
      domain: [known.length - 0.5, -0.5],
      ticks: known.map((_, place) => place),
      tickFormat: (place) => shortName(known[place]),
    },
    marks: [
      rect(
        rows(({ margin }) => around(margin), 0.36),
        { ...BOX, fill: 'var(--band)' },
      ),
      rect(
        rows(({ floor }) => around(floor), 0.28),
        {
          ...BOX,
          fill: 'none',
          stroke: 'currentColor',
          strokeDasharray: '3 3',
          strokeOpacity: 0.7,
        },
      ),
      ruleX([0], { stroke: 'currentColor' }),
      link(intervals, { x1: 'from', x2: 'to', y1: 'top', y2: 'bottom', stroke, strokeWidth: 4 }),
      dot(points, { x: 'x', y: 'y', fill: stroke, r: 6 }),
    ],
  }
  return figure(scale === undefined ? 'Changes' : 'Changes of losses', says, [chart])
}

const BOX = { x1: 'from', x2: 'to', y1: 'top', y2: 'bottom' } as const

/** Each pair of one metric in the order of measurement, and the pairs of an arm with itself. */
function pairs(comparison: Comparison): Html {
  const { blocks, scale } = comparison
  const between = blocks.flatMap(({ pairs: { base, head } }) => changesOf(base, head, scale))
  const itself = blocks.flatMap(({ same: { base, again } }) => changesOf(base, again, scale))
  if (between.length === 0) return NOTHING
  const count = Math.max(between.length, itself.length)
  const { stroke } = lookOf(0)
  const { stroke: other } = lookOf(1)
  const numbered = (values: readonly number[]): readonly Point[] =>
    values.map((y, place) => ({ x: place + 1, y }))
  const title = `All pairs of ${nameOf(comparison)}`
  const says = `The change in each of ${between.length} pairs of base and head (dots), and in each of ${itself.length} pairs of an arm with itself (crosses), which show the noise of this machine.`
  const chart: Chart = {
    x: {
      label: 'pair, in the order of measurement',
      domain: [0, count + 1],
      nice: false,
      ticks: Math.min(count + 1, 10),
      tickFormat: (place) => (Number.isInteger(place) && place > 0 && place <= count ? String(place) : ''),
    },
    y: { label: scale === undefined ? 'change, %' : 'change, percentage points' },
    marks: [
      ruleY([0], { stroke: 'currentColor' }),
      crosses(numbered(itself), other),
      dots(numbered(between), stroke, 6),
    ],
  }
  return folded(title, figure(title, says, [chart]))
}

/** In percent, or in percentage points. A change from 0 is no share of it. */
function changesOf(
  base: readonly number[],
  head: readonly number[],
  scale: Comparison['scale'],
): readonly number[] {
  return base.flatMap((before, index) => {
    const after = head[index]
    if (after === undefined) return []
    const change = (scale === 'difference' ? after - before : after / before - 1) * 100
    return isDrawable(change) ? [change] : []
  })
}

function nameOf(comparison: Comparison): string {
  return plain(comparedName(comparison.metric, judgedArm(comparison)))
}

/** Characters that fit beside the axis. */
const LONGEST_NAME = 28

function shortName(comparison: Comparison | undefined): string {
  const name = comparison === undefined ? '' : nameOf(comparison)
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`
}
