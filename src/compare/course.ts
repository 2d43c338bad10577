import type { Comparison, ComparisonBlock, ComparisonLook, Measure } from '../results/types.ts'
import { medianOf, RESAMPLES } from '../stats/paired.ts'
import { estimateOf, groupingOf, judgeComparison } from '../verdict/comparison.ts'
import type { ComparisonOutcome } from '../verdict/comparison.ts'
import { ERROR } from '../verdict/looks.ts'
import type { BurstPair, MeasuredBlock, Metric } from './burst.ts'
import { metricsOf } from './burst.ts'
import { marginOf } from './margins.ts'
import type { ComparePlan } from './plan.ts'

/** How an outcome is computed, in words, so that it can be computed again. */
const METHOD = {
  error: ERROR,
  looks: 'alpha spending over the budget, power family with exponent 3, added up after Bonferroni',
} as const

const INTERVALS = {
  blocks: `estimate -/+ Student's t times the standard error of a circular block bootstrap over the blocks (${RESAMPLES} resamples, run length after Politis and White)`,
  lives: `estimate -/+ Student's t times the standard error of a bootstrap over the lives of the programs (${RESAMPLES} resamples)`,
} as const

const ESTIMATES = {
  'hodges-lehmann': 'Hodges-Lehmann of the log-ratios (head over base) of all pairs',
  median: 'median of the log-ratios (head over base) of all pairs',
} as const

type BlockLabel = Pick<ComparisonBlock, 'life' | 'itself'>

/** The arms and the plan. */
export type CourseFacts = Pick<Comparison, 'arms'> & ComparePlan

/** The data of one measure so far, by metric. */
export class Course {
  readonly measure: Measure
  /** Payload of a burst in bytes, or number of probes. */
  readonly size: number
  /** Timeout of a probe, and of a transfer that makes no progress (ms); `undefined` for their defaults. */
  readonly timeout: number | undefined
  readonly #metrics: readonly MetricCourse[]

  constructor(measure: Measure, size: number, plan: ComparePlan) {
    this.measure = measure
    this.size = size
    this.timeout = plan.timeout
    this.#metrics = metricsOf(measure, size, 'call' in plan.base ? 'call' : 'latency').map(
      (metric) => new MetricCourse(metric, plan),
    )
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

  /** Judges the metrics that are not decided yet. */
  look(look: Omit<ComparisonLook, 'blocks'>, broken: readonly string[]): void {
    for (const metric of this.#metrics) metric.look(look, broken)
  }

  /** Its entries in the document. */
  comparisons(facts: CourseFacts): readonly Comparison[] {
    return this.#metrics.map((metric) => metric.comparison(this.measure, this.size, facts))
  }
}

class MetricCourse {
  /** Whether its verdict counts; otherwise it informs about what is measured anyway. */
  readonly judged: boolean
  readonly #metric: Metric
  readonly #plan: ComparePlan
  readonly #blocks: ComparisonBlock[] = []
  readonly #looks: ComparisonLook[] = []
  #leftOut = 0
  #outcome: ComparisonOutcome | null = null

  constructor(metric: Metric, plan: ComparePlan) {
    this.#metric = metric
    this.#plan = plan
    const { unit, metric: name } = metric
    this.judged = unit === 'Mbps' || plan.percentiles.some((percentile) => name.endsWith(`.${percentile}`))
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

  look(look: Omit<ComparisonLook, 'blocks'>, broken: readonly string[]): void {
    if (this.decided) return
    this.#looks.push({ ...look, blocks: this.#blocks.length })
    this.#outcome = judgeComparison({
      ...this.#metric,
      ...this.#margin,
      seed: this.#plan.seed,
      blocks: this.#blocks,
      leftOut: this.#leftOut,
      look,
      broken,
    })
  }

  comparison(measure: Measure, size: number, facts: CourseFacts): Comparison {
    const { arms, seed, budget, restart } = facts
    const { metric, unit, better } = this.#metric
    const restarted = arms.base.command !== null || arms.head.command !== null
    return {
      measure,
      metric,
      ...(this.judged ? {} : { judged: false as const }),
      unit,
      better,
      arms,
      base: this.#base,
      head: medianOf(this.#blocks.flatMap(({ pairs }) => pairs.head)),
      ...(this.#outcome ?? NOT_LOOKED_AT),
      ...this.#margin,
      method: {
        seed,
        ...METHOD,
        interval: INTERVALS[groupingOf(this.#blocks)],
        estimate: ESTIMATES[estimateOf(metric)],
        budget,
        burst: size,
        ...(restarted ? { restart } : {}),
      },
      looks: [...this.#looks],
      blocks: [...this.#blocks],
      leftOut: this.#leftOut,
    }
  }

  /** Median of the base's figures. */
  get #base(): number | null {
    return medianOf(this.#blocks.flatMap(({ pairs }) => pairs.base))
  }

  get #margin(): Pick<Comparison, 'margin' | 'marginAmount'> {
    return marginOf(this.#plan.margin, this.#metric.metric, this.#base)
  }

  #kept(pairs: readonly BurstPair[]): readonly (readonly [number, number])[] {
    const { index } = this.#metric
    const kept = pairs.flatMap(([one, other]) => {
      const [a, b] = [one.figures[index] ?? null, other.figures[index] ?? null]
      return a === null || b === null || one.stalled || other.stalled ? [] : [[a, b] as const]
    })
    this.#leftOut += pairs.length - kept.length
    return kept
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
