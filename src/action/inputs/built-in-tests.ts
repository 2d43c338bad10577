import type { SuiteStep } from '../../suite/kinds.ts'
import { MEASURES } from '../../compare/plan.ts'
import type { Dialect } from '../../results/types.ts'
import type { Run } from './inputs.ts'

/** A test of the built-in suite. */
interface BuiltInTest {
  readonly name: string
  /** Whether it runs if the input `tests` is empty. */
  readonly byDefault: boolean
  /** Whether it needs the native dialect. */
  readonly native: boolean
  /** @param duration of each step, ms */
  readonly steps: (duration: number, dialect: Dialect) => readonly SuiteStep[]
}

/** In the order in which they run. Those that run by default take less than 15 s together at the default duration. */
const BUILT_IN_TESTS: readonly BuiltInTest[] = [
  {
    name: 'latency',
    byDefault: true,
    native: false,
    steps: (duration) => [{ test: 'latency', latency: { duration } }],
  },
  { name: 'download', byDefault: true, native: false, steps: transfer('download') },
  { name: 'upload', byDefault: true, native: false, steps: transfer('upload') },
  { name: 'bidirectional', byDefault: false, native: true, steps: transfer('bidirectional') },
  // Four phases, each with its warm-up.
  {
    name: 'loaded',
    byDefault: true,
    native: true,
    steps: (duration) => [{ test: 'loaded', loaded: { duration, warmup: duration / 2 } }],
  },
  {
    name: 'connect',
    byDefault: false,
    native: false,
    steps: (duration) => [{ test: 'connect', connectRate: { duration } }],
  },
  // Last, because the suite ends here if UDP is blocked.
  {
    name: 'udp',
    byDefault: true,
    native: true,
    steps: (duration) => [
      { test: 'latency', transport: 'udp', latency: { duration } },
      { test: 'bidirectional', transport: 'udp', datagrams: { duration } },
    ],
  },
]

/** What the input `tests` may list. */
export const TEST_NAMES: Readonly<Record<Run, readonly string[]>> = {
  suite: BUILT_IN_TESTS.map(({ name }) => name),
  compare: MEASURES,
  server: [],
  report: [],
}

/**
 * The steps of the built-in suite.
 * @param names of tests; empty: those that run by default and that the dialect supports
 * @param duration of each, ms
 */
export function builtInSteps(
  names: readonly string[],
  duration: number,
  dialect: Dialect,
): readonly SuiteStep[] {
  return BUILT_IN_TESTS.filter(({ name, byDefault, native }) =>
    names.length > 0 ? names.includes(name) : byDefault && (dialect === 'native' || !native),
  ).flatMap(({ steps }) => steps(duration, dialect))
}

/** In the seed dialect a transfer has a size instead of a duration. */
function transfer(test: 'download' | 'upload' | 'bidirectional'): BuiltInTest['steps'] {
  return (duration, dialect) => [{ test, throughput: dialect === 'native' ? { duration } : {} }]
}
