import type { ResultDocument } from '../../src/results/types.ts'
import type { Duration, Rate, Share } from '../../src/units.ts'
import type { Threshold } from '../../src/verdict/threshold.ts'

type Operator = '<' | '<=' | '>' | '>='

/** A bound: an operator and an amount with its unit, with or without a space between them. */
export type Limit<Amount extends string> = `${Operator} ${Amount}` | `${Operator}${Amount}`

/** A time with its unit: `'5ms'`. */
export type TimeText = Exclude<Duration, number>

/** A rate with its unit: `'900Mbit/s'`. */
export type RateText = Exclude<Rate, number>

/** The figures of a latency that are times. */
export type LatencyFigure =
  | 'p50'
  | 'p90'
  | 'p95'
  | 'p99'
  | 'p999'
  | 'avg'
  | 'min'
  | 'max'
  | 'stdev'
  | 'jitter'
  | 'jitterMean'

/** Limits of a latency, a figure each: `{ p99: '< 5ms', loss: '<= 0.1%' }`. */
export type LatencyLimits = {
  readonly [figure in LatencyFigure]?: Limit<TimeText> | undefined
} & { readonly loss?: Limit<Share> | undefined }

/** A line of the threshold language: `'latency.p99 < 5ms'`, `'download regress < 5%'`. */
export type ThresholdLine = `${string}${'<' | '>'}${string}`

/** How a matcher takes what can't be judged. */
export interface JudgeOptions {
  /**
   * Whether figures that are not to be trusted fail the test; else it is skipped, with the reason. Default: what the
   * fixture `strict` says, and without it the environment's `WYNDRVR_STRICT`.
   */
  readonly strict?: boolean | undefined
}

/** What `toMeet` holds changes against. */
export interface MeetOptions extends JudgeOptions {
  /** Documents of earlier runs, for lines with `regress`. */
  readonly baseline?: readonly ResultDocument[] | undefined
}

/** How much worse a head may be. */
export interface NoWorseOptions extends JudgeOptions {
  /** Default: the margin of the comparison. */
  readonly margin?: Share | undefined
}

/** How far a run may be from its baseline. */
export interface BaselineOptions extends JudgeOptions {
  /** How much worse each main figure may be. Default `'20%'`; times may in any case be 0.1 ms longer. */
  readonly tolerance?: Share | undefined
  /** Thresholds with `regress` in place of the tolerance: `['latency.p99 regress < 30%']`. */
  readonly thresholds?: readonly (ThresholdLine | Threshold)[] | undefined
}

/**
 * What a matcher gives back is what vitest's own do: nothing, or with `expect.poll` and `resolves` a promise. Type parameters
 * would say so, but those of vitest 4 and 5 are not the same.
 */
type Answer<Expectation> = Expectation extends { readonly toBe: (...given: never[]) => infer Result }
  ? Result
  : void

/** The matchers, as methods of `expect(…)`. */
export interface NetworkMatchers {
  /** Every limit has to be kept: `expect(latency).toHaveLatency({ p99: '< 5ms', p50: '< 1ms' })`. */
  toHaveLatency(limits: LatencyLimits, options?: JudgeOptions): Answer<this>
  /** One figure of a latency, `p99` unless told, has to be below the limit; a number is of milliseconds. */
  toHaveLatencyBelow(limit: Duration, figure?: LatencyFigure, options?: JudgeOptions): Answer<this>
  /** The throughput of a download, an upload, both at once or a UDP flow has to be above the limit. */
  toHaveThroughputAbove(limit: RateText, options?: JudgeOptions): Answer<this>
  /** The share of probes or datagrams that were lost has to be below the limit. */
  toHaveLossBelow(limit: Share, options?: JudgeOptions): Answer<this>
  /** The jitter (RFC 3550) has to be below the limit; a number is of milliseconds. */
  toHaveJitterBelow(limit: Duration, options?: JudgeOptions): Answer<this>
  /** Every threshold has to hold for measurements, comparisons or a document. */
  toMeet(
    thresholds: ThresholdLine | Threshold | readonly (ThresholdLine | Threshold)[],
    options?: MeetOptions,
  ): Answer<this>
  /** The head of a comparison is sure not to be worse by the margin or more. */
  toBeNoWorse(options?: NoWorseOptions): Answer<this>
  /** The head of a comparison is sure to be worse by the share at most. */
  toCostAtMost(limit: Share, options?: JudgeOptions): Answer<this>
  /**
   * A document or measurements are no worse than those of the committed baseline, which is written the first time and
   * with `-u`.
   */
  toMatchBaseline(name: string, options?: BaselineOptions): Answer<this>
}

// Without type parameters, since those of vitest 4 and 5 are not the same.
declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface Matchers extends NetworkMatchers {}
  // Those of vitest 4 behind expect.not are not among the others.
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface AsymmetricMatchersContaining extends NetworkMatchers {}
}
