import type {
  Comparison,
  ComparisonArm,
  ComparisonBlock,
  ComparisonLook,
  Validity,
} from '../results/types.ts'
import type { Estimate } from '../stats/block-bootstrap.ts'
import { LEAST, pairedChange, pairedDifference } from '../stats/paired.ts'
import type { Grouping, PairedChange, Pairs } from '../stats/paired.ts'
import { randomSource } from '../stats/random.ts'
import { changeText, sizeText } from '../text/change.ts'
import type { ChangeScale } from '../text/change.ts'
import { partOf } from '../text/count.ts'
import { figureText } from '../text/figure.ts'
import { estimatedShareText } from '../text/share.ts'
import { wholeSecondsText } from '../text/time.ts'
import { comparedName } from './compared-name.ts'
import { inconclusiveSentence, toDecide } from './comparison-sentence.ts'
import type { OwnChange } from './comparison-sentence.ts'
import { STATES } from './run-state.ts'

/** Data that a comparison is judged by, all of it in the result document. */
export interface ComparisonData {
  readonly metric: string
  /** The name of the arm that is judged, if it is one of several. */
  readonly arms?: { readonly head: Pick<ComparisonArm, 'name'> }
  readonly better: Comparison['better']
  readonly scale?: ChangeScale
  /** The unit of {@link marginAmount}. */
  readonly unit?: Comparison['unit']
  /** Changes up to this share are negligible. */
  readonly margin: number
  /** The same in the metric's unit, if it was given as an amount. */
  readonly marginAmount?: number
  /** The size of a burst tells the smallest loss that it can show. */
  readonly method?: Pick<Comparison['method'], 'burst'>
  readonly seed: number
  readonly blocks: readonly ComparisonBlock[]
  /** Discarded pairs. */
  readonly leftOut: number
  /** The look at which it is judged. */
  readonly look: Pick<ComparisonLook, 'at' | 'error'>
  /** Reasons that make it invalid regardless of the figures; usually empty. */
  readonly broken: readonly string[]
}

/** The verdict of a comparison. */
export type ComparisonOutcome = Pick<
  Comparison,
  'change' | 'interval' | 'floor' | 'verdict' | 'sentence' | 'validity' | 'toDecide'
>

/** If more than this share of the pairs is discarded, the rest does not represent the measurement. */
const MOST_LEFT_OUT = 0.25

/**
 * Judges the bursts of two arms up to a look:
 *
 * - `worse`: the whole interval lies beyond the margin on the worse side, and the change exceeds the floor.
 * - `better`: the same on the better side.
 * - `same`: the whole interval lies within the margin, and so does the change that the arms show against themselves.
 * - `invalid`: the arms differ from themselves by more than the margin, or too many pairs were discarded.
 * - `inconclusive`: none of these yet.
 *
 * The resampling is seeded, so the same data always give the same outcome.
 */
export function judgeComparison(data: ComparisonData): ComparisonOutcome {
  const { metric, arms, scale, blocks, look } = data
  const ab = changeOf(data, 'pairs')
  const aa = changeOf(data, 'same')
  const own = aa && { change: aa.change, floor: Math.max(Math.abs(aa.from), Math.abs(aa.to)) }
  const wrong = [...data.broken, ...tooManyLeftOut(data), ...unlikeItself(aa, data)]
  const validity: Validity = { ok: wrong.length === 0, reasons: wrong }
  const figures = {
    change: ab?.change ?? null,
    interval: ab && { from: ab.from, to: ab.to },
    floor: own?.floor ?? null,
    validity,
  }
  const outcome = (verdict: Comparison['verdict'], reason: string): ComparisonOutcome => ({
    ...figures,
    verdict,
    sentence: `${comparedName(metric, arms?.head.name)}: ${STATES[verdict].word}: ${reason}`,
  })
  const [reason] = wrong
  if (reason !== undefined) return outcome('invalid', reason)
  if (ab === null || own === null) {
    return outcome('inconclusive', tooFew(wholeGroups(blocks), groupingOf(blocks), look.at))
  }
  const change = changeText(ab.change, ab, scale)
  const verdict = verdictOf(ab, own, data)
  const found = `${change}, margin ${marginText(data)}`
  if (verdict === 'inconclusive') {
    const seen = inconclusiveSentence(ab, own, data, look.at)
    return {
      ...outcome(verdict, `${found}; ${seen}`),
      toDecide: toDecide(ab, own, data, look.at),
    }
  }
  // The arms are compared with themselves in fewer pairs, so the floor may exceed a margin that the change keeps to.
  if (verdict === 'same' && own.floor >= data.margin) return outcome(verdict, `${found}.`)
  const told = `this machine can detect changes above ${sizeText(own.floor, 2, scale)}.`
  return outcome(verdict, `${found}; ${told}`)
}

function marginText({ margin, marginAmount, unit, scale }: ComparisonData): string {
  return marginAmount === undefined || unit === undefined
    ? sizeText(margin, 3, scale)
    : `${figureText(marginAmount, unit)} (${estimatedShareText(margin)})`
}

/**
 * How the change of a metric is estimated. The slowest round trips of a burst differ wildly in a fifth of all pairs, and on
 * a busy machine in more than the Hodges-Lehmann estimate tolerates; the median is more exact for them. Of losses, most are
 * 0, and only the mean shows the others.
 */
export function estimateOf(metric: string): Estimate {
  if (metric.endsWith('.loss')) return 'mean'
  return /\.p9[059]$/.test(metric) ? 'median' : 'hodges-lehmann'
}

function changeOf(
  { seed, metric, scale, method, blocks, look }: ComparisonData,
  kind: 'pairs' | 'same',
): PairedChange | null {
  const random = randomSource(seed, `${metric} ${kind}`)
  const groups = groupsOf(blocks).map((group) => group[kind])
  const grouping = groupingOf(blocks)
  return scale === 'difference'
    ? pairedDifference(groups, 1 / (method?.burst ?? 1), look.error, random, grouping)
    : pairedChange(groups, estimateOf(metric), look.error, random, grouping)
}

/** Blocks of the same processes share the luck of these processes, and count as one. */
export function groupingOf(blocks: readonly ComparisonBlock[]): Grouping {
  return blocks.some(({ life }) => life !== undefined) ? 'lives' : 'blocks'
}

/** How many groups have pairs of both kinds. */
export function wholeGroups(blocks: readonly ComparisonBlock[]): number {
  return groupsOf(blocks).filter(({ pairs, same }) => pairs.base.length > 0 && same.base.length > 0).length
}

/** The pairs by what is resampled. */
function groupsOf(blocks: readonly ComparisonBlock[]): readonly Readonly<Record<'pairs' | 'same', Pairs>>[] {
  const groups = new Map<number | ComparisonBlock, ComparisonBlock[]>()
  for (const block of blocks) {
    const key = block.life ?? block
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [block])
    else group.push(block)
  }
  return [...groups.values()].map((group) => ({
    pairs: {
      base: group.flatMap(({ pairs }) => pairs.base),
      head: group.flatMap(({ pairs }) => pairs.head),
    },
    same: {
      base: group.flatMap(({ same }) => same.base),
      head: group.flatMap(({ same }) => same.again),
    },
  }))
}

function verdictOf(
  { change, from, to }: PairedChange,
  own: OwnChange,
  { better, margin }: ComparisonData,
): Comparison['verdict'] {
  const noticed = Math.abs(change) > own.floor
  if (noticed && to < -margin) return better === 'higher' ? 'worse' : 'better'
  if (noticed && from > margin) return better === 'higher' ? 'better' : 'worse'
  return from > -margin && to < margin && Math.abs(own.change) < margin ? 'same' : 'inconclusive'
}

function tooManyLeftOut({ blocks, leftOut }: ComparisonData): readonly string[] {
  const kept = blocks.reduce((sum, { pairs, same }) => sum + pairs.base.length + same.base.length, 0)
  if (leftOut <= (kept + leftOut) * MOST_LEFT_OUT) return []
  return [
    `${partOf(leftOut, kept + leftOut, 'pair')} discarded because the client's event loop stalled or an arm gave no figure.`,
  ]
}

function unlikeItself(
  aa: PairedChange | null,
  { margin, scale }: Pick<ComparisonData, 'margin' | 'scale'>,
): readonly string[] {
  if (aa === null || (aa.from <= margin && aa.to >= -margin)) return []
  return [
    `each arm was also compared with itself, and differed by ${changeText(aa.change, aa, scale)}, more than the margin of ${sizeText(margin, 3, scale)}: something else on this machine or network affects the figures.`,
  ]
}

const GROUPS: Readonly<Record<Grouping, readonly [one: string, several: string]>> = {
  blocks: ['block of pairs was measured', 'blocks of pairs were measured'],
  lives: ['start of the programs was measured', 'starts of the programs were measured'],
}

function tooFew(found: number, grouping: Grouping, at: number): string {
  const [one, several] = GROUPS[grouping]
  const least = LEAST[grouping]
  const few = `${found} ${found === 1 ? one : several}, but a verdict needs ${least}`
  const needed = secondsNeeded(found, grouping, at)
  return found === 0
    ? `${few}, which take more than ${wholeSecondsText(needed)} in all: the first block of pairs was not finished after ${wholeSecondsText(at)}.`
    : `${few}, which take about ${wholeSecondsText(needed)} in all.`
}

/** The time (s) that enough groups take if some were found in `at` seconds; without any, they take longer than that. */
export function secondsNeeded(found: number, grouping: Grouping, at: number): number {
  return (at / Math.max(1, found)) * LEAST[grouping]
}
