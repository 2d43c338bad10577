import type { Measurement } from '../../results/types.ts'
import { mainFigures } from './main-figures.ts'
import type { MainFigures } from './main-figures.ts'
import { mbpsText, msText } from '../../text/two-decimals.ts'

/** The first lines of several concurrent clients. */
export function concurrentStarted(clients: number): readonly string[] {
  return ['', `[CONCURRENT] Starting ${clients} concurrent clients...`]
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
  const all = clients.map(({ measurements }) => mainFigures(measurements))
  const overall = {
    latency: mean(all.map((figures) => figures.latency)),
    download: mean(all.map((figures) => figures.download)),
    upload: mean(all.map((figures) => figures.upload)),
    loaded: mean(all.map((figures) => figures.loaded)),
    connect: mean(all.map((figures) => figures.connect)),
  }
  const finished = clients.filter(({ failure }) => failure === null).length
  return [
    '',
    `[CONCURRENT] All clients completed in ${seconds.toFixed(2)} seconds`,
    '',
    '[CONCURRENT] Results Summary:',
    ...clients.map(({ client, failure }, index) => {
      const figures = figuresText(all[index] ?? NO_FIGURES)
      const failed = failure === null ? [] : [`Test failed: ${failure}`]
      return `  Client ${client}: ${[...figures, ...failed].join(', ')}`
    }),
    `  Overall: ${[`${finished} of ${clients.length} clients completed`, ...figuresText(overall).map((figure) => figure.replace(/^(?=Download|Upload|Loaded|Connect)/, 'Mean '))].join(', ')}`,
  ]
}

const NO_FIGURES: MainFigures = { latency: null, download: null, upload: null, loaded: null, connect: null }

function figuresText({ latency, download, upload, loaded, connect }: MainFigures): readonly string[] {
  return [
    ...(latency === null ? [] : [`Avg Latency = ${msText(latency)}`]),
    ...(download === null ? [] : [`Download = ${mbpsText(download)}`]),
    ...(upload === null ? [] : [`Upload = ${mbpsText(upload)}`]),
    ...(loaded === null ? [] : [`Loaded increase = ${msText(loaded)}`]),
    ...(connect === null ? [] : [`Connect rate = ${connect.toFixed(2)} per second`]),
  ]
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null
}
