import { UDP_PROBE_HEADER } from '../protocol/datagram.ts'
import type { Target } from '../results/types.ts'
import type { Duration } from '../units.ts'
import type { LatencyOptions } from '../client/latency/plan.ts'
import type { SuiteStep, TestOptions } from './step.ts'

/** The steps of a full suite, and in words what was left out of it since the dialect can't. */
export interface FullSuite {
  readonly steps: readonly SuiteStep[]
  readonly leftOut: readonly string[]
}

/**
 * Everything that can be measured in a dialect, one after the other and short, so that it is over in less than 25 s.
 * @param given options that take the place of the short ones; a `duration`, `count` or `size` makes its own length
 */
export function fullSuite(given: TestOptions, dialect: Target['dialect']): FullSuite {
  const canDo = ({ native }: FullStep): boolean => dialect === 'native' || !native
  return {
    steps: FULL.filter(canDo).map(({ step }) => step(given, dialect)),
    leftOut: FULL.filter((each) => !canDo(each)).map(({ name }) => name),
  }
}

interface FullStep {
  readonly name: string
  /** Whether it needs the native dialect. */
  readonly native: boolean
  readonly step: (given: TestOptions, dialect: Target['dialect']) => SuiteStep
}

/** In the order in which they run: first what a full link would disturb. */
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
  // The last ones: where UDP is blocked the suite ends with them.
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

/** The smallest probes of TCP are too small for UDP. */
function udpLatency(given: LatencyOptions = {}): LatencyOptions {
  const { payload } = given
  const latency: LatencyOptions = lasting('1s', given)
  return payload === undefined ? latency : { ...latency, payload: Math.max(payload, UDP_PROBE_HEADER) }
}

/** In the seed's dialect a transfer has a size and no time. */
function throughput(
  test: 'download' | 'upload' | 'bidirectional',
  duration: Duration = '2s',
): FullStep['step'] {
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

/** The options with a duration, where they don't say by themselves how long they go on. */
function lasting<Options extends Length>(
  duration: Duration,
  options?: Options,
): Options | { duration: Duration } {
  if (options === undefined) return { duration }
  const { count, size, duration: own } = options
  return count === undefined && size === undefined && own === undefined ? { ...options, duration } : options
}
