import type { Dialect } from '../results/types.ts'
import { RUNS_OVER_UDP } from './kinds.ts'
import type { TestName } from './kinds.ts'

/** All tests, in the order in which help texts list them. */
export const TESTS: readonly TestName[] = Object.keys(RUNS_OVER_UDP).filter((name) => isTest(name))

/** The tests that also run over UDP. */
export const UDP_TESTS: readonly TestName[] = TESTS.filter((test) => RUNS_OVER_UDP[test])

/** The seed's tests, in the order in which they run. */
export const SEED_TESTS: readonly TestName[] = ['latency', 'download', 'upload']

/** The tests that run in a dialect if none are named: the iperf3 protocol has no echo, and so no latency. */
export const USUAL_TESTS: Readonly<Record<Dialect, readonly TestName[]>> = {
  native: SEED_TESTS,
  seed: SEED_TESTS,
  iperf3: SEED_TESTS.filter((test) => test !== 'latency'),
  http1: SEED_TESTS,
  http2: SEED_TESTS,
  ws: SEED_TESTS,
}

function isTest(name: string): name is TestName {
  return name in RUNS_OVER_UDP
}
