import type { LatencyOptions } from '../client/latency/plan.ts'
import { UDP_PROBE_HEADER } from '../protocol/datagram.ts'
import type { Dialect } from '../results/types.ts'
import type { Duration } from '../units.ts'
import type { SuiteStep, TestOptions, TransferTest } from './step.ts'

/**
 * The steps of a full suite: every test of a dialect, one after the other, each short enough that all end in less than 25 s.
 * @param given options that replace the short ones; a `duration`, `count` or `size` sets the length of its tests
 */
export function fullSuite(given: TestOptions, dialect: Dialect): readonly SuiteStep[] {
  return FULL.filter(({ native }) => dialect === 'native' || !native).map(({ step }) => step(given, dialect))
}

/** The names of the steps that are not available in a dialect; `null` if no server has answered. */
export function leftOutOf(dialect: Dialect | null): readonly string[] {
  return dialect === 'native' ? [] : FULL.filter(({ native }) => native).map(({ name }) => name)
}

interface FullStep {
  readonly name: string
  /** Whether it needs the native dialect. */
  readonly native: boolean
  readonly step: (given: TestOptions, dialect: Dialect) => SuiteStep
}

/** In the order in which they run: first the tests that a full link would disturb. */
const FULL: readonly FullStep[] = [
  {
    name: 'latency',
    native: false,
    step: ({ latency }) => ({
      test: 'latency',
      latency: { ...lasting('1s', latency), interval: undefined },
    }),
  },
  {
    name: 'open-loop latency',
    native: true,
    step: ({ latency }) => ({
      test: 'latency',
      latency: { ...lasting('1.5s', latency), interval: latency?.interval ?? '10ms' },
    }),
  },
  { name: 'download', native: false, step: throughput('download') },
  { name: 'upload', native: false, step: throughput('upload') },
  { name: 'bidirectional', native: true, step: throughput('bidirectional', '1.5s') },
  {
    name: 'loaded latency',
    native: true,
    step: ({ loaded }) => ({
      test: 'loaded',
      loaded: { ...lasting('1s', loaded), warmup: loaded?.warmup ?? '500ms' },
    }),
  },
  {
    name: 'connect',
    native: false,
    step: ({ connectRate }) => ({ test: 'connect', connectRate: lasting('1s', connectRate) }),
  },
  // UDP comes last: if it is blocked, the suite ends with it.
  {
    name: 'UDP latency',
    native: true,
    step: ({ latency }) => ({ test: 'latency', transport: 'udp', latency: udpLatency(latency) }),
  },
  {
    name: 'UDP',
    native: true,
    step: ({ datagrams }) => ({
      test: 'bidirectional',
      transport: 'udp',
      datagrams: lasting('1.5s', datagrams),
    }),
  },
]

/** The smallest TCP probes are too small for UDP. */
function udpLatency(given: LatencyOptions = {}): LatencyOptions {
  const { payload } = given
  const latency: LatencyOptions = lasting('1s', given)
  return payload === undefined ? latency : { ...latency, payload: Math.max(payload, UDP_PROBE_HEADER) }
}

/** In the seed dialect a transfer has a size and no duration. */
function throughput(test: TransferTest, duration: Duration = '2s'): FullStep['step'] {
  return ({ throughput: given }, dialect) => ({
    test,
    throughput: dialect === 'native' ? lasting(duration, given) : given,
  })
}

interface Length {
  readonly duration?: Duration | undefined
  readonly count?: number | undefined
  readonly size?: unknown
}

/** The options with a duration, unless they set their own length. */
function lasting<Options extends Length>(
  duration: Duration,
  options?: Options,
): Options | { duration: Duration } {
  if (options === undefined) return { duration }
  const { count, size, duration: own } = options
  return count === undefined && size === undefined && own === undefined ? { ...options, duration } : options
}
