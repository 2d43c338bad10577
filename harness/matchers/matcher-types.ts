import type { LatencyMeasurement, Measurement, ResultDocument } from '../../src/results/types.ts'
import type { Percentile } from '../../src/text/percentile.ts'
import type { Duration, Rate, Share, Size } from '../../src/units.ts'
import type { MetricName } from '../../src/verdict/metric-name.ts'
import type { Threshold } from '../../src/verdict/threshold.ts'

type Operator = '<' | '<=' | '>' | '>='

/** An operator and an amount with its unit, with or without a space: `'< 5ms'`, `'<5ms'`. */
export type Limit<Amount extends string> = `${Operator} ${Amount}` | `${Operator}${Amount}`

/** A time with its unit: `'5ms'`. */
export type TimeText = Exclude<Duration, number>

/** A rate with its unit: `'900Mbit/s'`. */
export type RateText = Exclude<Rate, number>

/** An amount of payload with its unit: `'200kB'`. */
export type SizeText = Exclude<Size, number>

/** The latency figures that are times. */
export type LatencyFigure = Percentile | 'avg' | 'min' | 'max' | 'stdev' | 'jitter' | 'jitterMean'

/** A frequency with its unit: `'5000/s'`. */
export type FrequencyText = `${number}/s`

/**
 * At least one of the properties. The alternatives say only that one is a string: with its own type twice, TypeScript before 7
 * would combine each of its hundreds of texts with each, and give up.
 */
type SomeOf<Limits> = Limits &
  {
    [Figure in keyof Limits]-?: { readonly [Given in Figure]: string }
  }[keyof Limits]

/** One limit per figure. */
type LimitsOf<Figure extends string, Amount extends string> = {
  readonly [figure in Figure]?: Limit<Amount> | undefined
}

/** Latency limits, one per figure: `{ p99: '< 5ms', loss: '<= 0.1%' }`. */
export type LatencyLimits = SomeOf<LimitsOf<LatencyFigure, TimeText> & LimitsOf<'loss', Share>>

/** Throughput limits, one per figure: `{ mbps: '> 900Mbit/s' }`. A UDP flow has `mbps` alone. */
export type ThroughputLimits = SomeOf<
  LimitsOf<'mbps' | 'steady.mbps' | 'burst.mbps' | 'sustained.mbps', RateText> &
    LimitsOf<'burst.excess', SizeText> &
    LimitsOf<'fairness' | 'retransmits', CountText>
>

/** Limits of what is lost on the way: `{ loss: '< 0.1%' }`. Only a UDP flow has the other figures. */
export type LossLimits = SomeOf<
  LimitsOf<'loss', Share> & LimitsOf<'reordered' | 'duplicates' | 'droppedByHost', CountText>
>

/** Jitter limits: `{ jitter: '< 1ms' }`. */
export type JitterLimits = SomeOf<LimitsOf<'jitter' | 'jitterMean', TimeText>>

/** Limits of a connect rate: `{ rate: '> 5000/s', p99: '< 5ms', failed: '<= 0' }`. */
export type ConnectLimits = SomeOf<
  LimitsOf<'rate', FrequencyText> &
    LimitsOf<ConnectTime | `whole.${'p50' | 'p99' | 'avg' | 'min' | 'max'}`, TimeText> &
    LimitsOf<'failed', CountText> &
    LimitsOf<'failedShare', Share>
>

/** Limits of a link under load: `{ rpm: '> 500', 'p95.increase': '< 50ms' }`. */
export type ResponsivenessLimits = SomeOf<
  LimitsOf<'rpm', CountText> & LimitsOf<`${'p50' | 'p95' | 'p99'}.increase`, TimeText>
>

/** The connect figures that are times. */
type ConnectTime = Exclude<LatencyFigure, 'jitter' | 'jitterMean'>

/** A number without a unit. */
type CountText = `${number}`

/** A line of the threshold language: `'latency.p99 < 5ms'`, `'download regress < 5%'`. */
export type ThresholdLine =
  | `${MetricName}${'' | ' '}${'<' | '>'}${string}`
  | `${MetricName} ${'around' | 'regress'} ${string}`

/** How a matcher treats figures that cannot be judged. */
export interface JudgeOptions {
  /**
   * Fail the test if the figures are not trustworthy, instead of skipping it with the reason. Default: the fixture
   * `strict`, else `WYNDRVR_STRICT` in the environment.
   */
  readonly strict?: boolean | undefined
}

/** Options of `toHaveThroughputAround`. */
export interface AroundOptions extends JudgeOptions {
  /** Default `'mbps'`: of the whole test. `'sustained.mbps'` leaves out the first second, with the burst of a limiter. */
  readonly figure?: 'mbps' | 'steady.mbps' | 'sustained.mbps' | undefined
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

/** Options of `toCostAtMost` for a measurement. */
export interface OverOptions extends JudgeOptions {
  /** The measurement to compare with: of the same kind, usually over the direct path. */
  readonly over: Measurement
}

/** Options of `toAddAtMost`. */
export interface AddOptions extends OverOptions {
  readonly over: LatencyMeasurement
  /** Default `'p50'`. */
  readonly figure?: LatencyFigure | undefined
}

/** Options of `toCostAtMost`; `over` for a measurement alone. */
export interface CostOptions extends JudgeOptions, Partial<OverOptions> {}

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

/** The matcher for everything that is measured or compared. */
interface AnyMatchers {
  /** Every threshold must hold for the measurements, comparisons or document. */
  toMeet(
    thresholds: ThresholdLine | Threshold | readonly (ThresholdLine | Threshold)[],
    options?: MeetOptions,
  ): Answer<this>
}

/** Matchers for everything that is measured. */
export interface CommonMatchers extends AnyMatchers {
  /**
   * The document or measurements are no worse than the committed baseline, which the first run writes and vitest's `-u`
   * updates. Default name: the test's.
   */
  toMatchBaseline(name?: string, options?: BaselineOptions): Answer<this>
  /** The same, under the test's name. */
  toMatchBaseline(options: BaselineOptions): Answer<this>
}

/** Matchers for what may be lost or delayed on the way: round trips and datagrams. */
export interface PacketMatchers extends CommonMatchers {
  /** Every limit must hold: `toHaveLoss({ loss: '< 0.1%' })`. */
  toHaveLoss(limits: LossLimits, options?: JudgeOptions): Answer<this>
  /** The share of lost probes or datagrams must be below the limit. */
  toHaveLossBelow(limit: Share, options?: JudgeOptions): Answer<this>
  /** Every limit must hold: `toHaveJitter({ jitter: '< 1ms' })`. */
  toHaveJitter(limits: JitterLimits, options?: JudgeOptions): Answer<this>
  /** The jitter (RFC 3550) must be below the limit; a number is in milliseconds. */
  toHaveJitterBelow(limit: Duration, options?: JudgeOptions): Answer<this>
}

/** Matchers for round-trip times, also under load. */
export interface RoundTripMatchers extends PacketMatchers {
  /** Every limit must hold: `toHaveLatency({ p99: '< 5ms', p50: '< 1ms' })`. */
  toHaveLatency(limits: LatencyLimits, options?: JudgeOptions): Answer<this>
  /** One latency figure (default: `p99`) must be below the limit; a number is in milliseconds. */
  toHaveLatencyBelow(limit: Duration, figure?: LatencyFigure, options?: JudgeOptions): Answer<this>
}

/** Matchers for a latency. */
export interface LatencyMatchers extends RoundTripMatchers {
  /** The figure (default: `p50`) is at most that much higher than in `over`; a number is in milliseconds. */
  toAddAtMost(limit: Duration, options: AddOptions): Answer<this>
}

/** Matchers for a latency under load. */
export interface LoadedMatchers extends RoundTripMatchers {
  /** Every limit must hold: `toHaveResponsiveness({ rpm: '> 500' })`. */
  toHaveResponsiveness(limits: ResponsivenessLimits, options?: JudgeOptions): Answer<this>
  /** The round trips per minute must be above the limit. */
  toHaveResponsivenessAbove(limit: number, options?: JudgeOptions): Answer<this>
}

/** Matchers for a figure of which more is better. */
interface RateMatchers extends CommonMatchers {
  /** The throughput or connect rate is at most this share lower than in `over`. */
  toCostAtMost(limit: Share, options: OverOptions): Answer<this>
}

/** Matchers for a UDP capacity. */
export interface CapacityMatchers extends CommonMatchers {
  /** Every limit must hold: `toHaveThroughput({ mbps: '> 900Mbit/s' })`. */
  toHaveThroughput(limits: ThroughputLimits, options?: JudgeOptions): Answer<this>
  /** The capacity must be above the limit. */
  toHaveThroughputAbove(limit: RateText, options?: JudgeOptions): Answer<this>
  /** The capacity must be this, give or take the tolerance: a share of it, or a rate. */
  toHaveThroughputAround(target: RateText, tolerance: Share | RateText, options?: AroundOptions): Answer<this>
}

/** Matchers for a download, an upload, or both at once. */
export interface TransferMatchers extends RateMatchers {
  /** Every limit must hold: `toHaveThroughput({ mbps: '> 900Mbit/s' })`. */
  toHaveThroughput(limits: ThroughputLimits, options?: JudgeOptions): Answer<this>
  /** The throughput must be above the limit. */
  toHaveThroughputAbove(limit: RateText, options?: JudgeOptions): Answer<this>
  /** The throughput must be this, give or take the tolerance: a share of it, or a rate. */
  toHaveThroughputAround(target: RateText, tolerance: Share | RateText, options?: AroundOptions): Answer<this>
}

/** Matchers for a UDP flow, or both directions at once. */
export interface FlowMatchers extends TransferMatchers, PacketMatchers {}

/** Matchers for a connect rate. */
export interface ConnectMatchers extends RateMatchers {
  /** Every limit must hold: `toHaveConnectRate({ rate: '> 5000/s', failed: '<= 0' })`. */
  toHaveConnectRate(limits: ConnectLimits, options?: JudgeOptions): Answer<this>
  /** The connections per second must be above the limit. */
  toHaveConnectRateAbove(limit: FrequencyText, options?: JudgeOptions): Answer<this>
}

/** Matchers for comparisons of two arms. */
export interface ComparisonMatchers extends AnyMatchers {
  /** The head is worse than the base by less than the margin, with 95 % confidence. */
  toBeNoWorse(options?: NoWorseOptions): Answer<this>
  /** The head is worse than the base by at most the share, with 95 % confidence. */
  toCostAtMost(limit: Share, options?: JudgeOptions): Answer<this>
}

/** All matchers, as methods of `expect(…)`. */
export interface NetworkMatchers
  extends LatencyMatchers, LoadedMatchers, FlowMatchers, ConnectMatchers, ComparisonMatchers {
  toCostAtMost(limit: Share, options?: CostOptions): Answer<this>
}

// Without type parameters, because those of vitest 4 and 5 differ.
declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface Matchers extends NetworkMatchers {}
  // In vitest 4 the matchers of expect.not have an interface of their own.
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface AsymmetricMatchersContaining extends NetworkMatchers {}
}
