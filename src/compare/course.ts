import type { Comparison, ComparisonArm, ComparisonBlock, ComparisonLook } from '../results/types.ts'
import { centerOf } from '../stats/block-bootstrap.ts'
import { RESAMPLES } from '../stats/paired.ts'
import { percentileOf } from '../stats/summary.ts'
import { estimateOf, groupingOf, judgeComparison } from '../verdict/comparison.ts'
import type { ComparisonOutcome } from '../verdict/comparison.ts'
import { ERROR } from '../verdict/looks.ts'
import { rounded } from './burst.ts'
import type { BurstPair, BurstShape, MeasuredBlock } from './burst.ts'
import { marginOf } from './margins.ts'
import { isCpu, metricsOf, pooledPercentile, usesRate, usesStreams } from './measures.ts'
import type { ComparedMetric, ComparedPercentile } from './measures.ts'
import type { Side } from './arm.ts'
import type { ComparePlan, CompareProgress } from './plan.ts'

/** How an outcome is computed, in words, so that it can be computed again. */
const METHOD = {
  error: ERROR,
  looks: 'alpha spending over the budget, power family with exponent 3, added up after Bonferroni',
} as const

const SHARED = ', and shared between the arms after Holm'

const INTERVALS = {
  blocks: `estimate -/+ Student's t times the standard error of a circular block bootstrap over the blocks (${RESAMPLES} resamples, run length after Politis and White)`,
  lives: `estimate -/+ Student's t times the standard error of a bootstrap over the lives of the programs (${RESAMPLES} resamples)`,
} as const

const ESTIMATES = {
  'hodges-lehmann': 'Hodges-Lehmann of the log-ratios (head over base) of all pairs',
  median: 'median of the log-ratios (head over base) of all pairs',
  mean: 'mean of the differences (head minus base) of all pairs',
} as const

const TOGETHER = ', of which each block has one: the percentiles of all its round trips'

type BlockLabel = Pick<ComparisonBlock, 'life' | 'itself'>

/** A look as it is planned; how many blocks there are, each metric knows. */
type PlannedLook = Omit<ComparisonLook, 'blocks'>

/** The data of base and one head in one measure so far, by metric. */
export class Course {
  readonly shape: BurstShape
  readonly head: Side
  readonly #metrics: readonly MetricCourse[]

  /**
   * Judges the metrics of one measure that are not decided yet, each for all heads together. Their error probability is shared
   * between those that are not decided, after Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure": with each
   * decision the others get more of it, also at later looks (Maurer and Bretz, 2013, "Multiple Testing in Group Sequential
   * Trials Using Graphical Approaches").
   */
  static look(courses: readonly Course[], look: PlannedLook, broken: readonly string[]): void {
    const [first] = courses
    if (first === undefined) return
    for (const index of first.#metrics.keys()) {
      let open = courses.flatMap((course) => course.#metrics[index] ?? []).filter(({ decided }) => !decided)
      for (let before = 0; open.length > 0 && open.length !== before;) {
        before = open.length
        for (const metric of open) metric.look({ ...look, error: look.error / before }, broken)
        open = open.filter(({ decided }) => !decided)
      }
    }
  }

  constructor(shape: BurstShape, head: Side, plan: ComparePlan) {
    this.shape = shape
    this.head = head
    const metrics = metricsOf(shape.measure, shape.size, plan.latency)
    this.#metrics = metrics
      .filter(({ metric }) => !isCpu(metric) || plan.judged.includes(metric))
      .map((metric) => new MetricCourse(metric, shape.size, head.facts, plan))
  }

  /** Whether a metric that is judged needs more data. */
  get open(): boolean {
    return this.#metrics.some(({ judged, decided }) => judged && !decided)
  }

  /**
   * @param at seconds since the start of the run
   * @param label what the block has in common with others of the same programs
   */
  add(at: number, block: MeasuredBlock, label: BlockLabel): void {
    for (const metric of this.#metrics) metric.add(at, block, label)
  }

  /** Its entries in the document. */
  comparisons(base: Side, plan: ComparePlan): readonly Comparison[] {
    const arms = { base, head: this.head }
    return this.#metrics.map((metric) => metric.comparison(this.shape, arms, plan))
  }
}

class MetricCourse {
  /** Whether its verdict counts; otherwise it informs about what is measured anyway. */
  readonly judged: boolean
  readonly #metric: ComparedMetric
  readonly #size: number
  readonly #head: ComparisonArm
  readonly #plan: ComparePlan
  readonly #blocks: ComparisonBlock[] = []
  #looks: readonly ComparisonLook[] = []
  #leftOut = 0
  #outcome: ComparisonOutcome | null = null

  constructor(metric: ComparedMetric, size: number, head: ComparisonArm, plan: ComparePlan) {
    this.#metric = metric
    this.#head = head
    this.#size = size
    this.#plan = plan
    this.judged = plan.judged.includes(metric.metric)
  }

  /** A decided metric is final: another look could err again. */
  get decided(): boolean {
    return this.#outcome !== null && DECIDED.has(this.#outcome.verdict)
  }

  add(at: number, { pairs, same }: MeasuredBlock, label: BlockLabel): void {
    if (this.decided) return
    const ab = this.#kept(pairs)
    const aa = this.#kept(same)
    this.#blocks.push({
      at: Number(at.toFixed(3)),
      ...label,
      pairs: { base: ab.map(([base]) => base), head: ab.map(([, head]) => head) },
      same: { base: aa.map(([base]) => base), again: aa.map(([, again]) => again) },
    })
  }

  /** A look may be repeated with another error probability. */
  look(look: PlannedLook, broken: readonly string[]): void {
    const earlier = this.#looks.filter(({ at }) => at !== look.at)
    this.#looks = [...earlier, { ...look, blocks: this.#blocks.length }]
    this.#outcome = judgeComparison({
      ...this.#metric,
      arms: { head: this.#head },
      ...this.#margin,
      seed: this.#plan.seed,
      method: { burst: this.#size },
      blocks: this.#blocks,
      leftOut: this.#leftOut,
      look,
      broken,
    })
  }

  comparison(
    { measure, size, streams, rate }: BurstShape,
    { base, head }: Readonly<Record<'base' | 'head', Side>>,
    { seed, budget, restart, timeout, heads }: ComparePlan,
  ): Comparison {
    const { metric, unit, better, scale } = this.#metric
    return {
      measure,
      metric,
      ...(this.judged ? {} : { judged: false as const }),
      unit,
      better,
      ...(scale === undefined ? {} : { scale }),
      arms: { base: base.facts, head: head.facts },
      base: this.#middle('base'),
      head: this.#middle('head'),
      ...(this.#outcome ?? NOT_LOOKED_AT),
      ...this.#margin,
      method: {
        seed,
        ...METHOD,
        looks: heads.length === 1 ? METHOD.looks : `${METHOD.looks}${SHARED}`,
        interval: INTERVALS[groupingOf(this.#blocks)],
        estimate: `${ESTIMATES[estimateOf(metric)]}${this.#pooled === null ? '' : TOGETHER}`,
        budget,
        burst: size,
        ...(streams > 1 && usesStreams(measure) ? { streams } : {}),
        ...(usesRate(measure) ? { rate } : {}),
        ...(base.restarts || head.restarts ? { restart } : {}),
        ...(timeout === undefined ? {} : { timeout }),
      },
      looks: [...this.#looks],
      blocks: [...this.#blocks],
      leftOut: this.#leftOut,
    }
  }

  /** Median of an arm's figures, or the mean of its losses, most of which are 0. */
  #middle(arm: 'base' | 'head'): number | null {
    const figures = this.#blocks.flatMap(({ pairs }) => pairs[arm])
    return centerOf(figures, this.#metric.scale === 'difference' ? 'mean' : 'median')
  }

  get #margin(): Pick<Comparison, 'margin' | 'marginAmount'> {
    return marginOf(this.#plan.margin, this.#metric, this.#middle('base'))
  }

  #kept(pairs: readonly BurstPair[]): readonly (readonly [number, number])[] {
    const { index } = this.#metric
    const percentile = this.#pooled
    if (percentile !== null) return this.#together(pairs, percentile)
    const kept = pairs.flatMap(([one, other]) => {
      const [a, b] = [one.figures[index] ?? null, other.figures[index] ?? null]
      return a === null || b === null || one.stalled || other.stalled ? [] : [[a, b] as const]
    })
    this.#leftOut += pairs.length - kept.length
    return kept
  }

  /** One pair of the percentile of all bursts of each arm, which are too small for one of their own. */
  #together(
    pairs: readonly BurstPair[],
    percentile: ComparedPercentile,
  ): readonly (readonly [number, number])[] {
    const usable = pairs.filter(([one, other]) => !one.stalled && !other.stalled)
    this.#leftOut += pairs.length - usable.length
    const figure = (which: 0 | 1): number | null => {
      const rtts = usable.flatMap((pair) => pair[which].rtts)
      return rounded(percentileOf(rtts, percentile))
    }
    const [a, b] = [figure(0), figure(1)]
    return a === null || b === null ? [] : [[a, b]]
  }

  get #pooled(): ComparedPercentile | null {
    return pooledPercentile(this.#metric.metric, this.#size)
  }
}

/** Verdicts that decide a metric. `invalid` does not, because with few data it may be chance. */
const DECIDED: ReadonlySet<Comparison['verdict']> = new Set(['worse', 'better', 'same'])

const NOT_LOOKED_AT: ComparisonOutcome = {
  change: null,
  interval: null,
  floor: null,
  verdict: 'inconclusive',
  sentence: 'Nothing was measured yet.',
  validity: { ok: true, reasons: [] },
}

/** A comparison so far, for those who watch. */
export function progressOf({
  metric,
  scale,
  change,
  interval,
  floor,
  verdict,
  blocks,
  arms,
}: Comparison): CompareProgress['metrics'][number] {
  const { name: arm } = arms.head
  return {
    metric,
    ...(arm !== undefined && { arm }),
    change,
    interval,
    floor,
    verdict,
    blocks: blocks.length,
    ...(scale !== undefined && { scale }),
  }
}
