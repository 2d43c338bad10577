import { link, ruleX, text } from '@observablehq/plot'
import type { Mark } from '@observablehq/plot'

import { figureText } from '../../text/figure.ts'
import type { MetricHistory } from '../../verdict/metric-history.ts'
import { runName } from '../past-runs.ts'
import { figure } from './blocks-html.ts'
import { dots } from './dot-marks.ts'
import { lineMarks } from './line-chart.ts'
import { NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { isDrawable } from './plot-svg.ts'
import { lookOf } from './series-look.ts'

/** Names of commits that fit beside each other below the chart. */
const MOST_TICKS = 9

/** Longest name of a commit, in characters: hashes have seven, the names of releases may have a hundred. */
const LONGEST_NAME = 9

/** The share of the chart's width that the longest name of a change takes. */
const NAME_WIDTH = 0.1

/** A metric in the runs of its history, with the level of each stretch, and the commits since which it changed. */
export function courseChart({ metric, runs, levels }: MetricHistory): Html {
  const points = runs.flatMap(({ value }, index) => (isDrawable(value) ? [{ x: index + 1, y: value }] : []))
  if (points.length === 0) return NOTHING
  const medians = levels
    .filter(({ median }) => isDrawable(median))
    .map(({ from, runs: count, median }) => ({ from: from + 0.5, to: from + count + 0.5, median }))
  const changes = levels
    .slice(1)
    .flatMap(({ from }) => runs.slice(from, from + 1).map((run) => ({ x: from + 0.5, name: nameOf(run) })))
  const { stroke, strokeDasharray } = lookOf(1)
  return figure(
    `${metric.name} in ${runs.length} runs`,
    `A dot is the figure of a run, ${metric.better} is better. ${changesSay(changes.length, figureText(levels.at(-1)?.median ?? null, metric.unit))}`,
    [
      {
        x: {
          label: 'commit, the latest on the right',
          domain: [0.5, runs.length + 0.5],
          nice: false,
          grid: false,
          ticks: ticksOf(runs.length),
          tickFormat: (place) =>
            runs
              .slice(place - 1, place)
              .map(nameOf)
              .join(''),
        },
        y: {
          label: metric.unit === '' ? metric.name : metric.unit,
          domain: rangeOf(points.map(({ y }) => y)),
        },
        marks: [
          ruleX(
            changes.map(({ x }) => x),
            { stroke: 'currentColor', strokeOpacity: 0.5 },
          ),
          ...changeNames(changes, runs.length),
          ...lineMarks({ points }, 0),
          dots(points, lookOf(0).stroke, 5),
          link(medians, {
            x1: 'from',
            x2: 'to',
            y1: 'median',
            y2: 'median',
            stroke,
            strokeDasharray,
            strokeWidth: 2.5,
          }),
        ],
      },
    ],
    ['runs', 'median'],
  )
}

function changesSay(changes: number, now: string): string {
  if (changes === 0) return `It has not changed: the median is ${now}.`
  return `A vertical line is a change, with the first commit after it. The median since the latest change is ${now}.`
}

/** The names of changes at their lines, on the right of them if there is room. One that a later one would cover is left out. */
function changeNames(changes: readonly Change[], runs: number): readonly Mark[] {
  const width = NAME_WIDTH * runs
  const isLeft = ({ x }: Change): boolean => x + width <= runs + 0.5
  const named: Change[] = []
  let free = Infinity
  for (const change of changes.toReversed()) {
    const from = isLeft(change) ? change.x : change.x - width
    if (from + width > free) continue
    named.push(change)
    free = from
  }
  const common = { x: 'x', text: 'name', frameAnchor: 'top', dy: 4, fill: 'currentColor' } as const
  return [
    text(named.filter(isLeft), { ...common, textAnchor: 'start', dx: 4 }),
    text(
      named.filter((change) => !isLeft(change)),
      { ...common, textAnchor: 'end', dx: -4 },
    ),
  ]
}

interface Change {
  /** Between the last run before it and its first one. */
  readonly x: number
  readonly name: string
}

function nameOf(run: Parameters<typeof runName>[0]): string {
  const name = runName(run)
  return name.length > LONGEST_NAME + 1 ? `${name.slice(0, LONGEST_NAME)}…` : name
}

/** The places of runs that are named: the first, the last, and some between them. */
function ticksOf(runs: number): readonly number[] {
  const step = Math.max(1, Math.ceil((runs - 1) / (MOST_TICKS - 1)))
  const ticks = Array.from({ length: Math.floor((runs - 1) / step) + 1 }, (_, index) => runs - index * step)
  return ticks.toReversed()
}

/** An axis that shows small changes: it need not begin at 0. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = (most - least) * 0.1 || Math.abs(most) * 0.1 || 1
  return [least < 0 ? least - room : Math.max(0, least - room), most + room * 1.5]
}
