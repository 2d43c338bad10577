import type { Comparison, ComparisonBlock, ComparisonLook, Validity } from '../results/types.ts'
import type { Estimate } from '../stats/block-bootstrap.ts'
import { LEAST_BLOCKS, pairedChange } from '../stats/paired.ts'
import type { PairedChange } from '../stats/paired.ts'
import { randomSource } from '../stats/random.ts'
import { inconclusiveSentence, percent, rangeText } from './comparison-sentence.ts'

/** What a comparison is judged by: plain data, all of which a result document holds. */
export interface ComparisonData {
  readonly metric: string
  readonly better: Comparison['better']
  /** Changes up to this share do not matter. */
  readonly margin: number
  readonly seed: number
  readonly blocks: readonly ComparisonBlock[]
  /** Pairs that were left out. */
  readonly leftOut: number
  /** The look that it is judged at. */
  readonly look: Pick<ComparisonLook, 'at' | 'error'>
  /** What makes it invalid, whatever the figures are; as a rule empty. */
  readonly broken: readonly string[]
}

/** A comparison judged. */
export type ComparisonOutcome = Pick<
  Comparison,
  'change' | 'interval' | 'floor' | 'verdict' | 'sentence' | 'validity'
>

/** More pairs than this share left out, and what is left is not what was measured. */
const MOST_LEFT_OUT = 0.25

/**
 * Judges what was measured of two arms up to a look. It is
 *
 * - `worse`, where the whole interval lies beyond the margin on the worse side, and the change exceeds the floor,
 * - `better`, the same on the better side,
 * - `same`, where the whole interval lies within the margin on both sides, and the floor does too,
 * - `invalid`, where base differs from itself by more than the margin, or too many pairs were left out,
 * - `inconclusive`, where it is none of these yet.
 *
 * The same data give the same outcome always: the resampling is seeded.
 */
export function judgeComparison(data: ComparisonData): ComparisonOutcome {
  const { metric, blocks, margin, look } = data
  const ab = changeOf(data, 'pairs')
  const aa = changeOf(data, 'same')
  const floor = aa && Math.max(Math.abs(aa.from), Math.abs(aa.to))
  const wrong = [...data.broken, ...tooManyLeftOut(data), ...unlikeItself(aa, margin)]
  const validity: Validity = { ok: wrong.length === 0, reasons: wrong }
  const figures = {
    change: ab?.change ?? null,
    interval: ab && { from: ab.from, to: ab.to },
    floor,
    validity,
  }
  const outcome = (verdict: Comparison['verdict'], reason: string): ComparisonOutcome => ({
    ...figures,
    verdict,
    sentence: `${metric}: ${verdict}: ${reason}`,
  })
  const [reason] = wrong
  if (reason !== undefined) return outcome('invalid', reason)
  if (ab === null || floor === null) {
    const whole = blocks.filter(({ pairs, same }) => pairs.base.length > 0 && same.base.length > 0)
    return outcome('inconclusive', tooFew(whole.length, look.at))
  }
  const change = `${percent(ab.change)} (${rangeText(ab)})`
  const verdict = verdictOf(ab, floor, data)
  if (verdict === 'inconclusive') {
    const seen = inconclusiveSentence(ab, floor, margin, look.at)
    return outcome(verdict, `${change}, margin ${percent(margin, '')}; ${seen}`)
  }
  const told = `this machine can tell changes above ${percent(floor, '')}.`
  return outcome(verdict, `${change}, margin ${percent(margin, '')}; ${told}`)
}

/**
 * How the change of a metric is estimated. The slow ones of a burst's round trips differ wildly in a fifth of all pairs, and
 * on a busy machine in more than the Hodges-Lehmann estimate bears; the median is more exact there.
 */
export function estimateOf(metric: string): Estimate {
  return metric === 'latency.p99' || metric === 'latency.p90' ? 'median' : 'hodges-lehmann'
}

function changeOf(
  { seed, metric, blocks, look }: ComparisonData,
  kind: 'pairs' | 'same',
): PairedChange | null {
  const pairs = blocks.map((block) =>
    kind === 'pairs' ? block.pairs : { base: block.same.base, head: block.same.again },
  )
  return pairedChange(pairs, estimateOf(metric), look.error, randomSource(seed, `${metric} ${kind}`))
}

function verdictOf(
  { change, from, to }: PairedChange,
  floor: number,
  { better, margin }: ComparisonData,
): Comparison['verdict'] {
  const noticed = Math.abs(change) > floor
  if (noticed && to < -margin) return better === 'higher' ? 'worse' : 'better'
  if (noticed && from > margin) return better === 'higher' ? 'better' : 'worse'
  return from > -margin && to < margin && floor < margin ? 'same' : 'inconclusive'
}

function tooManyLeftOut({ blocks, leftOut }: ComparisonData): readonly string[] {
  const kept = blocks.reduce((sum, { pairs, same }) => sum + pairs.base.length + same.base.length, 0)
  if (leftOut <= (kept + leftOut) * MOST_LEFT_OUT) return []
  return [
    `${leftOut} of ${kept + leftOut} pairs had to be left out, because the client's event loop stood still or an arm gave no figure.`,
  ]
}

function unlikeItself(aa: PairedChange | null, margin: number): readonly string[] {
  if (aa === null || (aa.from <= margin && aa.to >= -margin)) return []
  return [
    `base differs from itself by ${percent(aa.change)} (${rangeText(aa)}), more than the margin: something else on this machine or network moves the figures.`,
  ]
}

function tooFew(blocks: number, at: number): string {
  const few = `${blocks} ${blocks === 1 ? 'block of pairs is' : 'blocks of pairs are'} too few to tell, ${LEAST_BLOCKS} are needed`
  return blocks === 0
    ? `${few}: the first one was not over after ${Math.ceil(at)} s.`
    : `${few}: some ${Math.ceil((at / blocks) * LEAST_BLOCKS)} s in all.`
}
