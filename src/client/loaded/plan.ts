import { checkOptions, checkWhole, valueError } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { PROBE_HEADER } from '../../protocol/echo.ts'
import type { LatencyInterval, LoadedPhaseName } from '../../results/events.ts'
import type { LoadedMeasurement } from '../../results/types.ts'
import { plannedMsText, plannedSecondsText } from '../../text/time.ts'
import { milliseconds, timeoutOf } from '../../units.ts'
import type { Duration } from '../../units.ts'
import type { PlannedLength } from '../planned-length.ts'
import { reportInterval } from '../report-interval.ts'

/** Options of a loaded latency measurement. Not in the seed and iperf3 dialects. */
export interface LoadedOptions {
  /** Time of each of the four phases, without its warm-up; 10 ms to an hour. Default `'5s'`. */
  readonly duration?: Duration | undefined
  /** Time from one probe to the next, at least `'0.1ms'`; at most 1,000,000 probes per phase. Default `'10ms'`. */
  readonly interval?: Duration | undefined
  /** Streams that carry the load in each direction, 1 to 128; over HTTP/2 at most 127, all on one connection. Default 4. */
  readonly streams?: number | undefined
  /** Warm-up time of each phase, in which the load fills the link; excluded from its figures. Up to a minute, default `'1s'`. */
  readonly warmup?: Duration | undefined
  /** Bytes of a probe, 14 to 65536. Default 14. */
  readonly payload?: number | undefined
  /** Timeout of a probe, and of a new connection under load. Default `'2s'`. */
  readonly timeout?: Duration | undefined
  /**
   * Whether the measurement keeps every probe, those of the warm-up included, and the rate of each stream of its load in slices of
   * 100 ms (500 ms if the duration is over 1000 s). Default false.
   */
  readonly samples?: boolean | undefined
  /** Reporting interval, at least 10 ms. Default 1 s; 100 ms in phases of under 5 s. */
  readonly reportInterval?: Duration | undefined
  /**
   * Called as each interval of a phase ends, in order, with the probes that were answered or given up in it. An error
   * that the listener throws ends the measurement.
   */
  readonly onInterval?: ((interval: LatencyInterval, phase: LoadedPhaseName) => void) | undefined
}

type Asked = LoadedMeasurement['asked']

/** The options with their defaults. `seconds`, `warmup` and `reportInterval` in seconds, the others in ms. */
export interface LoadedPlan extends Asked {
  readonly samples: boolean
  readonly reportInterval: number
  readonly onInterval: ((interval: LatencyInterval, phase: LoadedPhaseName) => void) | null
}

/** The most probes of a phase. */
const MOST_PROBES = 1_000_000

const OPTIONS: OptionNames<LoadedOptions> = {
  duration: true,
  interval: true,
  streams: true,
  warmup: true,
  payload: true,
  timeout: true,
  samples: true,
  reportInterval: true,
  onInterval: true,
}

/**
 * Checks the options and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range
 */
export function loadedPlan(options: LoadedOptions): LoadedPlan {
  checkOptions('loadedLatency', options, OPTIONS)
  const duration = checkTime('duration', options.duration ?? '5s', 10, 3_600_000)
  const warmup = checkTime('warmup', options.warmup ?? '1s', 0, 60_000)
  const interval = checkTime('interval', options.interval ?? '10ms', 0.1, 10_000)
  if ((duration + warmup) / interval > MOST_PROBES)
    throw valueError(
      `interval must be long enough for at most ${MOST_PROBES} probes per phase`,
      options.interval,
    )
  return {
    seconds: duration / 1000,
    warmup: warmup / 1000,
    interval,
    payload: checkWhole('payload', options.payload ?? PROBE_HEADER, PROBE_HEADER, 65_536),
    timeout: timeoutOf(options.timeout ?? '2s'),
    streams: checkWhole('streams', options.streams ?? 4, 1, 128),
    samples: options.samples ?? false,
    reportInterval: reportInterval(options.reportInterval, duration),
    onInterval: options.onInterval ?? null,
  }
}

/** How long the four planned phases take, warm-up included. */
export function loadedLength({ seconds, warmup }: LoadedPlan): PlannedLength {
  return { seconds: 4 * (seconds + warmup), amount: null }
}

/** Holds a time (ms) to its range. */
function checkTime(name: string, value: Duration, least: number, most: number): number {
  const time = milliseconds(value)
  if (time >= least && time <= most) return time
  throw valueError(
    `${name} must be from ${plannedMsText(least)} to ${plannedSecondsText(most / 1000)}`,
    value,
  )
}
