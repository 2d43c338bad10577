import { availableParallelism } from 'node:os'

import { defineConfig } from 'vitest/config'

const LAB = '__tests__/lab/**/*.test.ts'

const common = {
  // Most of the time they wait, for limits to pass and for processes: on 2 cores vitest's default is one file at a time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Servers in three modes and real processes start in these tests, on machines that may be busy.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A worker of the tests once ended by SIGSEGV, in code that is all JavaScript: as it does to many beside Node 24, whose
  // V8 leaves a stale pointer in frames of this compiler (https://github.com/nodejs/node/issues/62393).
  execArgv: ['--no-sparkplug'],
  // Tests run side by side, and most measure; those of the turns that measurements take say otherwise.
  env: { WYNDRVR_OVERLAP: '1' },
}

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'tests', include: ['__tests__/**/*.test.ts'], exclude: [LAB] } },
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
