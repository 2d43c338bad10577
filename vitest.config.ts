import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

// The tests start hundreds of servers from source. Every thread and process of theirs would strip the types of src/ anew,
// which takes most of its start: with Node's cache of compiled code they start in a third of the time.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

const LAB = '__tests__/lab/**/*.test.ts'
const PURE = '__tests__/{protocol,report,results,stats,text,verdict}/**/*.test.ts'

/** Specs and tests of a user's project, which tests of ours run there. */
const FIXTURES = '__tests__/e2e/fixtures/**'

const common = {
  // Most of the time they wait, for limits to pass and for processes: on 2 cores vitest's default is one file at a time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Servers in three modes and real processes start in these tests, on machines that may be busy.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Worker threads of src/ have their types taken away by Node's WebAssembly. V8 frees the code between that and JavaScript
  // twice where several threads come and go (https://github.com/nodejs/node/issues/64500): a test's process then ends by
  // SIGSEGV or SIGTRAP. It frees what it has optimised after so many calls: never. What users run has no types to take away.
  execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
  // Tests run side by side, and most measure; those of the turns that measurements take say otherwise.
  env: { WYNDRVR_OVERLAP: '1' },
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'tests',
          include: ['__tests__/**/*.test.ts'],
          exclude: [LAB, PURE, FIXTURES],
          globalSetup: '__tests__/support/run-folder.ts',
        },
      },
      // Functions of plain data leave nothing behind: their files share a process, which halves their time.
      { test: { ...common, name: 'pure', include: [PURE], isolate: false } },
      {
        // These compare figures with the truth: one file at a time, when nothing else runs any more.
        test: {
          ...common,
          name: 'lab',
          include: [LAB],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
