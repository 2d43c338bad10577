import { plot } from '@observablehq/plot'
import type { Mark, ScaleOptions } from '@observablehq/plot'
import { parseHTML } from 'linkedom'

import { plain } from '../plain.ts'
import { xmlText } from '../xml-text.ts'
import { Html } from './markup.ts'

/** A chart to draw. */
export interface Chart {
  /** Its name, if there are others beside it. */
  readonly name?: string
  readonly height?: number
  readonly marginLeft?: number
  readonly x: ScaleOptions
  readonly y: ScaleOptions
  readonly marks: readonly Mark[]
}

/** Whether an axis can show a number. A file can hold any finite number, and sums and products of the largest are infinite. */
export function isDrawable(value: number): boolean {
  return Math.abs(value) < 1e300
}

/** A chart as an SVG element, drawn without a browser. Its colors are the page's, and its caption is beside it. */
export function plotSvg(title: string, { height = 280, marginLeft = 64, x, y, marks }: Chart): Html {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = plot({
    document,
    width: 900,
    height,
    marginLeft,
    marginRight: 24,
    marginBottom: 40,
    style: { fontSize: '13px' },
    x: { nice: true, grid: true, ...x, label: plain(x.label), labelArrow: x.label !== '' },
    y: { nice: true, grid: true, ...y, label: plain(y.label), labelArrow: y.label !== '' },
    marks,
  })
  // The parts of an image have no names of their own.
  for (const part of svg.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label')
  const [, drawn = ''] = /^<svg (.*)$/s.exec(shortened(svg.outerHTML)) ?? []
  // linkedom leaves "<" in attributes as it is.
  return new Html(`<svg role="img" aria-label="${xmlText(title)}, chart" ${drawn}`)
}

/** Coordinates with two decimals, a hundredth of a pixel: Plot writes up to fifteen. */
function shortened(svg: string): string {
  return svg.replaceAll(/ (?:d|transform|[cr]?[xyr][12]?|width|height)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/(\.\d\d)\d+/g, '$1'),
  )
}
