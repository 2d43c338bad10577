/** What the report uses of Observable Plot. */

/** A scale, and its axis. */
export interface ScaleOptions {
  readonly type?: 'linear' | 'log'
  readonly domain?: readonly [number, number]
  readonly label: string
  /** Whether an arrow beside the label shows the direction of the axis. */
  readonly labelArrow?: boolean
  readonly grid?: boolean
  readonly ticks?: number | readonly number[]
  readonly tickFormat?: (value: number) => string
  readonly nice?: boolean
}

/** A mark that is drawn. */
export interface Mark {
  readonly data: unknown
}

/** The look of a mark, and the fields of its data, or constants, that place it. */
export interface MarkOptions<T> {
  readonly x?: keyof T | number
  readonly x1?: keyof T | number
  readonly x2?: keyof T | number
  readonly y?: keyof T | number
  readonly y1?: keyof T | number
  readonly y2?: keyof T | number
  readonly r?: number
  readonly stroke?: string
  readonly strokeWidth?: number
  readonly strokeOpacity?: number
  readonly strokeDasharray?: string | undefined
  readonly fill?: string
  readonly curve?: 'linear' | 'step-after' | Curve
}

/** What a curve draws on: a path. */
export interface Path {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
}

/** Draws the points of a line. */
export type Curve = (path: Path) => {
  lineStart(): void
  point(x: number, y: number): void
  lineEnd(): void
}

/** The text of a mark, and where it is drawn. */
export interface TextOptions<T> extends Pick<MarkOptions<T>, 'x' | 'fill'> {
  readonly text: keyof T
  readonly frameAnchor: 'top'
  readonly textAnchor: 'start' | 'end'
  readonly dx: number
  readonly dy: number
}

/** A whole chart. */
export interface PlotOptions {
  readonly document: unknown
  readonly width: number
  readonly height: number
  readonly marginLeft: number
  readonly marginRight: number
  readonly marginBottom: number
  readonly style: Readonly<Record<string, string>>
  readonly x: ScaleOptions
  readonly y: ScaleOptions
  readonly marks: readonly Mark[]
}

/** The element that Plot makes, in the DOM that it is given. */
export interface PlotElement {
  readonly outerHTML: string
  querySelectorAll(selector: string): Iterable<{ removeAttribute(name: string): void }>
}

export function plot(options: PlotOptions): PlotElement
export function line<T>(data: readonly T[], options: MarkOptions<T>): Mark
export function dot<T>(data: readonly T[], options: MarkOptions<T>): Mark
export function rect<T>(data: readonly T[], options: MarkOptions<T>): Mark
export function link<T>(data: readonly T[], options: MarkOptions<T>): Mark
export function text<T>(data: readonly T[], options: TextOptions<T>): Mark
export function ruleX(data: readonly number[], options?: MarkOptions<number>): Mark
export function ruleY(data: readonly number[], options?: MarkOptions<number>): Mark
