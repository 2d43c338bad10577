import type { Comparison, ComparisonBlock, ComparisonLook, Measure } from '../results/types.ts'
import { medianOf, RESAMPLES } from '../stats/paired.ts'
import { estimateOf, judgeComparison } from '../verdict/comparison.ts'
import type { ComparisonOutcome } from '../verdict/comparison.ts'
import { ERROR } from '../verdict/looks.ts'
import type { BurstPair, MeasuredBlock, Metric } from './burst.ts'
import { metricsOf } from './burst.ts'
import type { ComparePlan } from './plan.ts'

/** How an outcome is computed, in words, so that it can be computed again. */
const METHOD = {
  error: ERROR,
  interval: `estimate -/+ Student's t times the standard error of a circular block bootstrap over the blocks (${RESAMPLES} resamples, run length after Politis and White)`,
  looks: 'alpha spending over the budget, power family with exponent 3, added up after Bonferroni',
} as const

const ESTIMATES = {
  'hodges-lehmann': 'Hodges-Lehmann of the log-ratios (head over base) of all pairs',
  median: 'median of the log-ratios (head over base) of all pairs',
} as const

/** The arms and the plan. */
export type CourseFacts = Pick<Comparison, 'arms'> & ComparePlan

/** The data of one measure so far, by metric. */
export class Course {
  readonly measure: Measure
  /** Payload of a burst in bytes, or number of probes. */
  readonly size: number
  readonly #metrics: readonly MetricCourse[]

  constructor(measure: Measure, size: number, plan: ComparePlan) {
    this.measure = measure
    this.size = size
    this.#metrics = metricsOf(measure, size, 'call' in plan.base ? 'call' : 'latency').map(
      (metric) => new MetricCourse(metric, plan),
    )
  }

  /** Whether a metric needs more data. */
  get open(): boolean {
    return this.#metrics.some(({ decided }) => !decided)
  }

  /** @param at seconds since the start of the run */
  add(at: number, block: MeasuredBlock): void {
    for (const metric of this.#metrics) metric.add(at, block)
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
  readonly #metric: Metric
  readonly #plan: ComparePlan
  readonly #blocks: ComparisonBlock[] = []
  readonly #looks: ComparisonLook[] = []
  #leftOut = 0
  #outcome: ComparisonOutcome | null = null

  constructor(metric: Metric, plan: ComparePlan) {
    this.#metric = metric
    this.#plan = plan
  }

  /** A decided metric is final: another look could err again. */
  get decided(): boolean {
    return this.#outcome !== null && DECIDED.has(this.#outcome.verdict)
  }

  add(at: number, { pairs, same }: MeasuredBlock): void {
    if (this.decided) return
    const ab = this.#kept(pairs)
    const aa = this.#kept(same)
    this.#blocks.push({
      at: Number(at.toFixed(3)),
      pairs: { base: ab.map(([base]) => base), head: ab.map(([, head]) => head) },
      same: { base: aa.map(([base]) => base), again: aa.map(([, again]) => again) },
    })
  }

  look(look: Omit<ComparisonLook, 'blocks'>, broken: readonly string[]): void {
    if (this.decided) return
    this.#looks.push({ ...look, blocks: this.#blocks.length })
    const { margin, seed } = this.#plan
    this.#outcome = judgeComparison({
      ...this.#metric,
      margin,
      seed,
      blocks: this.#blocks,
      leftOut: this.#leftOut,
      look,
      broken,
    })
  }

  comparison(measure: Measure, size: number, { arms, margin, seed, budget }: CourseFacts): Comparison {
    const { metric, unit, better } = this.#metric
    return {
      measure,
      metric,
      unit,
      better,
      arms,
      base: medianOf(this.#blocks.flatMap(({ pairs }) => pairs.base)),
      head: medianOf(this.#blocks.flatMap(({ pairs }) => pairs.head)),
      ...(this.#outcome ?? NOT_LOOKED_AT),
      margin,
      method: { seed, ...METHOD, estimate: ESTIMATES[estimateOf(metric)], budget, burst: size },
      looks: [...this.#looks],
      blocks: [...this.#blocks],
      leftOut: this.#leftOut,
    }
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
