/**
 * The matchers alone, without any effect of loading them: `expect.extend(matchers)` adds them to an `expect` of yours.
 * `wyndrvr/vitest` has done that.
 */
export { toMatchBaseline } from './matchers/baseline.ts'
export { toBeNoWorse, toCostAtMost } from './matchers/comparison.ts'
export {
  toHaveJitterBelow,
  toHaveLatency,
  toHaveLatencyBelow,
  toHaveLossBelow,
  toHaveThroughputAbove,
} from './matchers/limits.ts'
export { toMeet } from './matchers/meet.ts'
export type * from './matchers/types.ts'
