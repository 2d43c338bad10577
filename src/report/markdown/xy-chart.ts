import { blocks } from './blocks.ts'
import { escapeMarkdown, escapeMermaid } from './escape.ts'

/** A chart of one or several series over the same places. */
export interface Chart {
  /** Labels of the places, each one different from the others, and short. */
  readonly places: readonly string[]
  /** What the places are; empty where they say so themselves. */
  readonly across: string
  readonly unit: string
  readonly series: readonly Series[]
}

/** One figure a place. */
export interface Series {
  readonly name: string
  readonly values: readonly number[]
}

/** The most series that can be told apart. */
export const MOST_SERIES = 4

/** The colours of the series, and what stands for them in text: mermaid tells names and colours only since version 12. */
const COLOURS = ['#3b82f6', '#f97316', '#22c55e', '#a855f7']
const MARKS = ['🟦', '🟧', '🟩', '🟪']

const CONFIG = {
  xyChart: { width: 800, height: 280 },
  // A page's own background shows through, by day and by night.
  themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: COLOURS.join(', ') } },
}

/** No figure of a network is as large; a longer number would only be harmful. */
const LARGEST = 1e9

/**
 * A chart in mermaid, from 0 up, so that a small change looks small; bars for one series, lines for several, with a key.
 * The keyword is `xychart-beta`, which mermaid has taken since 10.6 and version 12 still does; `xychart` alone
 * is refused by 10 and by 11.4. Empty where there is nothing to draw.
 */
export function xyChart({ places, across, unit, series }: Chart, style: 'bar' | 'line'): string {
  const values = series.flatMap((one) => one.values)
  const largest = Math.max(...values)
  const drawable = values.every((value) => value >= 0 && value <= LARGEST)
  if (places.length === 0 || values.length === 0 || largest <= 0 || !drawable) return ''
  const one = series.length === 1
  const lines = [
    '```mermaid',
    `%%{init: ${JSON.stringify(CONFIG)}}%%`,
    'xychart-beta',
    `    x-axis ${across === '' ? '' : `${escapeMermaid(across)} `}[${places.map((place) => escapeMermaid(place)).join(', ')}]`,
    `    y-axis ${escapeMermaid(unit)} 0 --> ${decimal(Number((largest * 1.1).toPrecision(2)))}`,
    ...series.map(
      ({ name, values: figures }) =>
        `    ${style} ${one ? '' : `${escapeMermaid(name)} `}[${figures.map(decimal).join(', ')}]`,
    ),
    '```',
  ]
  const key = series.map(({ name }, index) => `${MARKS[index]} ${escapeMarkdown(name, 60)}`).join(' · ')
  return blocks([key, lines.join('\n')])
}

/** Mermaid knows no exponents. */
function decimal(value: number): string {
  return Number(value.toFixed(6)) === 0 ? '0' : value.toFixed(6).replace(/\.?0+$/, '')
}
