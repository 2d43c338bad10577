import { blocks } from './blocks.ts'
import { axisNumber } from '../../text/digits.ts'
import { escapeMarkdown, escapeMermaid } from './escape.ts'

/** A chart of one or several series over the same places on the x-axis. */
export interface Chart {
  /** Short, unique labels of the places. */
  readonly places: readonly string[]
  /** Title of the x-axis; empty if the labels speak for themselves. */
  readonly across: string
  readonly unit: string
  readonly series: readonly Series[]
}

/** One figure for each place. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

/** Two points are a difference, which a chart does not show better than figures. */
const LEAST_POINTS = 3

/** More series could not be told apart. */
export const MOST_SERIES = 4

/** Colors of the series and their marks in the key: mermaid draws its own key only since version 12. */
const COLORS = ['#3b82f6', '#f97316', '#22c55e', '#a855f7']
const MARKS = ['🟦', '🟧', '🟩', '🟪']

const CONFIG = {
  xyChart: { width: 800, height: 280 },
  // Transparent for light and dark pages.
  themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: COLORS.join(', ') } },
}

/** No network has larger figures; longer numbers break the chart. */
const LARGEST = 1e9

/**
 * A mermaid chart whose y-axis begins at 0, so that a small change looks small; with a key for several series. The keyword
 * is `xychart-beta`, which mermaid accepts from 10.6 to 12; 10 and 11.4 reject plain `xychart`. Empty without data, and with
 * fewer than three places.
 */
export function xyChart({ places, across, unit, series }: Chart, style: 'bar' | 'line'): string {
  const values = series.flatMap((one) => one.values)
  const largest = Math.max(...values)
  const drawable = values.every((value) => value >= 0 && value <= LARGEST)
  if (places.length < LEAST_POINTS || values.length === 0 || largest <= 0 || !drawable) return ''
  const one = series.length === 1
  const lines = [
    '```mermaid',
    `%%{init: ${JSON.stringify(CONFIG)}}%%`,
    'xychart-beta',
    `    x-axis ${across === '' ? '' : `${escapeMermaid(across)} `}[${places.map((place) => escapeMermaid(place)).join(', ')}]`,
    `    y-axis ${escapeMermaid(unit)} 0 --> ${axisNumber(Number((largest * 1.1).toPrecision(2)))}`,
    ...series.map(
      ({ name, values: figures }) =>
        `    ${style} ${one ? '' : `${escapeMermaid(name)} `}[${figures.map(axisNumber).join(', ')}]`,
    ),
    '```',
  ]
  const key = series.map(({ name }, index) => `${MARKS[index]} ${escapeMarkdown(name, 60)}`).join(' · ')
  return blocks([key, lines.join('\n')])
}
