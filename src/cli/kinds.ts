import { longestSearch } from '../client/capacity/plan.ts'
import type { CapacityOptions } from '../client/capacity/plan.ts'
import type { ConnectRateOptions } from '../client/connect-rate/plan.ts'
import type { DatagramOptions } from '../client/datagrams/plan.ts'
import type { LatencyOptions } from '../client/latency/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import type { ThroughputOptions } from '../client/throughput/plan.ts'
import type { Interval } from '../results/events.ts'
import type { MeasurementKind } from '../results/types.ts'
import {
  capacityStarted,
  connectStarted,
  datagramsStarted,
  latencyStarted,
  loadedStarted,
  throughputStarted,
} from '../report/session-lines.ts'
import type { PlannedStep, TestOptions } from '../suite/kinds.ts'
import type { ClientFlags } from './client-flags.ts'

/** The flags of a command line, with what they ask for. */
export interface Asked {
  readonly flags: ClientFlags
  readonly udp: boolean
  /** Whether all tests run. */
  readonly full: boolean
  /** Bytes of a probe. */
  readonly probe: number | undefined
}

/**
 * All options of a kind but those that are for callers, or that no flag sets for it. A new option without a flag is a compile
 * error.
 */
type FromFlags<Options, Unset extends keyof Options = never> = {
  readonly [Name in keyof Required<Omit<Options, Listener | Unset>>]: Name extends keyof Options
    ? Options[Name]
    : never
}

type Listener = 'onInterval' | 'onProbe'

/** What the client command knows of a kind. Method syntax: parameters are bivariant, so a kind's table fits the common type. */
interface KindCommand<Step extends PlannedStep, Slice extends Interval> {
  /** The options that flags set. */
  options(asked: Asked): TestOptions
  /** The lines that are printed when a test begins. */
  startedLines(step: Step): readonly string[]
  /** The bytes, probes or connections of an interval. */
  doneIn(interval: Slice): number
  /** The time (ms) that a step may take beyond its planned length. */
  slack(step: Step): number
}

const COMMANDS: {
  readonly [Kind in MeasurementKind]: KindCommand<
    Extract<PlannedStep, { kind: Kind }>,
    Extract<Interval, { kind: Kind }>
  >
} = {
  latency: {
    options: ({
      flags: { count, duration, timeout, interval, busyPoll, samples, reportInterval },
      probe,
    }) => ({
      latency: {
        count,
        duration,
        timeout,
        interval,
        payload: probe,
        busyPoll,
        samples,
        reportInterval,
      } satisfies FromFlags<LatencyOptions, 'transport'>,
    }),
    startedLines: ({ plan }) => latencyStarted(plan),
    doneIn: ({ received, lost }) => received + lost,
    slack: () => 0,
  },
  throughput: {
    options: ({
      flags: { size, duration, streams, warmup, rate, block, samples, reportInterval, timeout },
      udp,
    }) => ({
      throughput: udp
        ? {}
        : ({
            size,
            duration,
            streams,
            warmup,
            rate,
            block,
            samples,
            reportInterval,
            timeout,
          } satisfies FromFlags<ThroughputOptions, 'tcpFacts'>),
    }),
    startedLines: ({ test, plan }) => throughputStarted(test, plan),
    doneIn: ({ bytes }) => bytes,
    slack: () => 0,
  },
  datagram: {
    options: ({ flags: { size, duration, rate, payload, reportInterval, timeout }, udp, full }) => ({
      datagrams: udp
        ? ({
            size,
            duration,
            rate,
            payload,
            reportInterval,
            timeout,
          } satisfies FromFlags<DatagramOptions>)
        : full
          ? ({ duration, rate, reportInterval, timeout } satisfies FromFlags<
              DatagramOptions,
              'size' | 'payload'
            >)
          : {},
    }),
    startedLines: ({ test, plan }) => datagramsStarted(test, plan),
    doneIn: ({ bytes }) => bytes,
    slack: () => 0,
  },
  loaded: {
    // The ranges of a loaded test are narrower, so its options are set only if it runs.
    options: ({ flags, full, probe }) => {
      if (!flags.test.includes('loaded') && !full) return {}
      const { duration, interval, streams, warmup, timeout, samples, reportInterval } = flags
      return {
        loaded: {
          duration,
          interval,
          streams,
          warmup,
          payload: probe,
          timeout,
          samples,
          reportInterval,
        } satisfies FromFlags<LoadedOptions>,
      }
    },
    startedLines: ({ plan }) => loadedStarted(plan),
    doneIn: ({ received, lost }) => received + lost,
    slack: ({ plan }) => 4 * plan.timeout,
  },
  capacity: {
    // A payload for other tests may be too large for datagrams.
    options: ({ flags }) => {
      if (!flags.test.includes('udp-capacity')) return {}
      const { direction, lossRatio: loss, resolution, maxRate: rate, trial, payload, timeout } = flags
      return {
        capacity: {
          direction,
          loss,
          resolution,
          rate,
          trial,
          payload,
          timeout,
        } satisfies FromFlags<CapacityOptions>,
      }
    },
    startedLines: ({ plan }) => capacityStarted(plan),
    doneIn: () => 1,
    slack: ({ plan }) => 2 * 1000 * longestSearch(plan),
  },
  connect: {
    options: ({
      flags: { count, duration, connections: concurrency, timeout, reportInterval, tlsResume: resume },
    }) => ({
      connectRate: {
        resume,
        count,
        duration,
        concurrency,
        timeout,
        reportInterval,
      } satisfies FromFlags<ConnectRateOptions, 'reuse'>,
    }),
    startedLines: ({ plan }) => connectStarted(plan),
    doneIn: ({ completed, failed }) => completed + failed,
    slack: () => 0,
  },
}

/** The options that flags set, of all kinds. */
export function optionsOf(asked: Asked): TestOptions {
  const options: TestOptions = {}
  for (const command of Object.values(COMMANDS)) Object.assign(options, command.options(asked))
  return options
}

/** What the client command knows of a step's or an interval's kind. */
export function commandOf({ kind }: { readonly kind: MeasurementKind }): KindCommand<PlannedStep, Interval> {
  return COMMANDS[kind]
}
