import type { Measurement, Together } from '../../results/types.ts'
import { placeLines, startLines } from '../together-lines.ts'
import { secondsText } from '../../text/two-decimals.ts'
import { MAIN_FIGURES, mainFigure } from './main-figures.ts'

/** The first lines of several concurrent clients. */
export function concurrentStarted(clients: number): readonly string[] {
  return ['', `[CONCURRENT] Starting ${clients} concurrent clients...`]
}

/** The first lines of clients in several places. */
export function togetherStarted(clients: Together['clients']): readonly string[] {
  const places = placeLines({ clients, starts: [] })
  return [
    '',
    `[CONCURRENT] Starting ${clients.length} clients together...`,
    ...places.map((line) => `  ${line}`),
  ]
}

/** How far apart clients in several places began their tests. */
export function togetherEnded(together: Together): readonly string[] {
  return startLines(together).map((line) => `[CONCURRENT] ${line}`)
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
