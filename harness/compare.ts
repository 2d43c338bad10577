import { compare } from '../src/compare/compare.ts'
import { WyndrvrError } from '../src/errors.ts'
import type { Comparison, Measure, ResultDocument } from '../src/results/types.ts'
import { bytes, milliseconds } from '../src/units.ts'
import type { Duration, Size } from '../src/units.ts'
import { worstFirst } from '../src/verdict/worst-first.ts'
import type { Route } from './route.ts'
import type { TimeBudget } from './time-budget.ts'

/**
 * Compares two ways to a server, or two servers, in many short bursts that take turns.
 * @param arms `base` is what is there already, `head` what is judged
 * @param bursts what is measured in a burst; default: a download
 * @throws {WyndrvrError} where an arm could not be measured
 */
export type Compare = (
  arms: CompareArms,
  bursts?: (link: BurstLink) => Burst | readonly Burst[],
  options?: CompareSpecOptions,
) => Promise<Compared>

/** What is compared. */
export interface CompareArms {
  readonly base: Route
  readonly head: Route
}

/** How a comparison is made. */
export interface CompareSpecOptions {
  /** How long all of it may take, 2 s to 10 min. Default: what the test's timeout leaves, `'30s'` at most. */
  readonly budget?: Duration | undefined
  /** The share up to which a change does not matter, 0.001 to 0.9. Default 0.05. */
  readonly margin?: number | undefined
  /** Of the order of bursts and of the resampling, a whole number below 2^32. Default: a random one. */
  readonly seed?: number | undefined
}

/** Stands for a link of either arm: what it is asked for is done on both, in turn and many times. */
export interface BurstLink {
  /** Payload from the server; `size` of 64 KiB to 1 GB, or as much as takes some 20 ms. */
  download(options?: { readonly size?: Size }): Burst
  /** Payload to the server. */
  upload(options?: { readonly size?: Size }): Burst
  /** Round trips; `count` of 10 to 10,000, or as many as take some 20 ms. */
  latency(options?: { readonly count?: number }): Burst
}

/** What is done in a burst. */
export interface Burst {
  readonly measure: Measure
  readonly size: number | undefined
}

/** What a comparison found. */
export interface Compared {
  /** The worst of the comparisons' verdicts. */
  readonly verdict: Comparison['verdict']
  /** That one's sentence. */
  readonly sentence: string
  /** One a metric: of a transfer `mbps`, of latency `p50` and, with probes enough, `p90` or `p99`. */
  readonly comparisons: readonly Comparison[]
}

/** The test that a comparison belongs to. */
export interface CompareTest {
  readonly signal: AbortSignal
  readonly budget: TimeBudget
  /** Takes what was found, so that reporters can show it. */
  readonly keep: (document: ResultDocument) => void
}

/** The most that a comparison takes unless told (s). */
const BUDGET = 30

/** What is left of the test's timeout for all but the comparison (s). */
const REST = 2.5

/** The least that the engine takes (s). */
const LEAST = 2

/** A test's `compare`. */
export function comparer({ signal, budget, keep }: CompareTest): Compare {
  return async ({ base, head }, bursts = (link) => link.download(), options = {}) => {
    const asked = [bursts(DESCRIBING)].flat()
    const seconds =
      options.budget === undefined
        ? Math.max(LEAST, Math.min(BUDGET, budget.left() / 1000 - REST))
        : milliseconds(options.budget) / 1000
    budget.check(seconds)
    const { document, error } = await compare({
      base,
      head,
      measure: asked.map(({ measure }) => measure),
      bursts: Object.fromEntries(asked.map(({ measure, size }) => [measure, size])),
      budget: seconds * 1000,
      margin: options.margin,
      seed: options.seed,
      signal,
    })
    keep(document)
    if (error) throw error
    return comparedBy(document.comparisons)
  }
}

/** The comparisons with the worst of their verdicts. */
export function comparedBy(comparisons: readonly Comparison[]): Compared {
  const [worst] = comparisons.toSorted(worstFirst)
  if (worst === undefined) throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', 'Nothing was compared.')
  return { verdict: worst.verdict, sentence: worst.sentence, comparisons }
}

const DESCRIBING: BurstLink = {
  download: ({ size } = {}) => ({ measure: 'download', size: size === undefined ? size : bytes(size) }),
  upload: ({ size } = {}) => ({ measure: 'upload', size: size === undefined ? size : bytes(size) }),
  latency: ({ count } = {}) => ({ measure: 'latency', size: count }),
}
