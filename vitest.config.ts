import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

import { startsBundles } from './__tests__/support/programs/bundles.ts'

// The tests start thousands of threads and processes. Much of each start goes into compiling the same files.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

const LAB = '__tests__/lab/**/*.test.ts'

/** Tests that change their process, or depend on what it has loaded or holds. */
const ISOLATED = [
  '__tests__/harness/fixtures/**/!(remeasure|time-budget|untrusted).test.ts',
  '__tests__/harness/{matchers,programs}/**/*.test.ts',
  '__tests__/harness/network/**/!(bottleneck).test.ts',
  '__tests__/harness/report/over-verdicts.test.ts',
  '__tests__/host/{cpu-time,dial,loop-watch,measuring-lock,placer}.test.ts',
  '__tests__/action/github/octokit.test.ts',
  '__tests__/server/{leaks,modes,exchanges/udp-leaks,iperf3/session-leaks}.test.ts',
  '__tests__/transfer/rtt-watch.test.ts',
]

/** Specs and tests of a user's project, which tests of ours run there. */
const FIXTURES = '__tests__/e2e/fixtures/**'

const plugins = [startsBundles()]

const common = {
  // Tests mostly wait, for time limits and processes. On 2 cores, vitest would run one file at a time.
  maxWorkers: Math.max(5, availableParallelism() - 1),
  // The tests start servers in three modes and real processes, on machines that may be busy.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Node strips the types of src/ in WebAssembly. When worker threads come and go, V8 can free an optimized Wasm wrapper
  // twice, and the process dies by SIGSEGV or SIGTRAP (https://github.com/nodejs/node/issues/64500). This budget prevents the
  // optimization. The published package is JavaScript and not affected.
  execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
  // Tests run in parallel and most of them measure, so they do not take turns, and wait for CPUs. Tests of the turns and of
  // the waits unset these.
  env: { WYNDRVR_OVERLAP: '1', WYNDRVR_IGNORE_CPU_WAITS: '1' },
}

/** Folders whose files take the longest: they start programs, and servers. Most other files take milliseconds. */
const E2E = /\/__tests__\/e2e\//
const WITH_SERVERS = /\/__tests__\/(?:agent|client|compare|history|host|server|suite|verdict)\//

/** Starts the longest files first in their project: one that starts last would run alone in the end. */
class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // Not an array's method.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files)
    const projects = [...new Set(sorted.map(({ project }) => project))]
    const rank = ({ project, moduleId }: TestSpecification): number =>
      projects.indexOf(project) * 3 + (E2E.test(moduleId) ? 0 : WITH_SERVERS.test(moduleId) ? 1 : 2)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFilesFirst },
    globalSetup: '__tests__/support/programs/bundle-entries.ts',
    projects: [
      {
        plugins,
        test: {
          ...common,
          name: 'isolated',
          include: ISOLATED,
          exclude: [FIXTURES],
        },
      },
      {
        plugins,
        // These leave no state behind, so their files share a process per worker: a new one costs half a second of CPU time.
        test: {
          ...common,
          name: 'shared',
          include: ['__tests__/**/*.test.ts'],
          exclude: [...ISOLATED, LAB, FIXTURES],
          isolate: false,
          globalSetup: '__tests__/support/programs/run-folder.ts',
          unstubEnvs: true,
        },
      },
      {
        plugins,
        // The lab compares figures with the truth: after all other tests, three files at a time, because shaped traffic uses
        // little of a CPU.
        test: {
          ...common,
          name: 'lab',
          include: [LAB],
          env: { WYNDRVR_OVERLAP: '1' },
          maxWorkers: 3,
          // The cases of throughput take two rounds.
          maxConcurrency: 6,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
