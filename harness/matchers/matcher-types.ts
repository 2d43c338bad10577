import type { ResultDocument } from '../../src/results/types.ts'
import type { Duration, Rate, Share } from '../../src/units.ts'
import type { Threshold } from '../../src/verdict/threshold.ts'

type Operator = '<' | '<=' | '>' | '>='

/** An operator and an amount with its unit, with or without a space: `'< 5ms'`, `'<5ms'`. */
export type Limit<Amount extends string> = `${Operator} ${Amount}` | `${Operator}${Amount}`

/** A time with its unit: `'5ms'`. */
export type TimeText = Exclude<Duration, number>

/** A rate with its unit: `'900Mbit/s'`. */
export type RateText = Exclude<Rate, number>

/** The latency figures that are times. */
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

/** Latency limits, one per figure: `{ p99: '< 5ms', loss: '<= 0.1%' }`. */
export type LatencyLimits = {
  readonly [figure in LatencyFigure]?: Limit<TimeText> | undefined
} & { readonly loss?: Limit<Share> | undefined }

/** A line of the threshold language: `'latency.p99 < 5ms'`, `'download regress < 5%'`. */
export type ThresholdLine = `${string}${'<' | '>'}${string}`

/** How a matcher treats figures that cannot be judged. */
export interface JudgeOptions {
  /**
   * Fail the test if the figures are not trustworthy, instead of skipping it with the reason. Default: the fixture
   * `strict`, else `WYNDRVR_STRICT` in the environment.
   */
  readonly strict?: boolean | undefined
}

/** Options of `toMeet`. */
export interface MeetOptions extends JudgeOptions {
  /** Documents of earlier runs, for thresholds with `regress`. */
  readonly baseline?: readonly ResultDocument[] | undefined
}

/** Options of `toBeNoWorse`. */
export interface NoWorseOptions extends JudgeOptions {
  /** Default: the margin of the comparison. */
  readonly margin?: Share | undefined
}

/** Options of `toMatchBaseline`. */
export interface BaselineOptions extends JudgeOptions {
  /** How much worse each main figure may be. Default `'20%'`; times may always be 0.1 ms longer. */
  readonly tolerance?: Share | undefined
  /** Thresholds with `regress` instead of the tolerance: `['latency.p99 regress < 30%']`. */
  readonly thresholds?: readonly (ThresholdLine | Threshold)[] | undefined
}

/**
 * What vitest's own matchers return: nothing, or a promise with `expect.poll` and `resolves`. Type parameters would say so,
 * but those of vitest 4 and 5 differ.
 */
type Answer<Expectation> = Expectation extends { readonly toBe: (...given: never[]) => infer Result }
  ? Result
  : void

/** The matchers as methods of `expect(…)`. */
export interface NetworkMatchers {
  /** Every limit must hold: `expect(latency).toHaveLatency({ p99: '< 5ms', p50: '< 1ms' })`. */
  toHaveLatency(limits: LatencyLimits, options?: JudgeOptions): Answer<this>
  /** One latency figure (default: `p99`) must be below the limit; a number is in milliseconds. */
  toHaveLatencyBelow(limit: Duration, figure?: LatencyFigure, options?: JudgeOptions): Answer<this>
  /** The throughput of a download, an upload, both at once or a UDP flow must be above the limit. */
  toHaveThroughputAbove(limit: RateText, options?: JudgeOptions): Answer<this>
  /** The share of lost probes or datagrams must be below the limit. */
  toHaveLossBelow(limit: Share, options?: JudgeOptions): Answer<this>
  /** The jitter (RFC 3550) must be below the limit; a number is in milliseconds. */
  toHaveJitterBelow(limit: Duration, options?: JudgeOptions): Answer<this>
  /** Every threshold must hold for the measurements, comparisons or document. */
  toMeet(
    thresholds: ThresholdLine | Threshold | readonly (ThresholdLine | Threshold)[],
    options?: MeetOptions,
  ): Answer<this>
  /** The head is worse than the base by less than the margin, with 95 % confidence. */
  toBeNoWorse(options?: NoWorseOptions): Answer<this>
  /** The head is worse than the base by at most the share, with 95 % confidence. */
  toCostAtMost(limit: Share, options?: JudgeOptions): Answer<this>
  /**
   * The document or measurements are no worse than the committed baseline, which the first run writes and vitest's `-u`
   * updates. Default name: the test's.
   */
  toMatchBaseline(name?: string, options?: BaselineOptions): Answer<this>
  /** The same, under the test's name. */
  toMatchBaseline(options: BaselineOptions): Answer<this>
}

// Without type parameters, because those of vitest 4 and 5 differ.
declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface Matchers extends NetworkMatchers {}
  // In vitest 4 the matchers of expect.not have an interface of their own.
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface AsymmetricMatchersContaining extends NetworkMatchers {}
}
