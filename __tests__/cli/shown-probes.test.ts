import { expect, test } from 'vitest'

import { shownProbes } from '../../src/cli/shown-probes.ts'
import { latencyPlan } from '../../src/client/latency/plan.ts'

test.each([
  ['all of a requested number', { count: 5000 }, 5000],
  ['20 of a closed loop for a time', { duration: '1s' }, 20],
  ['20 of an open loop of more than 100', { duration: '1010ms', interval: 10 }, 20],
  ['all of an open loop of 100', { duration: '1s', interval: 10 }, Number.POSITIVE_INFINITY],
] as const)('probes shown: %s', (_, options, shown) => {
  expect(shownProbes(latencyPlan(options))).toBe(shown)
})
