import type { MeasurementKind as Kind } from '../results/measurement.ts'
import type { Dialect } from '../results/types.ts'
import type { Duration } from '../units.ts'
import type { SuiteStep, TestOptions, TransferTest } from './kinds.ts'
import { lasting, udpLatency } from './lasting.ts'

/** A step of a full suite. */
export interface FullStep {
  readonly name: string
  /** In which it is available. */
  readonly dialects: readonly Dialect[]
  readonly udp: boolean
  readonly step: (given: TestOptions, dialect: Dialect) => SuiteStep
}

const EVERY: readonly Dialect[] = ['native', 'seed', 'iperf3', 'http1', 'http2', 'ws']
const WITH_ECHO: readonly Dialect[] = ['native', 'seed', 'http1', 'http2', 'ws']
const BOTH_WAYS: readonly Dialect[] = ['native', 'iperf3', 'http1', 'http2', 'ws']
const WITH_UDP: readonly Dialect[] = ['native', 'iperf3']

/** The steps of a full suite that measure each kind, in the order in which they run. */
export const FULL_STEPS: Readonly<Record<Kind, readonly FullStep[]>> = {
  latency: [
    {
      name: 'latency',
      dialects: WITH_ECHO,
      udp: false,
      step: ({ latency }) => ({
        test: 'latency',
        latency: { ...lasting('1s', latency), interval: undefined },
      }),
    },
    {
      name: 'open-loop latency',
      dialects: ['native', 'http1', 'http2', 'ws'],
      udp: false,
      step: ({ latency }) => ({
        test: 'latency',
        latency: { ...lasting('1.5s', latency), interval: latency?.interval ?? '10ms' },
      }),
    },
    {
      name: 'UDP latency',
      dialects: ['native'],
      udp: true,
      step: ({ latency }) => ({ test: 'latency', transport: 'udp', latency: udpLatency(latency) }),
    },
  ],
  throughput: [
    { name: 'download', dialects: EVERY, udp: false, step: transfer('download') },
    { name: 'upload', dialects: EVERY, udp: false, step: transfer('upload') },
    { name: 'bidirectional', dialects: BOTH_WAYS, udp: false, step: transfer('bidirectional', '1.5s') },
  ],
  loaded: [
    {
      name: 'loaded latency',
      dialects: ['native', 'http1', 'http2', 'ws'],
      udp: false,
      step: ({ loaded }) => ({
        test: 'loaded',
        loaded: { ...lasting('1s', loaded), warmup: loaded?.warmup ?? '500ms' },
      }),
    },
  ],
  connect: [
    {
      name: 'connect',
      dialects: WITH_ECHO,
      udp: false,
      step: ({ connectRate }) => ({ test: 'connect', connectRate: lasting('1s', connectRate) }),
    },
    {
      name: 'requests',
      dialects: ['http1', 'http2', 'ws'],
      udp: false,
      step: ({ connectRate }) => ({ test: 'requests', connectRate: lasting('1s', connectRate) }),
    },
  ],
  // It would take most of the time of a full suite.
  capacity: [],
  datagram: [
    {
      name: 'UDP',
      dialects: WITH_UDP,
      udp: true,
      step: ({ datagrams }) => ({
        test: 'bidirectional',
        transport: 'udp',
        datagrams: lasting('1.5s', datagrams),
      }),
    },
  ],
}

/** In the seed dialect a transfer has a size and no duration. */
function transfer(test: TransferTest, duration: Duration = '2s'): FullStep['step'] {
  return ({ throughput: given }, dialect) => ({
    test,
    throughput: dialect === 'seed' ? given : lasting(duration, given),
  })
}
