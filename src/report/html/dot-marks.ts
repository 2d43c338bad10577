import { line } from '@observablehq/plot'
import type { Curve, Mark } from '@observablehq/plot'

/** A place in a chart. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Points as dots: strokes without length that have round ends. One element holds thousands. */
export function dots(points: readonly Point[], stroke: string, width: number): Mark {
  return line(points, { x: 'x', y: 'y', stroke, strokeWidth: width, curve: asDots })
}

/** Points as crosses, in one element. */
export function crosses(points: readonly Point[], stroke: string): Mark {
  return line(points, { x: 'x', y: 'y', stroke, strokeWidth: 1.5, curve: asCrosses })
}

const asDots: Curve = (path) => ({
  lineStart: () => undefined,
  point: (x, y) => {
    path.moveTo(x, y)
    path.lineTo(x, y)
  },
  lineEnd: () => undefined,
})

/** Half the width of a cross, in pixels. */
const ARM = 3

const asCrosses: Curve = (path) => ({
  lineStart: () => undefined,
  point: (x, y) => {
    path.moveTo(x - ARM, y - ARM)
    path.lineTo(x + ARM, y + ARM)
    path.moveTo(x - ARM, y + ARM)
    path.lineTo(x + ARM, y - ARM)
  },
  lineEnd: () => undefined,
})
