import { dot, line, ruleY } from '@observablehq/plot'
import type { Mark, ScaleOptions } from '@observablehq/plot'

import { figure } from './blocks-html.ts'
import type { Point } from './dot-marks.ts'
import { NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { lookOf, MOST_SERIES } from './series-look.ts'

/** A line of a chart. */
export interface Line {
  readonly name: string
  /** In ascending order of `x`. */
  readonly points: readonly Point[]
  /** Where a thin level is drawn in its color. */
  readonly level?: number
  /** What it is the sum of: thin lines in its color. */
  readonly parts?: readonly (readonly Point[])[]
}

/** More points of a line are not told apart on a screen. */
const MOST_POINTS = 1500

/** A chart of lines. Nothing if none has a point. */
export function lineChart(
  title: string,
  says: string,
  lines: readonly Line[],
  { x, y, curve = 'linear' }: { x: ScaleOptions; y: ScaleOptions; curve?: 'linear' | 'step-after' },
): Html {
  const found = lines.filter(({ points }) => points.length > 0)
  if (found.length === 0) return NOTHING
  const drawn = found.slice(0, MOST_SERIES)
  const marks = drawn.flatMap((each, place) => lineMarks(each, place, curve))
  return figure(
    title,
    says,
    [{ x, y, marks }],
    found.map(({ name }) => name),
  )
}

/** A line with its level and its parts, in the look of its place. */
export function lineMarks(
  { points, level, parts = [] }: Omit<Line, 'name'>,
  place: number,
  curve: 'linear' | 'step-after' = 'linear',
): readonly Mark[] {
  const { stroke, strokeDasharray } = lookOf(place)
  const shown = thin(points)
  const levels = level === undefined ? [] : [level]
  // A line of one point is not visible.
  const alone = shown.length === 1 ? shown : []
  const thinner = parts.map((part) =>
    line(thin(part), { x: 'x', y: 'y', stroke, strokeWidth: 1, strokeOpacity: 0.6 }),
  )
  return thinner.concat([
    ruleY(levels, { stroke, strokeWidth: 1, strokeOpacity: 0.7 }),
    line(shown, { x: 'x', y: 'y', stroke, strokeDasharray, strokeWidth: 2, curve }),
    dot(alone, { x: 'x', y: 'y', fill: stroke, r: 3.5 }),
  ])
}

/** The least and the largest of each stretch of a line, which look the same as all of its points. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points
  const size = Math.ceil(points.length / (MOST_POINTS / 2))
  return Array.from({ length: Math.ceil(points.length / size) }, (_, stretch) => {
    const part = points.slice(stretch * size, (stretch + 1) * size)
    const order = part.toSorted((one, other) => one.y - other.y)
    return [...new Set([order[0], order.at(-1)])].flatMap((point) => point ?? [])
  }).flatMap((pair) => pair.toSorted((one, other) => one.x - other.x))
}
