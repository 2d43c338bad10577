import { SEED_TESTS } from '../suite/step.ts'
import type { SuiteOptions } from '../suite/suite.ts'
import type { ClientFlags, TestFlag } from './client-flags.ts'

/** The suite that a client command line asks for. */
export function suiteOf(flags: ClientFlags): SuiteOptions {
  const { host, port, dialect, count, size, duration, timeout, interval, payload, busyPoll } = flags
  const { connections: concurrency, streams, warmup, rate, block, reportInterval } = flags
  const udp = flags.udp === true
  const tests = testsOf(flags.test)
  // Without UDP probes the payload is that of datagrams, which may be smaller.
  const probe = udp && !tests?.includes('latency') ? undefined : payload
  return {
    host,
    port,
    dialect,
    timeout,
    tests,
    transport: udp ? 'udp' : 'tcp',
    latency: { count, duration, timeout, interval, payload: probe, busyPoll, reportInterval },
    datagrams: udp
      ? { size, duration, rate, payload, reportInterval, timeout }
      : tests === 'full'
        ? { duration, rate, reportInterval, timeout }
        : {},
    throughput: udp ? {} : { size, duration, streams, warmup, rate, block, reportInterval },
    // The ranges of a loaded test are narrower, so its options are set only if it runs.
    ...((flags.test.includes('loaded') || tests === 'full') && {
      loaded: { duration, interval, streams, warmup, payload: probe, timeout, reportInterval },
    }),
    connectRate: { count, duration, concurrency, timeout, reportInterval },
  }
}

/** A full suite includes all other tests. */
function testsOf(flags: readonly TestFlag[]): SuiteOptions['tests'] {
  if (flags.includes('full')) return 'full'
  return [...new Set(flags.flatMap((test) => (test === 'all' ? SEED_TESTS : test === 'full' ? [] : [test])))]
}
