import type { Dialect, Measurement, MeasurementKind } from '../results/types.ts'
import type { SuiteStep } from '../suite/kinds.ts'

/** A test of the built-in suite. */
export interface BuiltInTest {
  readonly name: string
  /** Whether it runs if the input `tests` is empty. */
  readonly byDefault: boolean
  /** In which it is available. */
  readonly dialects: readonly Dialect[]
  /** @param duration of each step, ms */
  readonly steps: (duration: number, dialect: Dialect) => readonly SuiteStep[]
}

/** What the action knows of a kind. Method syntax: parameters are bivariant, so a kind's table fits the common type. */
interface ActionKind<One extends Measurement> {
  readonly tests: readonly BuiltInTest[]

  /** Share of lost probes or datagrams, for the output `loss`; `null` if unknown or not part of it. */
  loss(measurement: One): number | null
}

const EVERY: readonly Dialect[] = ['native', 'seed', 'iperf3', 'http1', 'http2', 'ws']
const WITH_ECHO: readonly Dialect[] = ['native', 'seed', 'http1', 'http2', 'ws']

/**
 * The tests that measure each kind, in the order in which they run. Those that run by default take less than 15 s together at
 * the default duration.
 */
const KINDS: { readonly [Kind in MeasurementKind]: ActionKind<Extract<Measurement, { kind: Kind }>> } = {
  latency: {
    tests: [
      {
        name: 'latency',
        byDefault: true,
        dialects: WITH_ECHO,
        steps: (duration) => [{ test: 'latency', latency: { duration } }],
      },
    ],
    loss: ({ lost, sent }) => (sent > 0 ? lost / sent : null),
  },
  throughput: {
    tests: [
      { name: 'download', byDefault: true, dialects: EVERY, steps: transfer('download') },
      { name: 'upload', byDefault: true, dialects: EVERY, steps: transfer('upload') },
      {
        name: 'bidirectional',
        byDefault: false,
        dialects: ['native', 'iperf3', 'http1', 'http2', 'ws'],
        steps: transfer('bidirectional'),
      },
    ],
    loss: () => null,
  },
  loaded: {
    // Four phases, each with its warm-up.
    tests: [
      {
        name: 'loaded',
        byDefault: true,
        dialects: ['native', 'http1', 'http2', 'ws'],
        steps: (duration) => [{ test: 'loaded', loaded: { duration, warmup: duration / 2 } }],
      },
    ],
    loss: () => null,
  },
  connect: {
    tests: [
      {
        name: 'connect',
        byDefault: false,
        dialects: WITH_ECHO,
        steps: (duration) => [{ test: 'connect', connectRate: { duration } }],
      },
      {
        name: 'requests',
        byDefault: false,
        dialects: ['http1', 'http2', 'ws'],
        steps: (duration) => [{ test: 'requests', connectRate: { duration } }],
      },
    ],
    loss: () => null,
  },
  // It takes as long as all others together.
  capacity: {
    tests: [
      {
        name: 'udp-capacity',
        byDefault: false,
        dialects: ['native', 'iperf3'],
        steps: (duration) => [{ test: 'udp-capacity', capacity: { trial: duration } }],
      },
    ],
    loss: () => null,
  },
  // Last, because the suite ends here if UDP is blocked.
  datagram: {
    tests: [
      {
        name: 'udp',
        byDefault: true,
        dialects: ['native', 'iperf3'],
        steps: (duration, dialect) => [
          ...(dialect === 'iperf3'
            ? []
            : [{ test: 'latency', transport: 'udp', latency: { duration } } as const]),
          { test: 'bidirectional', transport: 'udp', datagrams: { duration } },
        ],
      },
    ],
    loss: ({ loss }) => loss,
  },
}

/** The tests of the built-in suite, in the order in which they run. */
export const BUILT_IN_TESTS: readonly BuiltInTest[] = Object.values(KINDS).flatMap(({ tests }) => tests)

/** The highest share of lost probes or datagrams; `null` if none is known. */
export function highestLoss(measurements: readonly Measurement[]): number | null {
  const shares = measurements.flatMap((measurement) => {
    const kind: ActionKind<Measurement> = KINDS[measurement.kind]
    return kind.loss(measurement) ?? []
  })
  return shares.length > 0 ? Math.max(...shares) : null
}

/** In the seed dialect a transfer has a size instead of a duration. */
function transfer(test: 'download' | 'upload' | 'bidirectional'): BuiltInTest['steps'] {
  return (duration, dialect) => [{ test, throughput: dialect === 'seed' ? {} : { duration } }]
}
