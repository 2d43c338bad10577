import { plain } from '../plain.ts'
import type { Measurement, Together } from '../../results/types.ts'
import { timeText } from '../../text/time.ts'
import { secondsText } from '../../text/two-decimals.ts'
import { MAIN_FIGURES, mainFigure } from './main-figures.ts'

/** The first lines of several concurrent clients. */
export function concurrentStarted(clients: number): readonly string[] {
  return ['', `[CONCURRENT] Starting ${clients} concurrent clients...`]
}

/** The first lines of clients in several places. */
export function togetherStarted(places: readonly (readonly string[])[]): readonly string[] {
  return [
    '',
    `[CONCURRENT] Starting ${places.length} clients together...`,
    ...places.map((words, index) => `  Client ${index + 1}: from ${plain(words.join(' '))}`),
  ]
}

/** How far apart clients in several places began their tests. */
export function togetherLines({ starts }: Together): readonly string[] {
  const [widest] = starts.toSorted((one, other) => other.apart - one.apart)
  if (widest === undefined) return []
  const each = starts.length === 1 ? 'the test' : 'each test'
  return [
    `[CONCURRENT] The clients began ${each} within ${timeText(widest.apart)} (clocks compared to ${timeText(widest.error)})`,
  ]
}

/** One line for each client, and one with the means of all. */
export function concurrentSummary(
  clients: readonly {
    readonly client: number
    readonly measurements: readonly Measurement[]
    readonly failure: string | null
  }[],
  seconds: number,
): readonly string[] {
  const means = figuresText((name) =>
    mean(clients.map(({ measurements }) => mainFigure(measurements, name))),
  ).map((figure) => (figure.startsWith('Avg ') ? figure : `Mean ${figure}`))
  const finished = clients.filter(({ failure }) => failure === null).length
  return [
    '',
    `[CONCURRENT] All clients completed in ${secondsText(seconds)}`,
    '',
    '[CONCURRENT] Results Summary:',
    ...clients.map(({ client, measurements, failure }) => {
      const figures = figuresText((name) => mainFigure(measurements, name))
      const failed = failure === null ? [] : [`Test failed: ${failure}`]
      return `  Client ${client}: ${[...figures, ...failed].join(', ')}`
    }),
    `  Overall: ${[`${finished} of ${clients.length} clients completed`, ...means].join(', ')}`,
  ]
}

/** The known figures with their names. */
function figuresText(valueOf: (name: string) => number | null): readonly string[] {
  return Array.from(MAIN_FIGURES).flatMap(([name, text]) => {
    const value = valueOf(name)
    return value === null ? [] : [`${name} = ${text(value)}`]
  })
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null
}
