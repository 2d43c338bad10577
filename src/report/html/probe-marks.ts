import type { Mark, ScaleOptions } from '@observablehq/plot'

import type { Sample } from '../../results/samples.ts'
import { decimalText } from '../../units.ts'
import { crosses, dots } from './dot-marks.ts'
import type { Point } from './dot-marks.ts'
import { isDrawable } from './plot-svg.ts'

/** The round-trip times of probes as dots, and those that were lost as crosses at the upper edge. */
export function probeMarks(
  probes: readonly Sample[],
  stroke: string,
  [least, most]: readonly [number, number],
  seconds: number,
): readonly Mark[] {
  const top = most ** 0.98 * least ** 0.02
  const answered = probes.flatMap(({ at, rtt }) => (rtt === null ? [] : [{ x: at, y: rtt }]))
  const lost = probes.flatMap(({ at, rtt }) => (rtt === null ? [{ x: at, y: top }] : []))
  const placeOf = (each: Point): string =>
    `${Math.round((each.x / seconds) * COLUMNS)} ${Math.round((Math.log(each.y / least) / Math.log(most / least)) * ROWS)}`
  return [dots(distinct(answered, placeOf), stroke, 2.5), crosses(distinct(lost, placeOf), 'var(--bad)')]
}

/** The axis of the round-trip times of probes: of those of several charts, so that their heights can be compared. */
export function timesAxis(probes: readonly Sample[]): ScaleOptions & {
  readonly domain: readonly [number, number]
} {
  const least = probes.reduce((low, { rtt }) => Math.min(low, rtt ?? low), Number.POSITIVE_INFINITY)
  const most = probes.reduce((high, { rtt }) => Math.max(high, rtt ?? 0), 0)
  // Room for the lost ones above.
  const domain = most === 0 ? ([0.1, 1] as const) : ([least * 0.8, most * 1.6] as const)
  return { label: 'ms (log axis)', type: 'log', nice: false, domain, tickFormat: decimalText }
}

/** Those with a place in a chart. */
export function drawable(probes: readonly Sample[]): readonly Sample[] {
  return probes.filter(
    ({ at, rtt }) => at >= 0 && isDrawable(at) && (rtt === null || (rtt > 0 && isDrawable(rtt))),
  )
}

/** Half pixels of a chart. */
const COLUMNS = 1700
const ROWS = 400

/** Thousands of dots at the same place look like one. */
function distinct(points: readonly Point[], placeOf: (point: Point) => string): readonly Point[] {
  return [...new Map(points.map((point) => [placeOf(point), point])).values()]
}
