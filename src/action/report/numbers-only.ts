import { METRICS } from '../../verdict/metrics.ts'
import { parseThreshold } from '../../verdict/parse.ts'
import { printThreshold } from '../../verdict/threshold.ts'
import type { Comparison, ResultDocument, Verdict } from '../../results/types.ts'
import { RESULT_SCHEMA } from '../../results/types.ts'
import { percent, rangeText } from '../../verdict/comparison-sentence.ts'
import { distanceText, figureText } from '../../verdict/figure-text.ts'

/** Words that a document may hold where it holds no number: the names of kinds, states and metrics. */
const WORDS: ReadonlySet<string> = new Set([
  RESULT_SCHEMA,
  'wyndrvr',
  ...METRICS.map(({ name }) => name),
  ...listed('latency throughput datagram loaded connect download upload bidirectional'),
  ...listed('closed open tcp udp seed native thread process sequential low medium high A+ A B C D F'),
  ...listed('linux darwin win32 x64 arm64 docker podman kubernetes'),
  ...listed('ms Mbps higher lower better same worse inconclusive invalid passed failed skipped'),
])

/** Versions, dates and IP addresses say nothing but numbers. */
const NUMBERS = /^[\d.:+TZ-]{1,64}$/

/**
 * A document without any text that somebody could have put into it: of strings only known words and numbers are left, all
 * others are empty, and thresholds and sentences are written anew from their numbers. What comes from a run of a fork's pull
 * request passes through here where it is written, and again where it is read, since only the second can be trusted.
 */
export function numbersOnly(document: ResultDocument): ResultDocument {
  const { verdicts, comparisons, ...rest } = document
  // All pairs of a comparison are many, and what came of them stands beside.
  const short = { ...rest, comparisons: comparisons.map(withoutPairs) }
  // Cut down, it has the same shape.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const left = cut(short) as typeof short
  return { ...left, verdicts: verdicts.flatMap((one) => verdictInNumbers(one, comparisons)) }
}

function listed(words: string): readonly string[] {
  return words.split(' ')
}

/** Facts that may be unknown, which an empty text is not. */
const NULLABLE: ReadonlySet<string> = new Set(listed('cpuModel container runner runnerImage'))

function cut(value: unknown): unknown {
  if (typeof value === 'string') return WORDS.has(value) || NUMBERS.test(value) ? value : ''
  if (Array.isArray(value)) return value.map(cut).filter((one) => one !== '')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const left = cut(one)
      return [name, left === '' && NULLABLE.has(name) ? null : left]
    }),
  )
}

function withoutPairs(comparison: Comparison): Comparison {
  return { ...comparison, looks: [], blocks: [] }
}

function verdictInNumbers(given: Verdict, comparisons: readonly Comparison[]): readonly Verdict[] {
  const metric = METRICS.find(({ name }) => name === given.metric)
  if (metric === undefined) return []
  const { kind, verdict, figure, limit } = given
  const threshold = thresholdOf(given)
  const compared = kind === 'comparison' ? comparisons.find((one) => one.metric === metric.name) : null
  const told = figure === null ? 'is not known' : `was ${figureText(figure, metric.unit)}`
  const distance =
    figure === null || limit === null ? '' : ` (${distanceText(figure, limit, metric.unit)} of the limit)`
  const change =
    compared?.change == null || compared.interval === null
      ? ''
      : `, ${percent(compared.change)} (${rangeText(compared.interval)})`
  const sentence = `${metric.name} ${told}${distance}${change}: ${threshold ?? kind}, ${verdict}`
  return [{ kind, metric: metric.name, verdict, sentence, threshold, figure, limit }]
}

function thresholdOf({ threshold }: Verdict): string | null {
  try {
    return threshold === null ? null : printThreshold(parseThreshold(threshold))
  } catch {
    return null
  }
}
