import { performance } from '../host/clock.ts'
import { timeoutSignal } from '../host/timers.ts'
import { newDocument } from '../host/new-document.ts'
import { Placer } from '../host/placer.ts'
import { WyndrvrError } from '../errors.ts'
import type { Comparison, Measure, ResultDocument } from '../results/types.ts'
import { randomSource, shuffled } from '../stats/random.ts'
import type { Random } from '../stats/random.ts'
import { errorToSpend } from '../stats/spending.ts'
import { ERROR, LOOKS } from '../verdict/looks.ts'
import type { Side } from './arm.ts'
import { measureBlock, warmUp } from './block.ts'
import { connectArms, refuseWithoutEcho, servesOne } from './arm-connections.ts'
import { Course, progressOf } from './course.ts'
import { comparisonVerdict } from '../verdict/comparison-verdict.ts'
import { isJudged } from '../verdict/worst-first.ts'
import { leastSize, streamsOf } from './bursts-plan.ts'
import { Lives } from './lives.ts'
import { isCpu, judgesTail, metricNames, placeOf } from './measures.ts'
import { comparePlan } from './plan.ts'
import type { CompareOptions, ComparePlan, CompareProgress } from './plan.ts'
import { burstSize, refineRoundTrips, roundTripOf } from './burst-size.ts'
import { GRACE, overdue } from './overdue.ts'
import { placementOf, sidesOf } from './sides.ts'
import { unlikeCpus } from './unlike-cpus.ts'

/** The result of a comparison. */
export interface CompareResult {
  /** Its `comparisons` hold the data, its `verdicts` one verdict per metric. */
  readonly document: ResultDocument
  /** What ended the comparison early; `null` if nothing did. */
  readonly error: WyndrvrError | null
}

/** Ends a block when the budget is used up. */
const TIME_IS_UP = new Error('The budget is used up.')

/**
 * Compares two arms, or several with the first of them, in many short bursts that take turns, and judges each metric: `worse`,
 * `same`, `better`, `inconclusive` or `invalid`. Ends when every metric is decided, at the latest when the budget is used up. A failure is
 * part of the result, so that nothing measured before it is lost.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if an option is out of range, before anything is started
 */
export async function compare(options: CompareOptions): Promise<CompareResult> {
  const run = new ComparisonRun(comparePlan(options), options)
  return run.result()
}

/** Largest share of the budget for one warm-up. */
const WARM_UP_SHARE = 1 / 30

/** One comparison, from start to end. */
class ComparisonRun {
  readonly #plan: ComparePlan
  readonly #onProgress: CompareOptions['onProgress']
  readonly #document: ResultDocument
  readonly #startedAt = performance.now()
  readonly #timeUp: AbortSignal
  readonly #signal: AbortSignal
  readonly #placer: Placer
  readonly #base: Side
  readonly #heads: readonly Side[]
  readonly #random: Random
  readonly #lives: Lives
  #courses: readonly Course[] = []
  /** Share of the budget at the last look. */
  #looked = 0
  #unlike: string | null = null

  constructor(plan: ComparePlan, { signal, onProgress }: CompareOptions) {
    this.#plan = plan
    this.#onProgress = onProgress
    this.#timeUp = timeoutSignal(plan.budget * 1000 + GRACE)
    this.#signal = signal ? AbortSignal.any([signal, this.#timeUp]) : this.#timeUp
    // A function of the caller's runs in this process, and may start anything.
    this.#placer = new Placer('call' in plan.base ? 'none' : plan.placement)
    const { base, heads } = sidesOf(plan, this.#signal, this.#placer)
    this.#base = base
    this.#heads = heads
    this.#random = randomSource(plan.seed, 'order')
    this.#lives = new Lives(this.#restarts ? plan.restart : 'off', plan.budget)
    this.#document = newDocument(this.#base.target)
  }

  async result(): Promise<CompareResult> {
    let error: WyndrvrError | null = null
    try {
      await this.#start()
      this.#unlike = await unlikeCpus(this.#plan.base, this.#plan.heads)
      this.#courses = await this.#sized()
      await this.#measure()
      if (this.#open.length > 0) this.#look(1, [])
    } catch (thrown) {
      if (!(thrown instanceof WyndrvrError)) throw thrown
      error = this.#timeUp.aborted ? overdue(this.#plan.budget, this.#courses.length > 0, thrown) : thrown
      this.#look(this.#share, error.code === 'ERR_WYNDRVR_ABORTED' ? [] : [error.message])
    } finally {
      await this.#stop()
      for (const { seat } of this.#arms) await seat.end()
      this.#placer[Symbol.dispose]()
    }
    const { document } = this
    return { document, error }
  }

  /** The results so far. */
  get document(): ResultDocument {
    const comparisons = this.#comparisons()
    const verdicts = comparisons.filter(isJudged).map(comparisonVerdict)
    return {
      ...this.#document,
      target: this.#base.target,
      environment: {
        ...this.#document.environment,
        server: this.#base.server,
        placement: {
          ...placementOf(this.#placer, this.#base),
          ...(this.#unlike !== null && { note: this.#unlike }),
        },
      },
      comparisons,
      verdicts,
    }
  }

  /** Base first, because a head may be a path to it. */
  async #start(): Promise<void> {
    await this.#base.start()
    if (this.#base.target.mode === 'sequential') throw servesOne(this.#base.target)
    for (const head of this.#heads) await head.start()
    refuseWithoutEcho(this.#arms, this.#plan.measure)
  }

  async #stop(): Promise<void> {
    for (const head of this.#heads) await head.stop()
    await this.#base.stop()
  }

  async #sized(): Promise<readonly Course[]> {
    await using clients = await connectArms(this.#arms, this.#random)
    const courses: Course[] = []
    try {
      this.#place('latency')
      const { timeout } = this.#plan
      for (const { client, arm } of clients.of) arm.roundTrip = await roundTripOf(client, timeout)
      if (this.#plan.measure.includes('upload')) await refineRoundTrips(clients.of, timeout)
      const roundTrip = Math.max(...this.#arms.map((arm) => arm.roundTrip))
      for (const measure of this.#plan.measure) {
        this.#place(measure)
        const { bursts, rate, judged } = this.#plan
        const cpu = metricNames(measure).some((metric) => isCpu(metric) && judged.includes(metric))
        const shape = { measure, streams: streamsOf(measure, this.#plan), rate, roundTrip, timeout, cpu }
        const usual = bursts[measure] ?? (await burstSize(shape, clients.of, judgesTail(judged)))
        const size = Math.max(usual, leastSize(measure, this.#plan))
        for (const head of this.#heads) courses.push(new Course({ ...shape, size }, head, this.#plan))
      }
      return courses
    } catch (error) {
      let explained = error
      for (const arm of this.#arms) explained = await arm.explained(explained)
      throw explained
    }
  }

  async #measure(): Promise<void> {
    let times = 1
    let took = 0
    for (let block = 0; this.#open.length > 0; block += 1) {
      const next = this.#lives.next(this.#seconds, took)
      if (next === 'end') return
      if (next === 'life' && !(await this.#beginLife())) return
      const from = this.#seconds
      if (!(await this.#block(block % 2 === 0 ? 'base' : 'head', times))) return
      const usual = (this.#seconds - from) / times
      // The duration of a restart is known after the first one.
      if (block < 2) times = this.#lives.times(usual)
      took = usual * times
      const planned = LOOKS.find((share) => share > this.#looked) ?? 1
      if (planned < 1 && this.#share >= planned) this.#look(this.#share, [])
    }
  }

  /**
   * Restarts the commands, because a process can be fast or slow for its whole life, and warms all arms up: one that runs
   * already may be older than the others.
   * @returns whether the time sufficed
   */
  async #beginLife(): Promise<boolean> {
    // The first start happened at the start of the run.
    const from = this.#lives.first ? 0 : this.#seconds
    if (!this.#lives.first) {
      await this.#stop()
      await this.#start()
    }
    const warm = await this.#inTime(async (before) => {
      const time = (this.#plan.budget * WARM_UP_SHARE) / this.#heads.length
      for (const [head, courses] of this.#openByHead())
        await warmUp(this.#base, head, courses, this.#random, time, before)
      return true
    })
    this.#lives.begin(from, this.#seconds)
    return warm ?? false
  }

  /**
   * A block of base and each head.
   * @returns whether the time sufficed
   */
  async #block(itself: 'base' | 'head', times: number): Promise<boolean> {
    for (const [head, courses] of shuffled(this.#openByHead(), this.#random)) {
      const from = this.#seconds
      const plan = { itself: itself === 'base' ? this.#base : head, times }
      const measured = await this.#inTime(async (before) =>
        measureBlock(this.#base, head, courses, this.#random, plan, before),
      )
      if (measured === null) return false
      for (const [index, course] of courses.entries()) {
        const found = measured[index]
        if (found) course.add(from, found, { ...this.#lives.label, itself })
      }
    }
    return true
  }

  /** @param measure calls its argument before each burst */
  async #inTime<T>(measure: (before: (measure: Measure) => void) => Promise<T>): Promise<T | null> {
    try {
      return await measure((next) => {
        if (this.#seconds > this.#plan.budget) throw TIME_IS_UP
        this.#place(next)
      })
    } catch (error) {
      if (error === TIME_IS_UP) return null
      throw error
    }
  }

  /** Moves this process to where it measures, if it does. */
  #place(measure: Measure): void {
    if (this.#base.seat.here) this.#placer.client(placeOf(measure))
  }

  #look(share: number, broken: readonly string[]): void {
    if (this.#courses.length === 0) return
    const error = errorToSpend(ERROR, this.#looked, share)
    const look = { at: Number(this.#seconds.toFixed(3)), share: Number(share.toFixed(6)), error }
    for (const measure of this.#plan.measure) {
      const courses = this.#courses.filter(({ shape }) => shape.measure === measure)
      Course.look(courses, look, broken)
    }
    this.#looked = share
    this.#onProgress?.(this.#progress())
  }

  #progress(): CompareProgress {
    const metrics = this.#comparisons().filter(isJudged).map(progressOf)
    return { seconds: this.#seconds, budget: this.#plan.budget, metrics }
  }

  #comparisons(): readonly Comparison[] {
    return this.#courses.flatMap((course) => course.comparisons(this.#base, this.#plan))
  }

  /** Whether an arm has a process that can be restarted. */
  get #restarts(): boolean {
    return this.#arms.some(({ restarts }) => restarts)
  }

  get #arms(): readonly Side[] {
    return [this.#base, ...this.#heads]
  }

  get #open(): readonly Course[] {
    return this.#courses.filter(({ open }) => open)
  }

  #openByHead(): readonly (readonly [Side, readonly Course[]])[] {
    const open = this.#heads.map(
      (head) => [head, this.#open.filter((course) => course.head === head)] as const,
    )
    return open.filter(([, courses]) => courses.length > 0)
  }

  /** Seconds since the start. */
  get #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000
  }

  get #share(): number {
    return Math.min(1, this.#seconds / this.#plan.budget)
  }
}
