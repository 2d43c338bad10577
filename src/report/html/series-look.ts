import { markup } from './markup.ts'
import type { Html } from './markup.ts'

/** Series of one chart that are drawn: each has its own color and dashes. */
export const MOST_SERIES = 12

/** Colors of the page's style, and dashes, so that nobody has to tell series apart by color. */
const COLORS = 6
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3'] as const

/** How the lines of a series look. */
export function lookOf(place: number): {
  readonly stroke: string
  readonly strokeDasharray: string | undefined
} {
  return { stroke: `var(--c${place % COLORS})`, strokeDasharray: DASHES[place % DASHES.length] }
}

/** A piece of the line of a series, for a legend. */
export function keyOf(place: number): Html {
  const { stroke, strokeDasharray = 'none' } = lookOf(place)
  return markup`<svg class="key" width="34" height="10" viewBox="0 0 34 10" aria-hidden="true"><path d="M1 5H33" stroke="${stroke}" stroke-width="2.5" stroke-dasharray="${strokeDasharray}"/></svg>`
}
