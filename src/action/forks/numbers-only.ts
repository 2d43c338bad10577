import { comparedName, judgedArm } from '../../verdict/compared-name.ts'
import { METRICS } from '../../verdict/metrics.ts'
import { parseThreshold } from '../../verdict/parse.ts'
import { STATES } from '../../verdict/run-state.ts'
import { printThreshold } from '../../verdict/threshold.ts'
import type { Comparison, ComparisonArm, ResultDocument, Verdict } from '../../results/types.ts'
import { RESULT_SCHEMA } from '../../results/document.ts'
import { withoutSamples } from '../../results/without-samples.ts'
import { KINDS } from '../../results/measurement.ts'
import { changeText } from '../../text/change.ts'
import { distanceText, figureText, limitText } from '../../text/figure.ts'

/** Strings that may stay: names of kinds, states, platforms, units and metrics. */
const WORDS: ReadonlySet<string> = new Set([
  RESULT_SCHEMA,
  'wyndrvr',
  ...METRICS.map(({ name }) => name),
  ...KINDS,
  ...listed('download upload bidirectional requests'),
  ...listed('loaded.download loaded.upload udp.download udp.upload'),
  ...listed('kernel relay closed open tcp udp http call low medium high A+ A B C D F'),
  ...listed('seed native iperf3 http1 http2 ws thread process sequential fingerprint authority'),
  ...listed('linux darwin win32 x64 arm64 docker podman kubernetes'),
  ...listed('auto none each-block off base head'),
  ...listed('client server host reported silence sender network receiver rate trials'),
  ...listed('ms Mbps 1/s share ms/GB ms/1000 ms/connection difference higher lower'),
  ...listed('better same worse inconclusive invalid passed failed skipped incomplete'),
  ...listed('threshold comparison baseline pass fail'),
])

/** Versions, dates, IP addresses and lists of CPUs may stay too. */
const NUMBERS = /^[\d.,:+TZ-]{1,64}$/

/**
 * A document without free text: strings other than known words and numbers become empty, and thresholds and sentences are
 * rebuilt from their numbers. Documents from a fork's run pass through here when they are written, and again when they are
 * read, because the fork controls the first.
 */
export function numbersOnly(document: ResultDocument): ResultDocument {
  const { verdicts, comparisons, ...rest } = document
  // Pairs and samples are large, and no result needs them.
  const short = {
    ...rest,
    measurements: rest.measurements.map(withoutSamples),
    comparisons: comparisons.map(withoutPairs),
  }
  // Only strings change, so the shape stays the same.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const left = cut(short) as typeof short
  const names = armNumbers(comparisons)
  return {
    ...left,
    comparisons: left.comparisons.map((one, place) => numbered(one, comparisons[place]?.arms, names)),
    verdicts: verdicts.flatMap((one) => verdictInNumbers(one, comparisons, names)),
  }
}

/** Numbers in place of the names of arms, in their order. */
type ArmNumbers = ReadonlyMap<string | undefined, string>

function armNumbers(comparisons: readonly Comparison[]): ArmNumbers {
  const names = new Set(comparisons.flatMap(({ arms }) => [arms.base.name, arms.head.name]))
  names.delete(undefined)
  return new Map([...names].map((name, place) => [name, `arm ${place + 1}`]))
}

function numbered(left: Comparison, arms: Comparison['arms'] | undefined, names: ArmNumbers): Comparison {
  const of = (end: 'base' | 'head'): ComparisonArm => {
    const { name: _, ...arm } = left.arms[end]
    const name = names.get(arms?.[end].name)
    return name === undefined ? arm : { name, ...arm }
  }
  return { ...left, arms: { base: of('base'), head: of('head') } }
}

function listed(words: string): readonly string[] {
  return words.split(' ')
}

/** Names of fields. A few fields, such as `unknown`, are named by the document. */
const NAMES = /^\w{1,40}$/

/** Facts that are `null` if unknown. */
const NULLABLE: ReadonlySet<string> = new Set(listed('cpuModel container runner runnerImage'))

function cut(value: unknown): unknown {
  if (typeof value === 'string') return WORDS.has(value) || NUMBERS.test(value) ? value : ''
  if (Array.isArray(value)) return value.map(cut).filter((one) => one !== '')
  if (typeof value !== 'object' || value === null) return value
  const named = Object.entries(value).filter(([name]) => NAMES.test(name))
  return Object.fromEntries(
    named.map(([name, one]) => {
      const left = cut(one)
      return [name, left === '' && NULLABLE.has(name) ? null : left]
    }),
  )
}

function withoutPairs(comparison: Comparison): Comparison {
  return { ...comparison, looks: [], blocks: [] }
}

function verdictInNumbers(
  given: Verdict,
  comparisons: readonly Comparison[],
  names: ArmNumbers,
): readonly Verdict[] {
  const metric = METRICS.find(({ name }) => name === given.metric)
  if (metric === undefined) return []
  const { kind, verdict, figure, limit } = given
  const threshold = thresholdOf(given)
  const mine = (one: Comparison): boolean => one.metric === metric.name && judgedArm(one) === given.arm
  const compared = kind === 'comparison' ? comparisons.find(mine) : null
  const arm = names.get(given.arm)
  const value = figure === null ? 'is unknown' : `was ${figureText(figure, metric.unit)}`
  const distance =
    figure === null || limit === null
      ? ''
      : `, limit ${limitText(limit, metric.unit)} (${distanceText(figure, limit, metric.unit)})`
  const change =
    compared?.change == null || compared.interval === null
      ? ''
      : `, ${changeText(compared.change, compared.interval, compared.scale)}`
  const sentence = `${comparedName(metric.name, arm)} ${value}${distance}${change}: ${threshold ?? kind}, ${STATES[verdict].word}`
  const named = arm === undefined ? {} : { arm }
  return [{ kind, metric: metric.name, ...named, verdict, sentence, threshold, figure, limit }]
}

function thresholdOf({ threshold }: Verdict): string | null {
  try {
    return threshold === null ? null : printThreshold(parseThreshold(threshold))
  } catch {
    return null
  }
}
